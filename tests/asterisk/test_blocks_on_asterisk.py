"""Callers on a real Asterisk: blocks are heard once, keys are read, hostile callers make no other channel."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from telephony import legs
from telephony.blocks import Answer, BlockMemory, BlockStatus, Play, Read, read_memory, send_block
from telephony.config.sounds import MUSIC_NOTES
from telephony.events import LONGEST_TEXT
from telephony.prompts import speak
from tests.asterisk.exchange import Exchange, Watcher
from tests.phones import Behaviour
from tests.rtp import Capture, write_wav_tone

ECHO = ("-rtp_echo",)


def prompt_of(exchange: Exchange, hertz: int, seconds: float) -> str:
    name = f"tone-{hertz}"
    write_wav_tone(exchange.settings.folders.prompts / f"{name}.wav", hertz, seconds)
    return exchange.settings.folders.prompt_name(name)


async def finished_block(watcher: Watcher, uniqueid: str, number: int) -> BlockMemory:
    def ended(block: str) -> bool:
        memory = read_memory(block)
        return memory is not None and memory.number == number and not memory.running

    channel = await watcher.channel(uniqueid, lambda one: ended(one.block))
    memory = read_memory(channel.block)
    assert memory is not None
    return memory


async def test_block_sent_three_times_is_heard_once(
    exchange: Exchange, watcher: Watcher, tmp_path: Path
) -> None:
    prompt = prompt_of(exchange, 900, 1.0)
    with Capture(tmp_path / "rtp.pcap") as capture:
        phone = await exchange.person(
            Behaviour("caller_keys", wait_ms=500, stay_ms=4000, keys="5", options=ECHO)
        )
        caller = await watcher.caller()
        for _ in range(3):
            assert (await send_block(watcher.ami, caller.name, 4, Play((prompt,)))).ok
        await finished_block(watcher, caller.uniqueid, 4)
        assert (await send_block(watcher.ami, caller.name, 3, Play((prompt,)))).ok
        await watcher.named("AsyncAGIExec", 4)
        assert await phone.finished() == 0
    heard = capture.heard_at(phone.media_port)
    assert 0.7 <= heard.seconds_of(900) <= 1.1
    assert heard.seconds_of(*MUSIC_NOTES) > 1
    assert heard.largest_gap_ms() <= 100
    ended = watcher.mirror.channel(caller.uniqueid)
    assert ended is not None
    assert (ended.number, ended.block) == (4, "4:done:SUCCESS:")


async def test_key_pressed_during_the_prompt_is_read_and_stops_it(
    exchange: Exchange, watcher: Watcher, tmp_path: Path
) -> None:
    prompt = prompt_of(exchange, 900, 6.0)
    with Capture(tmp_path / "rtp.pcap") as capture:
        phone = await exchange.person(
            Behaviour("caller_keys", wait_ms=1000, stay_ms=1500, keys="5", options=ECHO)
        )
        caller = await watcher.caller()
        await send_block(watcher.ami, caller.name, 1, Read((prompt,), 1, timedelta(seconds=5)))
        memory = await finished_block(watcher, caller.uniqueid, 1)
        assert await phone.finished() == 0
    assert (memory.status, memory.keys) == (BlockStatus.OK, "5")
    assert 0.5 < capture.heard_at(phone.media_port).seconds_of(900) < 3


async def test_hash_alone_is_a_key(exchange: Exchange, watcher: Watcher) -> None:
    phone = await exchange.person(Behaviour("caller_keys", wait_ms=500, stay_ms=1500, keys="#", options=ECHO))
    caller = await watcher.caller()
    silence = prompt_of(exchange, 900, 0.1)
    await send_block(watcher.ami, caller.name, 1, Read((silence,), 1, timedelta(seconds=5)))
    assert (await finished_block(watcher, caller.uniqueid, 1)).keys == "#"
    assert await phone.finished() == 0


async def test_read_without_a_key_times_out_and_sound_goes_on(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tmp_path: Path
) -> None:
    prompt = prompt_of(exchange, 900, 0.3)
    with Capture(tmp_path / "rtp.pcap") as capture:
        phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=3500))
        caller = await watcher.caller()
        await send_block(watcher.ami, caller.name, 1, Read((prompt, prompt), 1, timedelta(seconds=1)))
        memory = await finished_block(watcher, caller.uniqueid, 1)
        assert await phone.finished() == 0
    assert (memory.status, memory.keys) == (BlockStatus.TIMEOUT, "")
    assert capture.heard_at(phone.media_port).largest_gap_ms() <= 100


async def test_running_read_is_cut_by_us_without_a_key(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    prompt = prompt_of(exchange, 900, 6.0)
    phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=2000))
    caller = await watcher.caller()
    await send_block(watcher.ami, caller.name, 1, Answer())
    await finished_block(watcher, caller.uniqueid, 1)
    await send_block(watcher.ami, caller.name, 2, Read((prompt,), 1, timedelta(seconds=20)))
    await asyncio.sleep(0.3)  # no event tells that the prompt has begun
    assert (await legs.cut_read(watcher.ami, caller.name)).ok
    assert (await finished_block(watcher, caller.uniqueid, 2)).status is BlockStatus.CUT
    assert (watcher.mirror.channel(caller.uniqueid) or caller).is_parked
    assert await phone.finished() == 0


async def test_running_prompt_is_stopped_by_us(exchange: Exchange, watcher: Watcher, tone_440: Path) -> None:
    prompt = prompt_of(exchange, 900, 6.0)
    phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=2000))
    caller = await watcher.caller()
    await send_block(watcher.ami, caller.name, 1, Answer())
    await finished_block(watcher, caller.uniqueid, 1)
    await send_block(watcher.ami, caller.name, 2, Play((prompt,)))
    await asyncio.sleep(0.3)  # no event tells that the prompt has begun
    assert (await legs.cut_play(watcher.ami, caller.name)).ok
    assert (await finished_block(watcher, caller.uniqueid, 2)).number == 2
    assert await phone.finished() == 0


async def test_command_waited_for_ends_when_the_caller_hangs_up(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=500))
    caller = await watcher.caller()
    prompt = prompt_of(exchange, 900, 6.0)
    command = f"GOSUB block play 1 1,{prompt}"
    async with asyncio.timeout(5):
        await watcher.ami.agi(caller.name, command, deadline=60)
    assert await phone.finished() == 0


async def test_polish_text_is_spoken_to_the_caller(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tmp_path: Path
) -> None:
    wav = speak("Dzień dobry, żółta łódź.", "pl", exchange.settings.folders.prompts)
    prompt = exchange.settings.folders.prompt_name(wav.stem)
    with Capture(tmp_path / "rtp.pcap") as capture:
        phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=2500))
        caller = await watcher.caller()
        await send_block(watcher.ami, caller.name, 1, Play((prompt,)))
        assert (await finished_block(watcher, caller.uniqueid, 1)).status is BlockStatus.OK
        assert await phone.finished() == 0
    assert capture.heard_at(phone.media_port).seconds_of_sound() > 1


@pytest.mark.hostile("H37")
async def test_hostile_display_name_and_number_are_one_call_with_short_plain_text(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    words = {"shown": "<script>alert(1)</script>" + "x" * 200 + "ŹRÓDŁO", "number": "=cmd"}
    phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=300, words=words))
    caller = await watcher.caller()
    assert len(caller.caller_name) <= LONGEST_TEXT
    assert caller.caller == ""
    await send_block(watcher.ami, caller.name, 1, Answer())
    assert await phone.finished() == 0
    assert len([one for one in watcher.raw if one.name == "Newchannel"]) == 1


@pytest.mark.parametrize(
    "called",
    ["100&PJSIP%2F0048999%40world", "100,1)System(touch", "100%24%7BSHELL(id)%7D", "1%7C2%0D%0AEvent:x"],
)
async def test_called_number_with_metacharacters_reaches_the_dialplan_as_digits(
    exchange: Exchange, watcher: Watcher, tone_440: Path, called: str
) -> None:
    phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=300), called=called)
    caller = await watcher.caller()
    assert re.fullmatch(r"[0-9+*#]+", caller.called)
    await send_block(watcher.ami, caller.name, 1, Answer())
    assert await phone.finished() == 0
    assert len([one for one in watcher.raw if one.name == "Newchannel"]) == 1
