"""A recorded talk on a real Asterisk: both sides are in the file, from the bridge to the end, whoever of ours lives."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from domain.ids import CallId, LegId
from telephony import legs
from telephony.blocks import Answer, send_block
from telephony.recordings import FOLDER, RecordedFiles
from tests.asterisk.exchange import AGENT, Exchange, Watcher, watched_until_death
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import wav_seconds_of

CALL = CallId("c" * 32)


async def _talk(watcher: Watcher, customer: str, leg: LegId) -> None:
    """The caller is connected with an agent whose talk is recorded, as soon as the zip tone is over."""
    await send_block(watcher.ami, customer, 1, Answer())
    phone = legs.Phone(AGENT, zip_tone=True, recorded=True)
    assert (await legs.originate(watcher.ami, legs.Ring(leg, CALL, phone, timedelta(seconds=10)))).ok
    await watcher.channel(legs.channel_id(leg), lambda one: one.is_parked)
    assert (await legs.bridge(watcher.ami, customer, legs.channel_id(leg))).ok
    await watcher.channel(customer, lambda one: one.bridge is not None)


async def test_talk_is_recorded_to_its_end_although_the_gateway_dies_in_it(
    exchange: Exchange, tone_440: Path, tone_620: Path, tmp_path: Path
) -> None:
    leg = LegId(uuid4().hex)
    files = RecordedFiles(exchange.settings.folders.outside / FOLDER, tmp_path / "kept")
    async with watched_until_death(exchange) as watcher:
        agent = await exchange.agent(Behaviour("callee", tone_620, wait_ms=200, stay_ms=4000))
        customer = await exchange.person(Behaviour("caller", tone_440, stay_ms=7000))
        caller = await watcher.caller()
        await _talk(watcher, caller.uniqueid, leg)
    assert files.take(leg) is None, "the talk goes on"
    assert await agent.finished() == 0
    sound = await until(lambda: files.take(leg), 10, "the file is complete")
    file = tmp_path / "kept" / f"{leg}.wav"
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o600, sound.size)
    assert 3.2 < sound.seconds < 4.2
    assert wav_seconds_of(file, 440) > 0.9 * sound.seconds
    assert wav_seconds_of(file, 620) > 0.9 * sound.seconds
    assert files.take(leg) == sound
    assert await customer.finished() == 0
    await exchange.send_everybody_home()
