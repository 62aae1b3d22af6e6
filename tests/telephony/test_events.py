"""What Asterisk said in a recorded story becomes typed events, and their mirror the story's end."""

import asyncio
import random
from pathlib import Path
from typing import TypeVar

import pytest

from telephony.ami import Ami
from telephony.events import (
    Booted,
    BridgeEntered,
    BridgeLeft,
    ChannelCreated,
    ContactChanged,
    Event,
    HungUp,
    LegState,
    OriginateEnded,
    ParkedInAgi,
    ShuttingDown,
    clean_text,
    event_of,
)
from telephony.mirror import Channel, Mirror
from telephony.wire import AmiAddress, AmiEvent
from tests.telephony.fake_exchange import FakeExchange

T = TypeVar("T")
STORY = Path(__file__).parents[1] / "asterisk" / "recorded" / "story.txt"
LEG, ATTEMPT = "cc-" + "e" * 32, "ca-" + "a" * 32


@pytest.fixture
async def story() -> list[Event]:
    """The recorded bytes, read by the real link."""
    told: list[Event] = []
    async with FakeExchange() as server, asyncio.timeout(5):
        ami = Ami(AmiAddress("127.0.0.1", server.port, "gateway-a", "secret"))
        await ami.connect()
        server.sessions[0].raw(STORY.read_bytes() + b"Event: Shutdown\r\n\r\n")
        while not (told and isinstance(told[-1], ShuttingDown)):
            incoming = await ami.next_event()
            event = event_of(incoming) if isinstance(incoming, AmiEvent) else None
            if event is not None:
                told.append(event)
        await ami.close()
    return told


def of(story: list[Event], kind: type[T]) -> list[T]:
    return [event for event in story if isinstance(event, kind)]


async def test_recorded_story_is_read(story: list[Event]) -> None:
    assert of(story, Booted) == [Booted(0)]
    assert [(one.endpoint, one.registered) for one in of(story, ContactChanged)] == [("agent-anna", True)]
    assert len(of(story, ChannelCreated)) == 2
    caller = of(story, ParkedInAgi)[0].facts
    assert (caller.called, caller.caller, caller.caller_name) == ("100", "+48501000001", "Jan")
    assert caller.state is LegState.RINGING
    assert [one.answered for one in of(story, OriginateEnded)] == [False, True]
    assert {one.bridge for one in of(story, BridgeEntered)} == {one.bridge for one in of(story, BridgeLeft)}
    assert {one.cause for one in of(story, HungUp) if one.facts.uniqueid != ATTEMPT} <= {0, 16}


async def test_recorded_attempt_is_told_by_its_end_alone(story: list[Event]) -> None:
    mirror, told = Mirror(), list[Event]()
    for event in story:
        if not isinstance(event, Booted | ContactChanged | ShuttingDown) and ATTEMPT in mirror.apply(event):
            told.append(event)
    assert [(one.facts.call_id, one.cause) for one in of(told, HungUp)] == [("a" * 32, 17)]
    assert len(told) == 1


async def test_recorded_story_in_any_order_ends_the_same(story: list[Event]) -> None:
    def end(events: list[Event]) -> set[Channel]:
        mirror = Mirror()
        for event in events:
            if not isinstance(event, Booted | ContactChanged | ShuttingDown):
                mirror.apply(event)
        return set(mirror.channels())

    shuffled = story * 2
    random.Random(7).shuffle(shuffled)
    assert end(shuffled) == end(story)
    assert {(one.uniqueid, one.call_id, one.is_gone) for one in end(story)} >= {(LEG, "c" * 32, True)}


async def test_event_that_means_nothing_to_us_is_dropped() -> None:
    assert event_of(AmiEvent("MusicOnHoldStart", {})) is None
    assert event_of(AmiEvent("OriginateResponse", {"actionid": "somebody-elses"})) is None
    assert event_of(AmiEvent("ContactStatus", {"contactstatus": "Unreachable"})) is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [("Jan", "Jan"), ("<unknown>", ""), ("a\r\nb", "ab"), ("x" * 500, "x" * 80), ("\u202eabc", "abc")],
)
def test_name_of_a_stranger_is_one_short_line(given: str, shown: str) -> None:
    assert clean_text(given) == shown
