"""Knows what AMI's events mean: raw fields in, typed values out; nothing raw goes further."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from telephony.blocks import read_memory
from telephony.legs import leg_of
from telephony.wire import AmiEvent

LONGEST_TEXT = 80
_NOT_IN_NUMBERS = re.compile(r"[^0-9+*#]")
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_NONE = frozenset({"", "<unknown>", "<null>", "<none>"})


class LegState(IntEnum):
    """How far a channel has come; it never goes back."""

    DOWN = 0
    RINGING = 1
    UP = 2


_STATES = {"Ring": LegState.RINGING, "Ringing": LegState.RINGING, "Up": LegState.UP}


@dataclass(frozen=True, slots=True)
class Facts:
    """What every event says about its channel. `at` is Asterisk's clock; `called` only where we are called."""

    uniqueid: str
    name: str
    at: float
    state: LegState = LegState.DOWN
    context: str = ""
    call_id: str = ""
    number: int = 0
    block: str = ""
    caller: str = ""
    caller_name: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class ChannelCreated:
    facts: Facts


@dataclass(frozen=True, slots=True)
class StateChanged:
    facts: Facts


@dataclass(frozen=True, slots=True)
class ParkedInAgi:
    """The channel takes commands: a new caller, or a leg that came back from a talk."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class AgiEnded:
    facts: Facts


@dataclass(frozen=True, slots=True)
class BlockFinished:
    """A block command was executed; its result is in `facts.block`."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class KeyPressed:
    facts: Facts
    key: str


@dataclass(frozen=True, slots=True)
class BridgeEntered:
    facts: Facts
    bridge: str


@dataclass(frozen=True, slots=True)
class BridgeLeft:
    facts: Facts
    bridge: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The channel is gone, with its Q.850 cause (0: none was given)."""

    facts: Facts
    cause: int


@dataclass(frozen=True, slots=True)
class OriginateEnded:
    """What became of the Originate of a call's leg, perhaps without a channel; `reason` is Asterisk's."""

    uniqueid: str
    at: float
    answered: bool
    reason: int


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """A phone has registered somewhere (`uri`), or is no more there."""

    endpoint: str
    uri: str
    registered: bool


@dataclass(frozen=True, slots=True)
class Booted:
    """Asterisk is ready; an uptime smaller than before means another start of it (K23)."""

    uptime: int


@dataclass(frozen=True, slots=True)
class ShuttingDown:
    pass


ChannelEvent = (
    ChannelCreated
    | StateChanged
    | ParkedInAgi
    | AgiEnded
    | BlockFinished
    | KeyPressed
    | BridgeEntered
    | BridgeLeft
    | HungUp
    | OriginateEnded
)
Event = ChannelEvent | ContactChanged | Booted | ShuttingDown


def event_of(raw: AmiEvent) -> Event | None:
    """The meaning of an event; None when it means nothing to us."""
    maker = _MAKERS.get(raw.name)
    return maker(raw) if maker else None


def facts_of(raw: AmiEvent) -> Facts:
    """What an event, or a row of CoreShowChannels, says about its channel."""
    context = raw.get("Context")
    block = raw.variables.get("CC_B", "")
    memory = read_memory(block)
    return Facts(
        uniqueid=raw.get("Uniqueid"),
        name=raw.get("Channel"),
        at=stamp_of(raw),
        state=_STATES.get(raw.get("ChannelStateDesc"), LegState.DOWN),
        context=context,
        call_id=raw.variables.get("CC_CALL", ""),
        number=0 if memory is None else memory.number,
        block=block,
        caller=_number(raw.get("CallerIDNum")),
        caller_name=clean_text(raw.get("CallerIDName")),
        called=_called(raw, context),
    )


def _called(raw: AmiEvent, context: str) -> str:
    """The number that a caller dialled; after "please hold" only the account code tells it."""
    extension = raw.get("Exten") or raw.get("Extension")
    return _number(extension if context == "called" and extension != "T" else raw.get("AccountCode"))


def clean_text(text: str) -> str:
    """A name that a stranger gave: one line, at most 80 characters (H37)."""
    return "" if text in _NONE else _NOT_PRINTABLE.sub("", text)[:LONGEST_TEXT].strip()


def stamp_of(raw: AmiEvent) -> float:
    """When Asterisk made it, by its own clock."""
    return float(raw.get("Timestamp") or 0)


def _number(text: str) -> str:
    return "" if text in _NONE else _NOT_IN_NUMBERS.sub("", text)[:32]


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _hung_up(raw: AmiEvent) -> HungUp:
    return HungUp(facts_of(raw), _whole(raw.get("Cause")))


def _originate_ended(raw: AmiEvent) -> OriginateEnded | None:
    """The leg is told by the ActionID: an Originate that makes no channel has no Uniqueid."""
    uniqueid = raw.get("ActionID")
    if leg_of(uniqueid) is None:
        return None
    return OriginateEnded(
        uniqueid, stamp_of(raw), raw.get("Response") == "Success", _whole(raw.get("Reason"))
    )


def _contact_changed(raw: AmiEvent) -> ContactChanged | None:
    """Qualify's own changes say nothing about a registration."""
    if raw.get("ContactStatus") not in {"NonQualified", "Created", "Reachable", "Removed"}:
        return None
    return ContactChanged(raw.get("EndpointName"), raw.get("URI"), raw.get("ContactStatus") != "Removed")


_MAKERS: Mapping[str, Callable[[AmiEvent], Event | None]] = {
    "Newchannel": lambda raw: ChannelCreated(facts_of(raw)),
    "Newstate": lambda raw: StateChanged(facts_of(raw)),
    "AsyncAGIStart": lambda raw: ParkedInAgi(facts_of(raw)),
    "AsyncAGIEnd": lambda raw: AgiEnded(facts_of(raw)),
    "AsyncAGIExec": lambda raw: BlockFinished(facts_of(raw)),
    "DTMFEnd": lambda raw: KeyPressed(facts_of(raw), raw.get("Digit")),
    "BridgeEnter": lambda raw: BridgeEntered(facts_of(raw), raw.get("BridgeUniqueid")),
    "BridgeLeave": lambda raw: BridgeLeft(facts_of(raw), raw.get("BridgeUniqueid")),
    "Hangup": _hung_up,
    "OriginateResponse": _originate_ended,
    "ContactStatus": _contact_changed,
    "FullyBooted": lambda raw: Booted(_whole(raw.get("Uptime"))),
    "Shutdown": lambda _: ShuttingDown(),
}
