"""Knows one link to a message centre (SMPP 3.4): bound, kept alive, and what was on its way when it broke.

The library's own client binds again by itself and never says which message was under way, ends at a status that it
does not know, and writes texts into the log; so only its messages are used."""

import asyncio
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

from aiosmpplib import BindTransceiver, EnquireLink, SmppMessage, SubmitSm, Unbind

_HEADER: Final = 16
_LARGEST: Final = 70_000
_RESPONSE: Final = 0x80000000
_BIND_RESP, _SUBMIT_RESP, _NACK = 0x80000009, 0x80000004, 0x80000000
_DELIVER, _ENQUIRE, _UNBIND = 0x00000005, 0x00000015, 0x00000006
_ALREADY_BOUND: Final = 0x05
_INVALID_COMMAND: Final = 0x03
_TRY_AGAIN: Final = 0x64
"""The centre tells it again later."""
_LOST: Final = (OSError, EOFError, TimeoutError, ValueError, struct.error)
Heard = Callable[[bytes], Awaitable[bool]]
_OUR_ACCOUNT: Final = frozenset({0x0D, 0x0E, 0x0F})
"""Bind failed, bad password, bad system id: mended settings end them."""


class NotBoundError(Exception):
    """No link: nothing was sent; `ours`: since our account is refused."""

    def __init__(self, reason: str, *, ours: bool = False) -> None:
        super().__init__(reason)
        self.ours = ours


class LinkLostError(Exception):
    """The link ended, or no answer came in time; what was on its way may have arrived."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who binds, and how long a link may be silent; `kept` is how long one lasts without a message."""

    system_id: str
    password: str
    system_type: str
    answer_limit: timedelta
    enquire_every: timedelta
    kept: timedelta


@dataclass(frozen=True, slots=True)
class Place:
    """An address that was checked; `name` is what its certificate must show."""

    address: str
    port: int
    name: str
    tls: bool


@dataclass(frozen=True, slots=True)
class Response:
    """`status` 0: accepted under the id in `body`."""

    command: int
    status: int
    body: bytes

    @property
    def message_id(self) -> str:
        return self.body.partition(b"\0")[0].decode("latin-1")


class Link:
    """A bound link. `heard` gets every deliver_sm before it is acknowledged; False: the centre is to tell it again."""

    def __init__(
        self,
        account: Account,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        heard: Heard,
    ) -> None:
        self._account, self._heard = account, heard
        self._reader, self._writer = streams
        self._waiting: dict[int, asyncio.Future[Response]] = {}
        self._number = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._used = asyncio.get_running_loop().time()
        self.is_alive = True

    @classmethod
    async def bound(cls, account: Account, place: Place, heard: Heard) -> Self:
        """A new link, NotBoundError with the reason if there is none."""
        limit = account.answer_limit.total_seconds()
        try:
            async with asyncio.timeout(limit):
                streams = await asyncio.open_connection(
                    place.address,
                    place.port,
                    ssl=ssl.create_default_context() if place.tls else None,
                    server_hostname=place.name if place.tls else None,
                )
        except _LOST as problem:
            raise NotBoundError(type(problem).__name__) from problem
        link = cls(account, streams, heard)
        link._tasks.append(asyncio.create_task(link._listen()))
        await link._introduce()
        link._tasks.append(asyncio.create_task(link._keep()))
        return link

    async def submit(self, message: SubmitSm) -> Response:
        """What the centre answers. NotBoundError: the link had ended before. LinkLostError: it ended meanwhile."""
        if not self.is_alive:
            raise NotBoundError("link lost")
        self._used = asyncio.get_running_loop().time()
        return await self._asked(message)

    async def close(self) -> None:
        """Unbind and end; whoever waits for an answer gets LinkLostError."""
        if self.is_alive:
            # First, so that no message is begun on a link that is being given back.
            self.is_alive = False
            with suppress(LinkLostError):
                await self._asked(Unbind(), timedelta(seconds=1))
        self._end()
        current = asyncio.current_task()
        await asyncio.gather(*(task for task in self._tasks if task is not current), return_exceptions=True)

    async def _introduce(self) -> None:
        account = self._account
        try:
            answer = await self._asked(
                BindTransceiver(
                    system_id=account.system_id, password=account.password, system_type=account.system_type
                )
            )
        except (LinkLostError, ValueError) as problem:
            # ValueError: SMPP has no room for a password of more than eight letters.
            await self.close()
            ours = isinstance(problem, ValueError)
            raise NotBoundError("password" if ours else str(problem), ours=ours) from problem
        if answer.command != _BIND_RESP or answer.status not in (0, _ALREADY_BOUND):
            await self.close()
            raise NotBoundError(f"bind 0x{answer.status:08X}", ours=answer.status in _OUR_ACCOUNT)

    async def _asked(self, message: SmppMessage, within: timedelta | None = None) -> Response:
        self._number = self._number % 0x7FFFFFFF + 1
        message.sequence_num = number = self._number
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout((within or self._account.answer_limit).total_seconds()):
                await self._write(message.pdu())
                return await waiting
        except TimeoutError as silence:
            # An answer may still come and belongs to nobody then: the next message gets a fresh link.
            self._end()
            raise LinkLostError("timeout") from silence
        except OSError as lost:
            self._waiting.pop(number, None)
            self._end()
            raise LinkLostError(type(lost).__name__) from lost
        finally:
            self._waiting.pop(number, None)
            waiting.cancel()

    async def _listen(self) -> None:
        with suppress(*_LOST):
            while True:
                header = await self._reader.readexactly(_HEADER)
                length, command, status, number = struct.unpack("!IIII", header)
                if not _HEADER <= length <= _LARGEST:
                    break
                body = await self._reader.readexactly(length - _HEADER)
                await self._received(Response(command, status, body), number, header)
        self._end()

    async def _received(self, pdu: Response, number: int, header: bytes) -> None:
        if pdu.command & _RESPONSE:
            waiting = self._waiting.get(number)
            if waiting is not None and not waiting.done():
                waiting.set_result(pdu)
            return
        if pdu.command == _DELIVER:
            status = 0 if await self._heard(header + pdu.body) else _TRY_AGAIN
            await self._write(_answer(pdu.command, number, status))
            return
        known = pdu.command in (_ENQUIRE, _UNBIND)
        await self._write(_answer(pdu.command, number) if known else _nack(number))
        if pdu.command == _UNBIND:
            self._end()

    async def _keep(self) -> None:
        """Ask whether the centre is there, as long as the link is used."""
        loop = asyncio.get_running_loop()
        with suppress(LinkLostError):
            while self.is_alive:
                await asyncio.sleep(self._account.enquire_every.total_seconds())
                if not self._waiting and loop.time() - self._used > self._account.kept.total_seconds():
                    await self.close()
                    return
                await self._asked(EnquireLink())

    async def _write(self, pdu: bytes) -> None:
        self._writer.write(pdu)
        await self._writer.drain()

    def _end(self) -> None:
        self.is_alive = False
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(LinkLostError("link lost"))
        self._writer.transport.abort()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()


def _answer(command: int, number: int, status: int = 0) -> bytes:
    body = b"\0" if command == _DELIVER else b""
    head = (_HEADER + len(body), command | _RESPONSE, status, number)
    return b"".join(value.to_bytes(4) for value in head) + body


def _nack(number: int) -> bytes:
    return b"".join(value.to_bytes(4) for value in (_HEADER, _NACK, _INVALID_COMMAND, number))
