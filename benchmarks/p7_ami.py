"""Knows P7: how fast AMI's events are read, against panoramisk by itself, and how many bytes an attempt costs."""
# panoramisk has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import process_time
from typing import Any

from panoramisk.manager import Manager

from benchmarks.measuring import Figure, Goal, Pair, VoidRun, interleaved_async
from benchmarks.p7_bytes import measure_bytes
from telephony.ami import Ami
from telephony.events import event_of
from telephony.mirror import Mirror
from telephony.wire import AmiAddress, AmiEvent
from tests.telephony.fake_exchange import FakeExchange

STORY = Path(__file__).parents[1] / "tests" / "asterisk" / "recorded" / "story.txt"
COPIES = 300
LAST = b"Event: UserEvent\r\nUserEvent: last\r\n\r\n"
WORK = "events of a recorded story, read from a socket to a callback (panoramisk) or a consumer (ours)"


class Stream:
    """The recorded story, many times over."""

    def __init__(self) -> None:
        story = STORY.read_bytes()
        self.data = story * COPIES + LAST
        self.events = story.count(b"Event: ") * COPIES

    @asynccontextmanager
    async def server(self) -> AsyncGenerator[FakeExchange]:
        async with FakeExchange() as server:
            yield server


async def _timed(stream: Stream, server: FakeExchange, read: Callable[[], Awaitable[int]]) -> float:
    """Events a second of processor time, from the first byte to the last event."""
    began = process_time()
    server.sessions[0].raw(stream.data)
    seen = await asyncio.wait_for(read(), 60)
    seconds = process_time() - began
    if seen != stream.events:
        raise VoidRun(f"{seen} events of {stream.events} were seen")
    return stream.events / seconds


async def _ours(stream: Stream, consume: Callable[[AmiEvent], object]) -> float:
    async with stream.server() as server:
        ami = Ami(AmiAddress("127.0.0.1", server.port, "gateway-a", "secret"))
        await ami.connect()

        async def read() -> int:
            seen = 0
            while True:
                incoming = await ami.next_event()
                if isinstance(incoming, AmiEvent):
                    if incoming.get("UserEvent"):
                        return seen
                    consume(incoming)
                    seen += 1

        try:
            return await _timed(stream, server, read)
        finally:
            await ami.close()


async def our_link(stream: Stream) -> float:
    return await _ours(stream, lambda event: event.get("Uniqueid"))


async def our_mirror(stream: Stream) -> float:
    """The same, and each event made typed and applied to the mirror of channels."""
    mirror = Mirror()

    def apply(event: AmiEvent) -> None:
        typed: Any = event_of(event)
        if hasattr(typed, "facts"):
            mirror.apply(typed)

    return await _ours(stream, apply)


async def panoramisk_alone(stream: Stream) -> float:
    """As its documentation shows it: one pattern, one callback."""
    async with stream.server() as server:
        manager: Any = Manager(host="127.0.0.1", port=server.port, username="gateway-a", secret="secret")  # noqa: S106
        seen = [0]
        last = asyncio.Event()

        def take(_: object, event: Any) -> None:
            if event.userevent:
                last.set()
            else:
                seen[0] += 1
                _ = event.uniqueid

        manager.register_event("*", take)
        await manager.connect()
        await server.until(lambda: bool(server.sessions and server.sessions[0].actions))

        async def read() -> int:
            await last.wait()
            return seen[0]

        try:
            return await _timed(stream, server, read)
        finally:
            manager.connection_lost = lambda _: None
            manager.close()


async def _events() -> list[tuple[str, Pair]]:
    stream = Stream()
    for warm_up in (our_link, panoramisk_alone):
        await warm_up(stream)
    return [
        (WORK, await interleaved_async(lambda: our_link(stream), lambda: panoramisk_alone(stream))),
        (
            f"{WORK}; ours also typed and applied to the mirror of channels",
            await interleaved_async(lambda: our_mirror(stream), lambda: panoramisk_alone(stream)),
        ),
    ]


def measure() -> list[Figure]:
    figures: list[Figure] = []
    for (work, pair), goal in zip(asyncio.run(_events()), (Goal(1), None), strict=True):
        rates = [f"{max(arm) / 1000:,.0f} k/s" for arm in (pair.ours, pair.peer)]
        figures.append(Figure("P7", work, rates[0], f"panoramisk {rates[1]}", pair.ratios, goal))
    return [*figures, *measure_bytes()]
