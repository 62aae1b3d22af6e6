"""Legs on a real Asterisk: one ring for one leg id, talks with sound both ways, and the endings of dialled legs."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from domain.ids import CallId, LegId
from domain.outcomes import Outcome
from telephony import legs, looks
from telephony.blocks import Answer, send_block
from telephony.config.sounds import MUSIC_NOTES, ZIP_TONE
from telephony.mirror import Channel, Mirror
from telephony.outcomes import outcome_of_cause
from tests.asterisk.exchange import AGENT, Exchange, Watcher
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import Capture

CALL = CallId("c" * 32)
SHORT = timedelta(seconds=1)
WORLD = legs.Line("48501000001", "world")


def new_leg() -> LegId:
    return LegId(uuid4().hex)


def parked(channel: Channel) -> bool:
    return channel.is_parked


def gone(channel: Channel) -> bool:
    return channel.is_gone


def attempt(patience: timedelta = timedelta(seconds=5), line: legs.Line = WORLD) -> legs.Ring:
    leg = new_leg()
    return legs.Ring(leg, CallId(leg), line, patience, shown="48221000000")


def told(watcher: Watcher) -> list[str]:
    """The names of all events since the login that are not about phones."""
    return [one.name for one in watcher.raw if one.name not in {"FullyBooted", "ContactStatus"}]


async def test_agent_and_caller_hear_each_other_and_the_caller_goes_back_to_music(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tone_620: Path, tmp_path: Path
) -> None:
    leg = new_leg()
    with Capture(tmp_path / "rtp.pcap") as capture:
        agent = await exchange.agent(Behaviour("callee", tone_620, wait_ms=200, stay_ms=2500))
        customer = await exchange.person(Behaviour("caller", tone_440, stay_ms=6000))
        caller = await watcher.caller()
        assert (await legs.adopt(watcher.ami, caller.name, CALL)).ok
        await send_block(watcher.ami, caller.name, 1, Answer())
        ring = legs.Ring(leg, CALL, legs.Phone(AGENT, zip_tone=True), timedelta(seconds=10))
        assert (await legs.originate(watcher.ami, ring)).ok
        await watcher.channel(legs.channel_id(leg), parked)
        assert (await legs.bridge(watcher.ami, caller.uniqueid, legs.channel_id(leg))).ok
        await watcher.channel(caller.uniqueid, lambda one: one.bridge is not None)
        again = Mirror.from_snapshot(await looks.channels(watcher.ami))
        assert [one.uniqueid for one in again.bridged_with(caller.uniqueid)] == [legs.channel_id(leg)]
        assert again.channel(caller.uniqueid) is not None
        await watcher.channel(legs.channel_id(leg), gone)
        back = await watcher.channel(caller.uniqueid, parked)
        assert back.call_id == CALL
        assert (await agent.finished(), await customer.finished()) == (0, 0)
    heard = capture.heard_at(customer.media_port)
    assert heard.seconds_of(620) > 1
    assert heard.seconds_of(*MUSIC_NOTES) > 1
    assert heard.largest_gap_ms() <= 100
    told = capture.heard_at(agent.media_port)
    assert told.seconds_of(440) > 1
    assert told.seconds_of(ZIP_TONE) >= 0.15


async def test_agents_leg_goes_back_to_its_park_when_the_caller_leaves(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tone_620: Path
) -> None:
    leg = new_leg()
    agent = await exchange.agent(Behaviour("callee", tone_620, stay_ms=20000))
    customer = await exchange.person(Behaviour("caller", tone_440, stay_ms=1500))
    caller = await watcher.caller()
    await send_block(watcher.ami, caller.name, 1, Answer())
    await legs.originate(watcher.ami, legs.Ring(leg, CALL, legs.Phone(AGENT), timedelta(seconds=10)))
    await watcher.channel(legs.channel_id(leg), parked)
    await legs.bridge(watcher.ami, caller.uniqueid, legs.channel_id(leg))
    await watcher.channel(legs.channel_id(leg), lambda one: one.bridge is not None)
    await watcher.channel(caller.uniqueid, gone)
    await watcher.channel(legs.channel_id(leg), parked)
    assert (await legs.hang_up(watcher.ami, legs.channel_id(leg))).ok
    assert (await agent.finished(), await customer.finished()) == (0, 0)


@pytest.mark.parametrize("call_id", [CALL, CallId("e" * 32)])
async def test_second_originate_with_a_living_leg_id_rings_nobody(
    exchange: Exchange, watcher: Watcher, tone_440: Path, call_id: CallId
) -> None:
    ring = legs.Ring(LegId("e" * 32), call_id, WORLD, timedelta(seconds=5))
    customer = await exchange.customer(Behaviour("callee", tone_440, wait_ms=300, stay_ms=1000))
    for _ in range(3):
        await legs.originate(watcher.ami, ring)
    await watcher.channel(ring.uniqueid, parked)
    await watcher.channel(ring.uniqueid, gone)
    assert await customer.finished() == 0
    ended = {(one.get("Uniqueid"), one.get("Channel")) for one in watcher.raw if one.name == "Hangup"}
    assert [uniqueid for uniqueid, _ in ended] == [ring.uniqueid]
    assert customer.messages().count("INVITE sip:48501000001@") == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("486", Outcome.BUSY),
        ("600", Outcome.BUSY),
        ("404", Outcome.INVALID_NUMBER),
        ("484", Outcome.INVALID_NUMBER),
        ("410", Outcome.INVALID_NUMBER),
        ("603", Outcome.REJECTED),
        ("403", Outcome.REJECTED),
        ("480", Outcome.NO_ANSWER),
        ("503", Outcome.NETWORK_ERROR),
        ("500", Outcome.NETWORK_ERROR),
    ],
)
async def test_refusal_of_the_network_becomes_the_dialers_word(
    exchange: Exchange, watcher: Watcher, status: str, outcome: Outcome
) -> None:
    customer = await exchange.customer(Behaviour("refusing", status=status))
    await legs.originate(watcher.ami, ring := attempt())
    ended = await watcher.channel(ring.uniqueid, gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is outcome, ended.cause
    assert not ended.is_up
    assert told(watcher) == ["Hangup"]


async def test_phone_that_rings_out_was_not_answered(exchange: Exchange, watcher: Watcher) -> None:
    customer = await exchange.customer(Behaviour("ringing"))
    await legs.originate(watcher.ami, ring := attempt(SHORT))
    ended = await watcher.channel(ring.uniqueid, gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is Outcome.NO_ANSWER, ended.cause
    assert told(watcher) == ["Hangup"]


async def test_phone_that_we_stop_ringing_was_not_answered(exchange: Exchange, watcher: Watcher) -> None:
    customer = await exchange.customer(Behaviour("ringing"))
    await legs.originate(watcher.ami, ring := attempt())
    await until(lambda: "180 Ringing" in customer.messages(), 10, "the phone rings")
    assert not await looks.has_no_channel(watcher.ami, ring.uniqueid)
    assert (await legs.hang_up(watcher.ami, ring.uniqueid)).ok
    ended = await watcher.channel(ring.uniqueid, gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is Outcome.NO_ANSWER, ended.cause


async def test_network_that_says_nothing_is_a_network_error_or_no_answer(
    exchange: Exchange, watcher: Watcher
) -> None:
    # A line of its own: its INVITE is repeated for a while, into the next test.
    await legs.originate(watcher.ami, ring := attempt(SHORT, legs.Line("48501000002", "silent")))
    ended = await watcher.channel(ring.uniqueid, gone)
    assert outcome_of_cause(ended.cause or 0) in {Outcome.NETWORK_ERROR, Outcome.NO_ANSWER}, ended.cause


async def test_phone_that_is_not_registered_is_a_leg_that_is_gone(
    exchange: Exchange, watcher: Watcher
) -> None:
    leg = new_leg()
    assert "agent-nobody" not in await looks.registered_phones(watcher.ami)
    ring = legs.Ring(leg, CALL, legs.Phone("agent-nobody"), timedelta(seconds=5))
    await legs.originate(watcher.ami, ring)
    ended = await watcher.channel(legs.channel_id(leg), gone)
    assert (ended.is_up, ended.cause) == (False, None)


async def test_attempt_over_a_line_that_is_not_there_is_told_by_nothing_but_a_question(
    exchange: Exchange, watcher: Watcher
) -> None:
    ring = attempt(line=legs.Line("48501000001", "nowhere"))
    assert (await legs.originate(watcher.ami, ring)).ok
    assert await looks.has_no_channel(watcher.ami, ring.uniqueid)
    await watcher.ami.action("Ping")
    assert told(watcher) == []


async def test_answered_attempt_is_told_from_its_park_on(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    customer = await exchange.customer(Behaviour("callee", tone_440, wait_ms=300, stay_ms=1000))
    await legs.originate(watcher.ami, ring := attempt())
    taken = await watcher.channel(ring.uniqueid, parked)
    assert (taken.is_up, taken.call_id) == (True, ring.leg_id)
    await watcher.channel(ring.uniqueid, gone)
    assert await customer.finished() == 0
    assert told(watcher) == ["Newstate", "AsyncAGIStart", "AsyncAGIEnd", "Hangup"]


async def test_registration_is_told_and_listed(exchange: Exchange, watcher: Watcher) -> None:
    await exchange.agent(Behaviour("register", options=("-timeout", "1s")), "agent-adam")
    status = await watcher.named("ContactStatus")
    assert status.get("EndpointName") == "agent-adam"
    assert "agent-adam" in await looks.registered_phones(watcher.ami)


async def test_hang_up_of_a_leg_that_is_gone_is_a_plain_error(watcher: Watcher) -> None:
    assert not (await legs.hang_up(watcher.ami, legs.channel_id(new_leg()))).ok
