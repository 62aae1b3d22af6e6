"""Knows Asterisk's channels as its events tell them; in any order, the same events give the same picture.

A channel's facts only grow: it was created, rang, came up, is gone; ids are set once, block numbers rise. What
does change to and fro (parked, bridged) is decided by Asterisk's own time stamps, never by the order of arrival.
"""

from dataclasses import dataclass, replace

from telephony.blocks import read_memory
from telephony.events import (
    AgiEnded,
    BridgeEntered,
    BridgeLeft,
    ChannelEvent,
    Facts,
    HungUp,
    LegState,
    OriginateEnded,
    ParkedInAgi,
    facts_of,
)
from telephony.looks import Snapshot
from telephony.wire import AmiEvent

MOST_GONE = 2000
_WAITING = frozenset({"called", "park", "out", "agent"})
_HEARING = frozenset({"AGI", "Return"})


@dataclass(frozen=True, slots=True)
class Stamped:
    """A value that changes to and fro, with the time of its last change."""

    at: float = -1.0
    value: str = ""

    def later(self, at: float, value: str) -> "Stamped":
        return max(self, Stamped(at, value), key=lambda one: (one.at, one.value))


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. `block` is its CC_B, `number` its last block's; `cause` is None until told, 0 for none given."""

    uniqueid: str
    name: str = ""
    first_at: float = float("inf")
    state: LegState = LegState.DOWN
    call_id: str = ""
    number: int = 0
    block: str = ""
    caller: str = ""
    caller_name: str = ""
    called: str = ""
    agi: Stamped = Stamped()
    talk: Stamped = Stamped()
    hung_up: bool = False
    refused: bool = False
    cause: int | None = None

    @property
    def is_gone(self) -> bool:
        """It was hung up, or its Originate never made a channel."""
        return self.hung_up or (self.refused and self.first_at == float("inf"))

    @property
    def is_up(self) -> bool:
        return self.state is LegState.UP

    @property
    def bridge(self) -> str | None:
        """The bridge it talks in."""
        return None if self.is_gone else self.talk.value or None

    @property
    def is_parked(self) -> bool:
        """It waits in AsyncAGI and no block runs: a command or a bridge takes effect at once."""
        memory = read_memory(self.block)
        running = memory is not None and memory.running
        return bool(self.agi.value) and not (self.is_gone or self.bridge or running)

    @property
    def is_inbound(self) -> bool:
        """Somebody called us: it was not originated."""
        return self.called != ""


class Mirror:
    """All channels that live, and the last ones that are gone."""

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}

    @staticmethod
    def from_snapshot(snapshot: Snapshot) -> "Mirror":
        mirror = Mirror()
        mirror.compare(snapshot)
        return mirror

    def channel(self, uniqueid: str) -> Channel | None:
        return self._channels.get(uniqueid)

    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._channels.values())

    def alive(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in self._channels.values() if not channel.is_gone)

    def bridged_with(self, uniqueid: str) -> tuple[Channel, ...]:
        """Who else is in the channel's bridge."""
        own = self._channels.get(uniqueid)
        if own is None or own.bridge is None:
            return ()
        return tuple(one for one in self.alive() if one.bridge == own.bridge and one is not own)

    def apply(self, event: ChannelEvent) -> frozenset[str]:
        """Takes an event in; the uniqueids whose picture it changed."""
        if isinstance(event, OriginateEnded):
            return self._originate_ended(event)
        before = self._channels.get(event.facts.uniqueid, Channel(event.facts.uniqueid))
        return self._store(before, _changed(_joined(before, event.facts), event))

    def compare(self, snapshot: Snapshot) -> frozenset[str]:
        """Takes all channels as Asterisk lists them; the uniqueids that differed, gone ones included."""
        changed: set[str] = set()
        seen = {row.get("Uniqueid") for row in snapshot.rows}
        for row in snapshot.rows:
            before = self._channels.get(row.get("Uniqueid"), Channel(row.get("Uniqueid")))
            changed |= self._store(before, _listed(before, row, snapshot.at))
        for channel in self.alive():
            if channel.uniqueid not in seen and channel.first_at <= snapshot.at:
                changed |= self._store(channel, replace(channel, hung_up=True))
        return frozenset(changed)

    def _originate_ended(self, event: OriginateEnded) -> frozenset[str]:
        """A failed one whose channel was never seen made none; a second one with a living id fails too."""
        before = self._channels.get(event.uniqueid, Channel(event.uniqueid))
        return self._store(before, replace(before, refused=before.refused or not event.answered))

    def _store(self, before: Channel, after: Channel) -> frozenset[str]:
        if before == after:
            return frozenset()
        if after.is_gone:
            # The last to go is the last to be forgotten.
            self._channels.pop(after.uniqueid, None)
        self._channels[after.uniqueid] = after
        if after.is_gone:
            self._forget_the_oldest()
        return frozenset({after.uniqueid})

    def _forget_the_oldest(self) -> None:
        gone = [channel.uniqueid for channel in self._channels.values() if channel.is_gone]
        for uniqueid in gone[:-MOST_GONE]:
            del self._channels[uniqueid]


def _joined(channel: Channel, facts: Facts) -> Channel:
    """The facts that only grow; where two differ, the greater is taken, so that order does not matter."""
    return replace(
        channel,
        name=max(channel.name, facts.name),
        first_at=min(channel.first_at, facts.at),
        state=max(channel.state, facts.state),
        call_id=max(channel.call_id, facts.call_id),
        number=max(channel.number, facts.number),
        block=max(channel.block, facts.block, key=_rank),
        caller=max(channel.caller, facts.caller),
        caller_name=max(channel.caller_name, facts.caller_name),
        called=max(channel.called, facts.called),
    )


def _rank(block: str) -> tuple[float, bool, str]:
    """Later blocks over earlier ones, a result over a running block; the dialplan's own ending over all."""
    memory = read_memory(block)
    if memory is None:
        return (float("inf") if block else -1.0, True, block)
    return (memory.number, not memory.running, block)


def _changed(channel: Channel, event: ChannelEvent) -> Channel:
    match event:
        case ParkedInAgi(facts):
            return replace(channel, agi=channel.agi.later(facts.at, "in"))
        case AgiEnded(facts):
            return replace(channel, agi=channel.agi.later(facts.at, ""))
        case BridgeEntered(facts, bridge):
            return replace(channel, talk=channel.talk.later(facts.at, bridge))
        case BridgeLeft(facts):
            return replace(channel, talk=channel.talk.later(facts.at, ""))
        case HungUp(_, cause):
            return replace(channel, hung_up=True, cause=max(cause, channel.cause or 0))
        case _:
            return channel


def _listed(channel: Channel, row: AmiEvent, at: float) -> Channel:
    """A row has no stamp of its own: it is as new as the last event before it."""
    facts = replace(facts_of(row), at=at)
    waits = facts.context in _WAITING and row.get("Application") in _HEARING
    in_block = facts.context == "block"
    return replace(
        _joined(channel, facts),
        agi=channel.agi.later(at, "in" if waits or in_block else ""),
        talk=channel.talk.later(at, row.get("BridgeId")),
    )
