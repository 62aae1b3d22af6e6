"""Attempts, of whose birth no gateway hears: the parts of a real gateway, with a real database and Asterisk."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from office import NODE, Clock, Office
from temporalio.client import Client

from app.delivery import TemporalCompletions
from app.library import SqlLibrary
from db import tables as t
from db.migrations import upgrade
from db.registrations import Registrations
from db.session import Database
from domain.calls import Dial
from telephony.ami import Ami
from telephony.gateway.attempts import Attempts
from telephony.gateway.lines import attempt_uniqueid
from telephony.gateway.link import Link
from telephony.gateway.node import Node
from telephony.gateway.recovery import Recovery
from telephony.gateway.switch import Ports, Switch
from tests.asterisk.exchange import Exchange
from tests.installation import until
from tests.phones import Behaviour


class Gateway:
    """What one gateway is made of, without its process; it acts whenever it is asked to."""

    def __init__(self, office: Office, exchange: Exchange, user: str, client: Client) -> None:
        self.ami = Ami(exchange.address(user))
        ports = Ports(
            office.switch,
            office.dialer,
            TemporalCompletions(client),
            SqlLibrary(office.database),
            Registrations(office.database),
        )
        self.switch = Switch(self.ami, NODE, exchange.settings, ports)
        self.attempts = Attempts(self.switch)
        self.node = Node(self.switch, self.attempts, lambda: True)
        self.recovery = Recovery(self.switch, self.node, self.attempts)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Gateway"]:
        link = Link(self.switch, self.node)
        await self.ami.connect()
        reading = asyncio.create_task(link.read_forever())
        await link.ready.wait()
        yield self
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await self.ami.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'office.sqlite'}"
    await asyncio.to_thread(lambda: asyncio.run(upgrade(url)))
    clock = Clock()
    database = Database(url, clock=clock)
    office = Office(database, clock)
    await office.open()
    await office.hire()
    yield office
    await database.close()


@pytest.fixture
async def gateways(office: Office, exchange: Exchange) -> AsyncGenerator[tuple[Gateway, Gateway]]:
    """The leader, and the stand-by that hears what the leader hears."""
    client = await Client.connect("127.0.0.1:1", lazy=True)
    async with AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(Gateway(office, exchange, user, client).listening())
            for user in ("gateway-a", "gateway-b")
        ]
        yield both[0], both[1]
    await exchange.send_everybody_home()


async def dialled(office: Office, gateway: Gateway, trunk: str) -> Dial:
    async with office.database.unit() as session:
        session.add(t.Trunk(name=trunk, host="127.0.0.1", created_at=session.now))
        await session.delete(await session.get_one(t.Trunk, "operator"))
    await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await gateway.attempts.begin(dial)
    return dial


async def ending(office: Office, dial: Dial) -> str | None:
    return (await office.get(t.Attempt, dial.attempt_id)).outcome


async def test_busy_customer_is_settled_by_the_one_event_there_is(
    office: Office, exchange: Exchange, gateways: tuple[Gateway, Gateway]
) -> None:
    await exchange.customer(Behaviour("refusing"))
    dial = await dialled(office, gateways[0], "world")
    assert await until(lambda: ending(office, dial), 10) == "busy"
    await until(lambda: not gateways[0].attempts.uniqueids(), 5, "it is forgotten")


async def test_attempt_over_a_line_that_the_switch_does_not_know_is_asked_for_and_settled(
    office: Office, gateways: tuple[Gateway, Gateway]
) -> None:
    async def swept() -> str | None:
        await gateways[0].node.release_stale()
        return await ending(office, dial)

    dial = await dialled(office, gateways[0], "nowhere")
    assert await until(swept, 15) == "network_error"


async def test_phone_that_rings_is_taken_over_by_a_gateway_that_never_heard_of_it(
    office: Office, exchange: Exchange, gateways: tuple[Gateway, Gateway]
) -> None:
    leader, heir = gateways
    customer = await exchange.customer(Behaviour("ringing"))
    dial = await dialled(office, leader, "world")
    uniqueid = attempt_uniqueid(dial.attempt_id)
    await until(lambda: "180 Ringing" in customer.messages(), 10, "the phone rings")
    assert heir.switch.leg(uniqueid) is None
    await heir.recovery.take_over()
    assert (heir.switch.leg(uniqueid) is not None, heir.attempts.knows(uniqueid)) == (True, True)
    assert await ending(office, dial) is None
    await heir.switch.hang_up(uniqueid)
    assert await until(lambda: ending(office, dial), 10) == "no_answer"
    assert customer.messages().count("INVITE sip:") == 1
