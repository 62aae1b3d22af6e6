"""Knows one real Asterisk of the tests: its folder, free ports, a trunk to SIPp, and a reader of its events."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from telephony import legs, looks
from telephony.ami import Ami
from telephony.asterisk import (
    AsteriskMissing,
    AsteriskProcess,
    Installation,
    find_installation,
    instance_folders,
    wait_until_booted,
)
from telephony.config.settings import AmiSecrets, AsteriskSettings, Endpoint, Ports, Trunk
from telephony.events import Booted, ContactChanged, ShuttingDown, event_of
from telephony.mirror import Channel, Mirror
from telephony.wire import AmiAddress, AmiEvent, LinkMissing
from tests.phones import Behaviour, Phone, free_port, start_phone

SECRET = "test-secret-of-32-characters-123"
NOBODY = Endpoint("agent-nobody", SECRET)
"""A phone that no test registers."""
AGENT = "agent-anna"


def cached_tree() -> Path:
    """Where the bootstrap keeps the Debian tree."""
    cache = os.environ.get("CENTRALKA_CACHE") or str(Path.home() / ".cache" / "centralka")
    return Path(cache) / "asterisk-sid"


def found_installation() -> Installation | None:
    try:
        return find_installation(cached_tree())
    except AsteriskMissing:
        return None


class Exchange:
    """A running Asterisk. `customers_port` is where called customers must listen."""

    def __init__(self, installation: Installation, folder: Path, timer_scale: float = 1.0) -> None:
        instance = f"test-{uuid4().hex[:12]}"
        rtp = free_port(spare=199)
        self.customers_port = free_port()
        self.settings = AsteriskSettings(
            folders=instance_folders(installation, folder, instance),
            ports=Ports(free_port(), free_port(socket.SOCK_STREAM), None, rtp, rtp + 199),
            secrets=AmiSecrets(SECRET, SECRET, SECRET),
            endpoints=(Endpoint(AGENT, SECRET, last_resort=True), Endpoint("agent-adam", SECRET), NOBODY),
            trunks=(Trunk("world", "127.0.0.1", self.customers_port), Trunk("silent", "127.0.0.2", 9)),
            timer_scale=timer_scale,
        )
        self.process = AsteriskProcess(installation, self.settings)
        self.folder = folder
        self._phones: list[Phone] = []

    def start(self) -> None:
        self.process.start()
        try:
            # The loop of the tests is not running yet, and not ours to start.
            with ThreadPoolExecutor(1) as aside:
                aside.submit(asyncio.run, wait_until_booted(self.address())).result()
        except LinkMissing:
            self.stop()
            raise

    def stop(self) -> None:
        self.process.stop()
        shutil.rmtree(self.settings.folders.outside, ignore_errors=True)

    def address(self, user: str = "gateway-a") -> AmiAddress:
        return AmiAddress("127.0.0.1", self.settings.ports.ami, user, SECRET)

    async def person(self, behaviour: Behaviour, called: str = "100", port: int | None = None) -> Phone:
        phone = await start_phone(self.folder, self.settings.ports.sip, behaviour, port, called)
        self._phones.append(phone)
        return phone

    async def send_everybody_home(self) -> None:
        while self._phones:
            await self._phones.pop().stop()

    async def customer(self, behaviour: Behaviour) -> Phone:
        """Somebody outside who waits to be called."""
        return await self.person(behaviour, port=self.customers_port)

    async def agent(self, behaviour: Behaviour, name: str = AGENT) -> Phone:
        """A registered agent who waits to be called."""
        port = free_port()
        login = Behaviour("register", options=("-au", name, "-ap", SECRET))
        assert await (await self.person(login, name, port)).finished(10) == 0
        return await self.person(behaviour, port=port)


@dataclass(slots=True)
class Watcher:
    """A link to the exchange with its mirror, and every raw event so far."""

    ami: Ami
    mirror: Mirror = field(default_factory=Mirror)
    raw: list[AmiEvent] = field(default_factory=list[AmiEvent])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def read_forever(self) -> None:
        while True:
            incoming = await self.ami.next_event()
            if isinstance(incoming, AmiEvent):
                self.raw.append(incoming)
                event = event_of(incoming)
                if event is not None and not isinstance(event, ContactChanged | Booted | ShuttingDown):
                    self.mirror.apply(event)
            self._changed.set()

    async def until(self, condition: Callable[[], bool], patience: float = 15.0) -> None:
        """Waits for events until the condition holds."""
        async with asyncio.timeout(patience):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def caller(self) -> Channel:
        """The parked channel of the one caller."""
        await self.until(lambda: any(one.is_inbound and one.is_parked for one in self.mirror.alive()))
        return next(one for one in self.mirror.alive() if one.is_inbound and one.is_parked)

    async def named(self, name: str, number: int = 1) -> AmiEvent:
        """The n-th event of a name."""
        await self.until(lambda: len([one for one in self.raw if one.name == name]) >= number)
        return [one for one in self.raw if one.name == name][number - 1]

    async def channel(self, uniqueid: str, condition: Callable[[Channel], bool]) -> Channel:
        """The channel as soon as it satisfies the condition."""

        def holds() -> bool:
            channel = self.mirror.channel(uniqueid)
            return channel is not None and condition(channel)

        await self.until(holds)
        found = self.mirror.channel(uniqueid)
        assert found is not None
        return found

    async def nobody_left(self) -> None:
        async with asyncio.timeout(15):
            while (await looks.channels(self.ami)).rows:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def watched(exchange: Exchange, user: str = "gateway-a") -> AsyncIterator[Watcher]:
    """A logged-in watcher; at the end everybody goes home and no channel may be left."""
    async with watched_until_death(exchange, user) as watcher:
        try:
            yield watcher
        finally:
            await exchange.send_everybody_home()
        for channel in watcher.mirror.alive():
            await legs.hang_up(watcher.ami, channel.uniqueid)
        await watcher.nobody_left()


@asynccontextmanager
async def watched_until_death(exchange: Exchange, user: str = "gateway-a") -> AsyncIterator[Watcher]:
    """A logged-in watcher that leaves calls behind, as a killed gateway does."""
    watcher = Watcher(Ami(exchange.address(user)))
    async with asyncio.timeout(10):
        while True:
            try:
                await watcher.ami.connect()
                break
            except LinkMissing:
                await asyncio.sleep(0.05)
    reader = asyncio.create_task(watcher.read_forever())
    try:
        yield watcher
    finally:
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        await watcher.ami.close()
