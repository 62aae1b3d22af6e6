"""Hostile INVITEs and floods of keys reach a real Asterisk: one call at the most, and the next caller is served."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from telephony import legs
from telephony.blocks import Answer, BlockStatus, Read, read_memory, send_block
from tests.asterisk.exchange import Exchange, Watcher
from tests.phones import Behaviour
from tests.rtp import write_wav_tone

INVITE = (
    "INVITE sip:100@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-{port}\r\n"
    "{header}"
    "To: <sip:100@127.0.0.1>\r\nCall-ID: hostile-{port}\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
    "Contact: <sip:x@127.0.0.1:{port}>\r\nContent-Length: 0\r\n\r\n"
)
FROM = 'From: "A" <sip:=cmd@x>;tag=1\r\n'


def invite(exchange: Exchange, header: str) -> socket.socket:
    """Sends one INVITE by hand: SIPp would not write such headers."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.bind(("127.0.0.1", 0))
    text = INVITE.format(port=sender.getsockname()[1], header=header)
    sender.sendto(text.encode(), ("127.0.0.1", exchange.settings.ports.sip))
    return sender


@pytest.mark.hostile("H37")
@pytest.mark.parametrize(
    "header",
    [
        FROM + "Subject: a\r\n b\r\n\tEvent: Hangup\r\n",
        'From: "<script>alert(1)</script>" <sip:+48501@x>;tag=1\r\n',
        'From: "a%0d%0aAction: Command" <sip:=cmd@x>;tag=1\r\n',
        'From: "\u202e\u0141\u00f3d\u017a" <sip:1@x>;tag=1\r\nP-Asserted-Identity: "x" <sip:=cmd|calc@x>\r\n',
    ],
)
async def test_hostile_invite_is_one_call_with_plain_text(
    exchange: Exchange, watcher: Watcher, header: str
) -> None:
    with invite(exchange, header):
        caller = await watcher.caller()
        assert (len(caller.caller_name) <= 80, caller.caller.strip("+0123456789")) == (True, "")
        assert caller.caller_name.isprintable()
        assert (await legs.hang_up(watcher.ami, caller.uniqueid)).ok
        await watcher.channel(caller.uniqueid, lambda one: one.is_gone)
    assert [one.name for one in watcher.raw].count("Newchannel") == 1


@pytest.mark.hostile("H37")
async def test_header_of_64_kilobytes_stops_nobody_else(
    exchange: Exchange, watcher: Watcher, tone_440: Path
) -> None:
    with invite(exchange, FROM + f"Subject: {'x' * 64_000}\r\n"):
        phone = await exchange.person(Behaviour("caller", tone_440, stay_ms=300))
        await watcher.until(lambda: any(one.is_parked and one.caller for one in watcher.mirror.alive()))
        served = next(one for one in watcher.mirror.alive() if one.is_parked and one.caller)
        await send_block(watcher.ami, served.name, 1, Answer())
        assert await phone.finished() == 0
    # Asterisk takes it for a call like others, or drops it.
    assert [one.name for one in watcher.raw].count("Newchannel") <= 2


@pytest.mark.hostile("H38")
async def test_flood_of_keys_gives_one_answer_and_the_menu_goes_on(
    exchange: Exchange, watcher: Watcher
) -> None:
    write_wav_tone(exchange.settings.folders.prompts / "menu.wav", 900, 0.5)
    prompt = exchange.settings.folders.prompt_name("menu")
    phone = await exchange.person(
        Behaviour("caller_keys", wait_ms=300, stay_ms=3000, keys="1234567890" * 3, options=("-rtp_echo",))
    )
    caller = await watcher.caller()
    for number in (1, 2, 3):
        await send_block(watcher.ami, caller.name, number, Read((prompt,), 1, timedelta(seconds=2)))
        channel = await watcher.channel(
            caller.uniqueid, lambda one, number=number: one.block.startswith(f"{number}:done")
        )
        memory = read_memory(channel.block)
        assert memory is not None
        assert memory.status in {BlockStatus.OK, BlockStatus.TIMEOUT}
        assert len(memory.keys) <= 1
    assert await phone.finished() == 0
