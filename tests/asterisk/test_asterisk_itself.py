"""The exchange itself: what its events tell of a whole story, and what its AMI users may not do.

With CENTRALKA_RECORD set the story is written to `recorded/`, which tests/telephony reads without an Asterisk.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from domain.ids import CallId, LegId
from telephony import legs
from telephony.ami import Ami
from telephony.blocks import Answer, Play, send_block
from tests.asterisk.exchange import AGENT, SECRET, Exchange, Watcher, watched
from tests.phones import Behaviour

RECORDED = Path(__file__).parent / "recorded"
CALL, LEG, ATTEMPT = CallId("c" * 32), LegId("e" * 32), LegId("a" * 32)


@asynccontextmanager
async def recorded(exchange: Exchange, file: Path) -> AsyncIterator[None]:
    """Every byte that Asterisk says to its other gateway meanwhile."""
    reader, writer = await asyncio.open_connection("127.0.0.1", exchange.settings.ports.ami)
    writer.write(f"Action: Login\r\nUsername: gateway-b\r\nSecret: {SECRET}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    yield
    writer.write(b"Action: Logoff\r\n\r\n")
    said = await asyncio.wait_for(reader.read(), 5)
    if os.environ.get("CENTRALKA_RECORD"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(said[: said.rindex(b"Response: Goodbye")])
    writer.close()
    await writer.wait_closed()


async def test_story_from_call_to_hang_up_is_told_by_events_alone(
    exchange: Exchange, watcher: Watcher, tone_440: Path, tone_620: Path
) -> None:
    async with recorded(exchange, RECORDED / "story.txt"):
        agent = await exchange.agent(Behaviour("callee", tone_620, wait_ms=200, stay_ms=800))
        customer = await exchange.person(Behaviour("caller", tone_440, stay_ms=4000))
        caller = await watcher.caller()
        await legs.adopt(watcher.ami, caller.name, CALL)
        await send_block(watcher.ami, caller.name, 1, Answer())
        await send_block(watcher.ami, caller.name, 2, Play((exchange.settings.folders.prompt_name("none"),)))
        await watcher.channel(caller.uniqueid, lambda one: one.block.startswith("2:done"))
        ring = legs.Ring(LEG, CALL, legs.Phone(AGENT), timedelta(seconds=10))
        await legs.originate(watcher.ami, ring)
        await legs.originate(watcher.ami, ring)
        await watcher.channel(legs.channel_id(LEG), lambda one: one.is_parked)
        await legs.bridge(watcher.ami, caller.uniqueid, legs.channel_id(LEG))
        await watcher.channel(legs.channel_id(LEG), lambda one: one.is_gone)
        await watcher.channel(caller.uniqueid, lambda one: one.is_gone)
        assert (await agent.finished(), await customer.finished()) == (0, 0)
        busy = await exchange.customer(Behaviour("refusing"))
        dialled = legs.Ring(
            ATTEMPT, CallId(ATTEMPT), legs.Line("48501000001", "world"), timedelta(seconds=10)
        )
        await legs.originate(watcher.ami, dialled)
        await watcher.channel(dialled.uniqueid, lambda one: one.is_gone)
        assert await busy.finished() == 0
    assert [one.is_gone for one in watcher.mirror.channels()] == [True, True, True]


@pytest.mark.parametrize("user", ["gateway-a", "gateway-b"])
async def test_gateways_user_may_do_nothing_dangerous(exchange: Exchange, user: str) -> None:
    async with watched(exchange, user) as watcher:
        for name, fields in {
            "Command": {"Command": "core show version"},
            "UpdateConfig": {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"},
            "GetConfig": {"Filename": "manager.conf"},
            "ModuleLoad": {"LoadType": "load", "Module": "app_system.so"},
            "Reload": {"Module": "all"},
            "DBPut": {"Family": "x", "Key": "y", "Val": "z"},
        }.items():
            reply = await watcher.ami.action(name, fields)
            assert (reply.ok, reply.message) == (False, "Permission denied"), name


async def test_config_user_reloads_and_does_nothing_else(exchange: Exchange) -> None:
    ami = Ami(exchange.address("config"))
    await ami.connect()
    assert (await ami.action("Reload", {"Module": "res_pjsip.so"})).ok
    assert not (await ami.action("Originate", {"Channel": "PJSIP/agent-anna", "Exten": "s"})).ok
    assert not (await ami.listing("CoreShowChannels")).ok
    await ami.close()


async def test_wrong_variable_touches_no_file_of_the_exchange(exchange: Exchange, watcher: Watcher) -> None:
    canary = exchange.settings.folders.outside / "spool" / "canary"
    inside = exchange.settings.folders.inside / "spool" / "canary"
    await watcher.ami.action(
        "Originate",
        {
            "Channel": f"PJSIP/{AGENT}",
            "Context": "agent",
            "Exten": "s",
            "Priority": "1",
            "Async": "true",
            "Timeout": "300",
            "Variable": (f"x=1,FILE({inside},,,a)=evil",),
        },
    )
    await watcher.named("OriginateResponse")
    assert not canary.exists()


async def test_second_instance_shares_the_tree_but_nothing_else(
    exchange: Exchange, hasty_exchange: Exchange
) -> None:
    ours, other = exchange.settings, hasty_exchange.settings
    assert ours.folders.outside != other.folders.outside
    assert exchange.process.pid != hasty_exchange.process.pid
    assert {ours.ports.sip, ours.ports.ami}.isdisjoint({other.ports.sip, other.ports.ami})
    assert (ours.folders.outside / "run" / "asterisk.pid").exists()


def test_exchange_does_not_run_as_root(exchange: Exchange) -> None:
    status = Path(f"/proc/{exchange.process.pid}/status").read_text()
    uid = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
    assert uid != "0"
