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
from tests.phones import Behaviour
from tests.rtp import Capture

CALL = CallId("c" * 32)
SHORT = timedelta(seconds=1)


def new_leg() -> LegId:
    return LegId(uuid4().hex)


def parked(channel: Channel) -> bool:
    return channel.is_parked


def gone(channel: Channel) -> bool:
    return channel.is_gone


def to_customer(leg: LegId, patience: timedelta = timedelta(seconds=5)) -> legs.Ring:
    return legs.Ring(leg, CALL, legs.Line("48501000001", "world"), patience, shown="48221000000")


async def test_agent_and_caller_hear_each_other_and_the_caller_goes_back_to_music(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tone_620: Path, tmp_path: Path
) -> None:
    leg = new_leg()
    with Capture(tmp_path / "rtp.pcap") as capture:
        agent = await exchange.agent(Behaviour("callee", tone_620, wait_ms=200, stay_ms=2500))
        customer = await exchange.person(Behaviour("caller", tone_440, stay_ms=6000))
        caller = await watcher.caller()
        assert (await legs.adopt(watcher.ami, caller.name, CALL, LegId("d" * 32))).ok
        await send_block(watcher.ami, caller.name, 1, Answer())
        ring = legs.Ring(leg, CALL, legs.Phone(AGENT, zip_tone=True), timedelta(seconds=10))
        assert (await legs.originate(watcher.ami, ring)).ok
        await watcher.channel(legs.channel_id(leg), parked)
        assert (await legs.bridge(watcher.ami, caller.uniqueid, legs.channel_id(leg))).ok
        await watcher.channel(caller.uniqueid, lambda one: one.bridge is not None)
        again = Mirror.from_snapshot(await looks.channels(watcher.ami))
        assert [one.leg_id for one in again.bridged_with(caller.uniqueid)] == [leg]
        assert again.channel(caller.uniqueid) is not None
        await watcher.channel(legs.channel_id(leg), gone)
        back = await watcher.channel(caller.uniqueid, parked)
        assert (back.call_id, back.leg_id) == (CALL, "d" * 32)
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


async def test_second_originate_with_a_living_leg_id_rings_nobody(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    leg = new_leg()
    customer = await exchange.customer(Behaviour("callee", tone_440, wait_ms=300, stay_ms=1000))
    for _ in range(3):
        await legs.originate(watcher.ami, to_customer(leg))
    await watcher.channel(legs.channel_id(leg), parked)
    await watcher.channel(legs.channel_id(leg), gone)
    assert await customer.finished() == 0
    made = [(one.get("Uniqueid"), one.get("Channel")) for one in watcher.raw if one.name == "Newchannel"]
    # Two Originates at the same instant: Asterisk may tell of the one channel twice.
    assert {uniqueid for uniqueid, _ in made} == {legs.channel_id(leg)}
    assert len(set(made)) == 1
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
    leg = new_leg()
    customer = await exchange.customer(Behaviour("refusing", status=status))
    await legs.originate(watcher.ami, to_customer(leg))
    ended = await watcher.channel(legs.channel_id(leg), gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is outcome, ended.cause
    assert not ended.is_up


async def test_phone_that_rings_out_was_not_answered(exchange: Exchange, watcher: Watcher) -> None:
    leg = new_leg()
    customer = await exchange.customer(Behaviour("ringing"))
    await legs.originate(watcher.ami, to_customer(leg, SHORT))
    ended = await watcher.channel(legs.channel_id(leg), gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is Outcome.NO_ANSWER, ended.cause


async def test_phone_that_we_stop_ringing_was_not_answered(exchange: Exchange, watcher: Watcher) -> None:
    leg = new_leg()
    customer = await exchange.customer(Behaviour("ringing"))
    await legs.originate(watcher.ami, to_customer(leg))
    await watcher.named("Newstate")
    assert (await legs.hang_up(watcher.ami, legs.channel_id(leg))).ok
    ended = await watcher.channel(legs.channel_id(leg), gone)
    assert await customer.finished() == 0
    assert outcome_of_cause(ended.cause or 0) is Outcome.NO_ANSWER, ended.cause


async def test_network_that_says_nothing_is_a_network_error_or_no_answer(
    exchange: Exchange, watcher: Watcher
) -> None:
    leg = new_leg()
    # A line of its own: its INVITE is repeated for a while, into the next test.
    ring = legs.Ring(leg, CALL, legs.Line("48501000002", "silent"), SHORT)
    await legs.originate(watcher.ami, ring)
    ended = await watcher.channel(legs.channel_id(leg), gone)
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


async def test_registration_is_told_and_listed(exchange: Exchange, watcher: Watcher) -> None:
    await exchange.agent(Behaviour("register", options=("-timeout", "1s")), "agent-adam")
    status = await watcher.named("ContactStatus")
    assert status.get("EndpointName") == "agent-adam"
    assert "agent-adam" in await looks.registered_phones(watcher.ami)


async def test_hang_up_of_a_leg_that_is_gone_is_a_plain_error(watcher: Watcher) -> None:
    assert not (await legs.hang_up(watcher.ami, legs.channel_id(new_leg()))).ok
