"""Knows a TCP proxy between a gateway and Asterisk's AMI that cuts the link right before or after an Originate."""

import asyncio
import socket
import struct
from contextlib import suppress

ORIGINATE, LOGIN = b"action: originate", b"action: login"
ACKNOWLEDGED = b"originate successfully queued"


class AmiProxy:
    """`cut`: None, `before` (the bytes never arrive), `after` (they arrive, their answer does not), or
    `acknowledged` (the answer arrives too, and then the link stays `away`); once."""

    def __init__(self, exchange_port: int, port: int) -> None:
        self._exchange_port = exchange_port
        self.cut: str | None = None
        self.cuts = 0
        self.away = False
        self.logins = 0
        self.port = port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", self.port)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        if self.away:
            return _reset(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._exchange_port)
        except OSError:
            return _reset(writer)
        with suppress(OSError, asyncio.CancelledError):
            done, waiting = await asyncio.wait(
                {
                    asyncio.create_task(self._to_exchange(reader, far_writer)),
                    asyncio.create_task(self._from_exchange(far_reader, writer)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
            for one in waiting:
                one.cancel()
            await asyncio.gather(*done, *waiting, return_exceptions=True)
        _reset(writer)
        # Asterisk shall read all that it was sent, so its end closes politely.
        far_writer.close()
        self._tasks.discard(task)
        return None

    async def _to_exchange(self, reader: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            found = ORIGINATE in data.lower()
            self.logins += LOGIN in data.lower()
            cut = self.cut if found and self.cut != "acknowledged" else None
            self.cut = None if cut is not None else self.cut
            if cut != "before":
                far.write(data)
                await far.drain()
            if cut is not None:
                self.cuts += 1
                return

    async def _from_exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
            if self.cut == "acknowledged" and ACKNOWLEDGED in data.lower():
                self.cut, self.away = None, True
                self.cuts += 1
                return


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of a polite end."""
    own: socket.socket | None = writer.get_extra_info("socket")
    if own is not None:
        with suppress(OSError):
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
