"""Knows the second half of P7: the bytes that a real Asterisk says about one attempt, filtered and unfiltered."""

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from benchmarks.measuring import Figure, Goal, VoidRun
from domain.ids import CallId, LegId
from telephony.ami import Ami
from telephony.legs import Line, Ring, originate
from tests.asterisk.exchange import SECRET, Exchange, found_installation, watched
from tests.installation import until
from tests.phones import Behaviour

ATTEMPTS, ROUNDS = 10, 5
SHOWN = "48221000000"
HANGUP = b"Event: Hangup\r\n"
UNFILTERED = f"""
[unfiltered]
secret = {SECRET}
permit = 127.0.0.1/255.255.255.255
writetimeout = 5000
read = all
write = system
"""


class Listener:
    """A login that counts what it is told."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.heard = b""
        self._task = asyncio.create_task(self._listen())

    @classmethod
    async def log_in(cls, port: int, user: str) -> "Listener":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"Action: Login\r\nUsername: {user}\r\nSecret: {SECRET}\r\n\r\n".encode())
        own = cls(reader, writer)
        await until(lambda: b"Message: Authentication accepted" in own.heard, 10, "the login is accepted")
        return own

    async def _listen(self) -> None:
        while data := await self._reader.read(1 << 16):
            self.heard += data

    async def told(self, ends: int = 0, patience: float = 10.0) -> None:
        """Until so many channels have ended and nothing more comes for half a second."""
        await until(lambda: self.heard.count(HANGUP) >= ends, patience, f"{ends} hang-ups")
        async with asyncio.timeout(patience):
            before = -1
            while before != len(self.heard):
                before = len(self.heard)
                await asyncio.sleep(0.5)

    def take(self) -> bytes:
        heard, self.heard = self.heard, b""
        return heard

    def close(self) -> None:
        self._task.cancel()
        self._writer.close()


@asynccontextmanager
async def exchange_with(manager: str = "", dialplan: str = "", queues: str = "") -> AsyncGenerator[Exchange]:
    """A real Asterisk with something of the benchmark's own in its configuration."""
    installation = found_installation()
    if installation is None:
        raise VoidRun("there is no Asterisk: run ./centralka doctor")
    folder = Path(mkdtemp(prefix="centralka-bench-"))
    exchange = Exchange(installation, folder)
    for name, text in (("manager", manager), ("extensions", dialplan), ("queues", queues)):
        with (exchange.settings.folders.outside / "etc" / f"{name}.conf").open("a", encoding="utf-8") as file:
            file.write(text)
    await asyncio.to_thread(exchange.start)
    try:
        yield exchange
    finally:
        exchange.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _attempts(ami: Ami, count: int) -> None:
    """Customers dialled as campaigns dial: they see a number, and ring for a while."""
    for number in range(count):
        to = Line(f"+4860100{number:04d}", "world")
        attempt = LegId(uuid4().hex)
        ring = Ring(attempt, CallId(attempt), to, timedelta(seconds=1), shown=SHOWN)
        reply = await originate(ami, ring)
        if not reply.ok:
            raise VoidRun(f"an attempt was refused: {reply.message} {ring.uniqueid}")


async def _measure(customers: str) -> list[tuple[float, float, Counter[bytes], Counter[bytes]]]:
    rounds: list[tuple[float, float, Counter[bytes], Counter[bytes]]] = []
    async with exchange_with(manager=UNFILTERED) as exchange, watched(exchange) as watcher:
        await exchange.customer(Behaviour(customers, options=("-m", str(ATTEMPTS * ROUNDS))))
        port = exchange.settings.ports.ami
        listeners = [await Listener.log_in(port, user) for user in ("gateway-b", "unfiltered")]
        for _ in range(ROUNDS):
            for one in listeners:
                await one.told()
                one.take()
            await _attempts(watcher.ami, ATTEMPTS)
            for one in listeners:
                await one.told(ends=ATTEMPTS)
            filtered, unfiltered = (one.take() for one in listeners)
            few, many = _names(filtered), _names(unfiltered)
            if (few[b"Hangup"], many[b"Hangup"]) != (ATTEMPTS, ATTEMPTS):
                raise VoidRun(f"{few[b'Hangup']} hang-ups of {ATTEMPTS} attempts")
            rounds.append((len(filtered) / ATTEMPTS, len(unfiltered) / ATTEMPTS, few, many))
        for one in listeners:
            one.close()
    return rounds


def _names(heard: bytes) -> Counter[bytes]:
    return Counter(re.findall(rb"^Event: (\w+)", heard, re.MULTILINE))


def measure_bytes() -> list[Figure]:
    return [_figure("a busy line", "refusing"), _figure("nobody answers", "ringing")]


def _figure(ending: str, customers: str) -> Figure:
    rounds = asyncio.run(_measure(customers))
    ours, peer, few, many = rounds[0]
    return Figure(
        "P7",
        f"bytes of AMI for one unanswered attempt, our event filter against none: {ending}",
        f"{ours:,.0f} B, {few.total() / ATTEMPTS:.1f} events",
        f"unfiltered {peer:,.0f} B, {many.total() / ATTEMPTS:.1f} events",
        tuple(one[0] / one[1] for one in rounds),
        Goal(0.1, at_least=False),
    )
