"""The dialplan listens who has answered: machines are hung up, a person waits for us, with or without us."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from domain.ids import CallId, LegId
from domain.outcomes import Outcome
from telephony import legs
from telephony.config.sounds import MUSIC_NOTES
from telephony.gateway.channel_records import FILE, ChannelRecord, ChannelRecords
from tests.asterisk.exchange import Exchange, Watcher, watched_until_death
from tests.installation import until
from tests.phones import Behaviour, Phone
from tests.rtp import Capture, Stream, write_answer_tone, write_speech

GREETING = (
    "Dodzwoniłeś się do firmy Akme jesteśmy czynni od poniedziałku do piątku prosimy o wiadomość po sygnale"
)


@pytest.fixture(scope="session")
def greeting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_speech(tmp_path_factory.mktemp("speech") / "machine.al", GREETING, 1)


@pytest.fixture(scope="session")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_speech(tmp_path_factory.mktemp("speech") / "person.al", "Halo?", 20)


@pytest.fixture(scope="session")
def silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speech") / "silence.al"
    path.write_bytes(b"\xd5" * 80_000)
    return path


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    with Capture(tmp_path / "rtp.pcap") as running:
        yield running


async def _dialled(exchange: Exchange, watcher: Watcher, says: Path) -> tuple[Phone, str]:
    """Somebody who is dialled, and listened to at the answer; with the channel's id."""
    leg = LegId(uuid4().hex)
    line = legs.Line("48501000001", "world", machine_detection=True)
    ring = legs.Ring(leg, CallId(leg), line, timedelta(seconds=10))
    customer = await exchange.customer(Behaviour("callee", says, wait_ms=500, stay_ms=4_000))
    assert (await legs.originate(watcher.ami, ring)).ok
    await until(lambda: "180 Ringing" in customer.messages(), 10, "the phone rings")
    return customer, ring.uniqueid


async def _record(exchange: Exchange, uniqueid: str) -> ChannelRecord:
    records = ChannelRecords(exchange.settings.folders.outside / FILE)
    return await until(lambda: records.find(uniqueid), 10, "the record of the channel")


def _spoken(heard: Stream, until: float) -> float:
    """Seconds of sound that is no music, of those that somebody heard first."""
    last = heard.audio[0].at + until
    first = Stream(0, 0, [one for one in heard.packets if one.at < last])
    return first.seconds_of_sound() - first.seconds_of(*MUSIC_NOTES)


async def test_machine_is_hung_up_and_its_channel_and_its_record_tell_so(
    exchange: Exchange, watcher: Watcher, greeting: Path
) -> None:
    customer, uniqueid = await _dialled(exchange, watcher, greeting)
    ended = await watcher.channel(uniqueid, lambda one: one.is_gone)
    assert await customer.finished() == 0
    assert (ended.is_up, ended.block, ended.agi.at) == (True, "machine", -1.0)
    assert (await _record(exchange, uniqueid)).outcome is Outcome.MACHINE


@pytest.mark.parametrize(("after", "turning"), [(0.2, False), (0.9, True)])
async def test_fax_is_hung_up_and_its_channel_and_its_record_tell_so(
    exchange: Exchange, watcher: Watcher, tmp_path: Path, after: float, turning: bool
) -> None:
    tone = write_answer_tone(tmp_path / "fax.al", after, turning=turning)
    customer, uniqueid = await _dialled(exchange, watcher, tone)
    ended = await watcher.channel(uniqueid, lambda one: one.is_gone)
    assert await customer.finished() == 0
    assert (ended.is_up, ended.block, ended.agi.at) == (True, "fax", -1.0)
    assert (await _record(exchange, uniqueid)).outcome is Outcome.FAX


async def test_fax_that_is_silent_until_the_time_is_over_waits_for_an_agent_as_a_person_does(
    exchange: Exchange, watcher: Watcher, tmp_path: Path
) -> None:
    tone = write_answer_tone(tmp_path / "fax.al", 1.7)
    customer, uniqueid = await _dialled(exchange, watcher, tone)
    parked = await watcher.channel(uniqueid, lambda one: one.is_parked)
    assert parked.block == ""
    assert await customer.finished() == 0
    assert (await _record(exchange, uniqueid)).outcome is Outcome.UNHANDLED


async def test_person_who_says_hello_waits_for_an_agent_before_the_time_is_over(
    exchange: Exchange, watcher: Watcher, hello: Path
) -> None:
    _, uniqueid = await _dialled(exchange, watcher, hello)
    up = await watcher.named("Newstate")
    parked = await watcher.channel(uniqueid, lambda one: one.is_parked)
    assert 0.4 < parked.agi.at - float(up.get("Timestamp")) < 1.4
    assert parked.block == ""


async def test_person_who_says_nothing_waits_for_an_agent_before_the_time_is_over(
    exchange: Exchange, watcher: Watcher, silence: Path
) -> None:
    _, uniqueid = await _dialled(exchange, watcher, silence)
    up = await watcher.named("Newstate")
    parked = await watcher.channel(uniqueid, lambda one: one.is_parked)
    assert parked.agi.at - float(up.get("Timestamp")) < 1.8


@pytest.mark.fault("F05")
async def test_person_who_is_listened_to_while_nobody_of_ours_lives_hears_the_information_after_two_seconds(
    exchange: Exchange, capture: Capture, hello: Path
) -> None:
    async with watched_until_death(exchange) as watcher:
        customer, uniqueid = await _dialled(exchange, watcher, hello)
    assert await customer.finished(30) == 0
    heard = capture.heard_at(customer.media_port)
    assert heard.largest_gap_ms(first=heard.audio[0].at + 2) <= 100
    assert _spoken(heard, 3.0) > _spoken(heard, 2.0) + 0.5
    assert (await _record(exchange, uniqueid)).outcome is Outcome.UNHANDLED
    await exchange.send_everybody_home()


async def test_timer_ends_the_listening_too(hasty_exchange: Exchange, hello: Path) -> None:
    async with watched_until_death(hasty_exchange) as watcher:
        customer, uniqueid = await _dialled(hasty_exchange, watcher, hello)
    assert await customer.finished(30) == 0
    assert (await _record(hasty_exchange, uniqueid)).note == "unhandled"
    await hasty_exchange.send_everybody_home()


async def test_machine_that_answers_while_nobody_of_ours_lives_is_hung_up(
    exchange: Exchange, capture: Capture, greeting: Path
) -> None:
    async with watched_until_death(exchange) as watcher:
        customer, uniqueid = await _dialled(exchange, watcher, greeting)
    assert await customer.finished(30) == 0
    assert capture.heard_at(customer.media_port).seconds_of_sound() == 0
    assert (await _record(exchange, uniqueid)).outcome is Outcome.MACHINE
    await exchange.send_everybody_home()
