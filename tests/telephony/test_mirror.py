"""The mirror gives the same picture for the same events, in whatever order and number they come."""

import os
import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.events import (
    AgiEnded,
    BlockFinished,
    BridgeEntered,
    BridgeLeft,
    ChannelCreated,
    ChannelEvent,
    Facts,
    HungUp,
    LegState,
    OriginateEnded,
    ParkedInAgi,
    StateChanged,
)
from telephony.looks import Snapshot
from telephony.mirror import Mirror
from telephony.wire import AmiEvent

CASES = 10_000 if os.environ.get("CENTRALKA_FAULTS") else 500


@dataclass
class Story:
    """Writes what Asterisk would say about some legs, with rising stamps."""

    random: random.Random
    at: float = 1000.0

    def events(self) -> list[ChannelEvent]:
        told: list[ChannelEvent] = []
        for number in range(self.random.randint(1, 4)):
            told += self._leg(f"cc-{number:032x}" if number % 2 else f"1000.{number}")
        return told

    def _facts(self, uniqueid: str, state: LegState, number: int = 0, block: str = "") -> Facts:
        self.at += self.random.random()
        return Facts(uniqueid, f"PJSIP/{uniqueid}", self.at, state, number=number, block=block)

    def _leg(self, uniqueid: str) -> list[ChannelEvent]:
        told: list[ChannelEvent] = [ChannelCreated(self._facts(uniqueid, LegState.DOWN))]
        told += [StateChanged(self._facts(uniqueid, LegState.RINGING))] * self.random.randint(0, 2)
        if uniqueid.startswith("cc-") and self.random.random() < 0.3:
            told.append(OriginateEnded(uniqueid, self.at, answered=False, reason=0))
        for talk in range(self.random.randint(0, 3)):
            told += self._stay(uniqueid, talk)
        if self.random.random() < 0.7:
            told.append(HungUp(self._facts(uniqueid, LegState.UP), self.random.choice([0, 16, 17])))
        return told

    def _stay(self, uniqueid: str, talk: int) -> list[ChannelEvent]:
        number, bridge = talk + 1, f"bridge-{uniqueid}-{talk}"
        told: list[ChannelEvent] = [
            ParkedInAgi(self._facts(uniqueid, LegState.UP, talk)),
            StateChanged(self._facts(uniqueid, LegState.UP, number, f"{number}:run")),
            BlockFinished(self._facts(uniqueid, LegState.UP, number, f"{number}:done:OK:5")),
        ]
        if self.random.random() < 0.7:
            told.append(BridgeEntered(self._facts(uniqueid, LegState.UP, number), bridge))
            told.append(AgiEnded(self._facts(uniqueid, LegState.UP, number)))
            told.append(BridgeLeft(self._facts(uniqueid, LegState.UP, number), bridge))
        return told


def picture(events: list[ChannelEvent]) -> dict[str, object]:
    mirror = Mirror()
    for event in events:
        mirror.apply(event)
    return {channel.uniqueid: channel for channel in mirror.channels()}


@pytest.mark.fault("F27")
@settings(max_examples=CASES, deadline=None)
@given(seed=st.integers(0, 2**32), shuffle=st.randoms(use_true_random=False))
def test_permuted_and_repeated_events_give_the_same_picture(seed: int, shuffle: random.Random) -> None:
    told = Story(random.Random(seed)).events()
    other = told + shuffle.sample(told, shuffle.randint(0, len(told)))
    shuffle.shuffle(other)
    assert picture(other) == picture(told)


def facts(at: float, **more: object) -> Facts:
    return Facts("1.1", "PJSIP/world-1", at, **more)  # pyright: ignore[reportArgumentType]


def test_hangup_wins_over_an_answer_that_comes_later() -> None:
    mirror = Mirror()
    mirror.apply(HungUp(facts(2.0), 17))
    mirror.apply(StateChanged(facts(1.0, state=LegState.UP)))
    mirror.apply(ParkedInAgi(facts(1.5)))
    channel = mirror.channel("1.1")
    assert channel is not None
    assert (channel.is_gone, channel.is_parked, channel.bridge, channel.cause) == (True, False, None, 17)


def test_leg_is_not_parked_while_its_block_runs() -> None:
    mirror = Mirror()
    mirror.apply(ParkedInAgi(facts(1.0)))
    mirror.apply(StateChanged(facts(2.0, number=7, block="7:run")))
    assert [one.is_parked for one in mirror.channels()] == [False]
    mirror.apply(BlockFinished(facts(3.0, number=7, block="7:done:OK:5")))
    assert [(one.is_parked, one.number) for one in mirror.channels()] == [(True, 7)]


def test_event_that_changes_nothing_is_told_as_nothing() -> None:
    mirror = Mirror()
    event = ParkedInAgi(facts(1.0))
    assert mirror.apply(event) == {"1.1"}
    assert mirror.apply(event) == frozenset()


def test_failed_originate_without_a_channel_is_a_leg_that_is_gone() -> None:
    mirror = Mirror()
    mirror.apply(OriginateEnded("cc-1", 1.0, answered=False, reason=0))
    assert [one.is_gone for one in mirror.channels()] == [True]


def row(uniqueid: str, **more: str) -> AmiEvent:
    fields = {"uniqueid": uniqueid, "channel": "PJSIP/world-1", "channelstatedesc": "Up", **more}
    return AmiEvent("CoreShowChannel", fields, {"CC_B": "3:done:OK:"})


def test_snapshot_ends_what_is_missing_and_spares_what_is_newer() -> None:
    mirror = Mirror()
    mirror.apply(ChannelCreated(facts(1.0)))
    mirror.apply(ChannelCreated(Facts("2.2", "PJSIP/world-2", 9.0)))
    changed = mirror.compare(Snapshot((row("3.3", context="park", application="AGI"),), at=5.0))
    assert changed == {"1.1", "3.3"}
    assert {one.uniqueid: one.is_gone for one in mirror.channels()} == {
        "1.1": True,
        "2.2": False,
        "3.3": False,
    }


@pytest.mark.parametrize(
    ("context", "application", "bridge", "parked", "talks"),
    [
        ("park", "AGI", "", True, False),
        ("called", "Return", "", True, False),
        ("block", "Read", "", True, False),
        ("park", "", "b-1", False, True),
        ("last-resort", "Queue", "", False, False),
    ],
)
def test_row_of_a_channel_tells_where_it_is(
    context: str, application: str, bridge: str, parked: bool, talks: bool
) -> None:
    shown = row("1.1", context=context, application=application, bridgeid=bridge)
    channel = Mirror.from_snapshot(Snapshot((shown,))).channel("1.1")
    assert channel is not None
    assert (channel.is_parked, channel.bridge is not None, channel.number) == (parked, talks, 3)


def test_gone_channels_are_forgotten_in_the_end() -> None:
    mirror = Mirror()
    for number in range(2100):
        mirror.apply(HungUp(Facts(f"{number}.1", "x", 1.0), 16))
    assert len(mirror.channels()) == 2000
