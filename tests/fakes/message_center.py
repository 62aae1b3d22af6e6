"""Knows a real message centre (smpp34's server), and a wire to it that breaks, goes silent or lies as it is told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import smpp34

_BIND_RESP, _SUBMIT, _SUBMIT_RESP, _ENQUIRE = 0x80000009, 0x04, 0x80000004, 0x15
_RECEIPT = 0x04


class Wire:
    """Between the client and the centre, one PDU at a time. `lies` are statuses instead of those of responses."""

    def __init__(self) -> None:
        self.cut_after_submit = False
        self.is_silent = False
        self.lies: dict[int, int] = {}
        self.seen: list[int] = []
        self.links = 0
        self.news = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def enquiries(self) -> int:
        return self.seen.count(_ENQUIRE)

    def cut(self) -> None:
        """Break every link."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def say(self, pdu: bytes) -> None:
        """Let the newest client hear this from the centre."""
        self._writers[-2].write(pdu)

    async def carry(self, port: int, near: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """One client's link to the centre at this port."""
        far = await asyncio.open_connection("127.0.0.1", port)
        self.links += 1
        self._writers += [near[1], far[1]]
        await asyncio.gather(self._pump(near[0], far[1], self._out), self._pump(far[0], near[1], self._back))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, change: Callable[[bytes], bytes]
    ) -> None:
        try:
            while True:
                head = await reader.readexactly(4)
                pdu = change(head + await reader.readexactly(int.from_bytes(head) - 4))
                writer.write(pdu)
                await writer.drain()
                self.news.set()
        except (OSError, EOFError):
            writer.transport.abort()

    def _out(self, pdu: bytes) -> bytes:
        self.seen.append(int.from_bytes(pdu[4:8]))
        return pdu

    def _back(self, pdu: bytes) -> bytes:
        command = int.from_bytes(pdu[4:8])
        if self.cut_after_submit and command == _SUBMIT_RESP:
            self.cut_after_submit = False
            self.cut()
            return b""
        if command in self.lies:
            status = self.lies.pop(command)
            return (16).to_bytes(4) + pdu[4:8] + status.to_bytes(4) + pdu[12:16]
        return b"" if self.is_silent else pdu

    def lie_at_bind(self, status: int) -> None:
        self.lies[_BIND_RESP] = status

    def lie_at_submit(self, status: int) -> None:
        self.lies[_SUBMIT_RESP] = status


@dataclass
class Center:
    """`statuses`: what the next messages are answered, 0 once they are used up. `taken` are those it accepted."""

    server: smpp34.Server
    wire: Wire
    port: int
    statuses: list[int] = field(default_factory=list)
    taken: list[smpp34.SubmitSmEvent] = field(default_factory=list)
    esmes: dict[str, smpp34.Esme] = field(default_factory=dict)
    events: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self) -> None:
        while True:
            event = await self.server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self.esmes.pop(event.session_id, None)
            else:
                self._decide(event)
            self.events += 1
            self._news.set()

    def _decide(self, event: smpp34.SubmitSmEvent) -> None:
        status = self.statuses.pop(0) if self.statuses else 0
        if status:
            event.reject(status)
        else:
            self.taken.append(event)
            event.accept(f"id-{len(self.taken)}")

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds, at most five seconds."""
        async with asyncio.timeout(5):
            while not holds():
                self._news.clear()
                self.wire.news.clear()
                await _first(self._news.wait(), self.wire.news.wait())

    async def receipt(self, state: str) -> None:
        """Tell the newest client what became of the newest message."""
        message = self.taken[-1]
        (esme,) = self.esmes.values()
        await esme.deliver_sm(
            source_addr=message.destination_addr,
            destination_addr=message.source_addr,
            esm_class=_RECEIPT,
            short_message=f"id:id-1 sub:001 dlvrd:000 done date:261122041000 stat:{state} err:0AB text:".encode(),
            tlvs=[
                smpp34.Tlv(0x1403, b"\xff\xfe"),
                *(tlv for tlv in message.tlvs if tlv.tag == smpp34.TLV_USER_MESSAGE_REFERENCE),
            ],
        )


async def _first(*waits: Awaitable[bool]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def message_center() -> AsyncIterator[Center]:
    """A centre whose `port` leads there through the wire."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        inner = probe.getsockname()[1]
    server = smpp34.Server(host="127.0.0.1", port=inner, system_id="CENTRE")
    await server.start()
    wire = Wire()
    near = await asyncio.start_server(lambda *streams: wire.carry(inner, streams), "127.0.0.1", 0)
    center = Center(server, wire, near.sockets[0].getsockname()[1])
    serving = asyncio.create_task(center.serve())
    try:
        yield center
    finally:
        serving.cancel()
        near.close()
        wire.cut()
        await server.stop()
        await near.wait_closed()
