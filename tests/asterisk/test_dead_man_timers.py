"""Nobody of ours lives: the dialplan alone leaves nobody in silence and nobody for ever (timers at a tenth)."""

import asyncio
import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.ids import CallId, LegId
from telephony import legs
from telephony.blocks import Answer, Play, read_memory, send_block
from telephony.config.sounds import MUSIC_NOTES
from tests.asterisk.exchange import Exchange, watched, watched_until_death
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import Capture, Stream, write_wav_tone

ATTEMPT = LegId("e" * 32)


@pytest.fixture
def wav(hasty_exchange: Exchange) -> str:
    write_wav_tone(hasty_exchange.settings.folders.prompts / "tone.wav", 900, 0.5)
    return hasty_exchange.settings.folders.prompt_name("tone")


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    with Capture(tmp_path / "rtp.pcap") as running:
        yield running


def speech(heard: Stream) -> float:
    """Seconds of sound that is neither music nor our test tones."""
    return heard.seconds_of_sound() - heard.seconds_of(*MUSIC_NOTES, 900, 440, 620)


def ending(exchange: Exchange, uniqueid: str) -> str:
    """The userfield of the channel's last row in Asterisk's own journal."""
    journal = exchange.settings.folders.outside / "log" / "cel-custom" / "cel.csv"
    rows = [row for row in csv.reader(journal.read_text().splitlines()) if row[2] == uniqueid]
    assert [row[0] for row in rows].count("HANGUP") == 1
    return rows[-1][4]


@pytest.mark.feature("EXT-08")
async def test_new_caller_hears_please_hold_then_music_then_the_phone_of_last_resort(
    hasty_exchange: Exchange, capture: Capture, tone_440: Path, tone_620: Path
) -> None:
    agent = await hasty_exchange.agent(Behaviour("callee", tone_620, stay_ms=3000))
    caller = await hasty_exchange.person(Behaviour("caller", tone_440, stay_ms=60000))
    assert await agent.finished(40) == 0
    assert await caller.finished(20) == 0
    heard = capture.heard_at(caller.media_port)
    assert speech(heard) > 3
    assert 3 < heard.seconds_of(*MUSIC_NOTES) < 10
    assert heard.seconds_of(620) > 1
    # Asterisk's own Queue() connects here; its hole is not ours to close.
    assert heard.largest_gap_ms() <= 300
    assert capture.heard_at(agent.media_port).seconds_of(440) > 1
    # Answered by the dialplan one second after the INVITE, the tenth of ten.
    assert caller.messages().count("BYE sip:") == 1
    await hasty_exchange.send_everybody_home()


async def test_caller_in_a_block_whose_controller_died_is_sent_to_the_last_resort(
    hasty_exchange: Exchange, capture: Capture, tone_440: Path, wav: str
) -> None:
    caller = await hasty_exchange.person(Behaviour("caller", tone_440, stay_ms=90000))
    async with watched_until_death(hasty_exchange) as watcher:
        channel = await watcher.caller()
        await send_block(watcher.ami, channel.name, 7, Play((wav,)))
        await watcher.channel(channel.uniqueid, lambda one: one.block.startswith("7:done"))
    assert await caller.finished(100) == 0
    heard = capture.heard_at(caller.media_port)
    assert 8 < heard.seconds_of(*MUSIC_NOTES) < 80
    assert speech(heard) > 3
    assert heard.largest_gap_ms() <= 100
    assert ending(hasty_exchange, channel.uniqueid) == "last-resort"
    await hasty_exchange.send_everybody_home()


@pytest.mark.feature("EXT-08")
@pytest.mark.fault("F05")
async def test_dialled_customer_whom_nobody_takes_hears_the_information_and_is_unhandled(
    hasty_exchange: Exchange, capture: Capture, tone_440: Path
) -> None:
    customer = await hasty_exchange.customer(Behaviour("callee", tone_440, wait_ms=1000, stay_ms=60000))
    async with watched_until_death(hasty_exchange) as watcher:
        ring = legs.Ring(ATTEMPT, CallId(ATTEMPT), legs.Line("48501000001", "world"), timedelta(seconds=10))
        assert (await legs.originate(watcher.ami, ring)).ok
        await until(lambda: "180 Ringing" in customer.messages(), 10, "the phone rings")
    assert await customer.finished(30) == 0
    heard = capture.heard_at(customer.media_port)
    first = heard.audio[0].at
    assert speech(Stream(0, 0, [one for one in heard.packets if one.at < first + 2])) > 0.5
    assert speech(heard) > 3
    assert heard.largest_gap_ms() <= 100
    assert ending(hasty_exchange, ring.uniqueid) == "unhandled"
    await hasty_exchange.send_everybody_home()


async def test_timer_wound_up_in_time_leaves_the_caller_where_he_is(
    hasty_exchange: Exchange, tone_440: Path
) -> None:
    caller = await hasty_exchange.person(Behaviour("caller", tone_440, stay_ms=4000))
    async with watched(hasty_exchange) as watcher:
        channel = await watcher.caller()
        await send_block(watcher.ami, channel.name, 1, Answer())
        await watcher.channel(channel.uniqueid, lambda one: one.block == "1:done:OK:")
        assert (await legs.renew_timer(watcher.ami, channel.uniqueid, 0.5)).ok
        for _ in range(4):
            await asyncio.sleep(0.25)
            assert (await legs.renew_timer(watcher.ami, channel.uniqueid, 60)).ok
        memory = read_memory((watcher.mirror.channel(channel.uniqueid) or channel).block)
        assert memory is not None
        assert await caller.finished() == 0
    assert ending(hasty_exchange, channel.uniqueid) == ""
