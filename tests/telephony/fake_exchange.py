"""Knows how to be an AMI server of which every byte is under the test's control: answers, silence, broken links."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

GREETING = b"Asterisk Call Manager/9.0.0\r\n"
Action = dict[str, str]
Answerer = Callable[["Session", Action], None]


class Session:
    """One connection; `actions` are those read on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.actions: list[Action] = []

    def say(self, **fields: str) -> None:
        self.raw("".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode() + b"\r\n")

    def raw(self, data: bytes) -> None:
        self.writer.write(data)

    def success(self, action: Action, **fields: str) -> None:
        self.say(Response="Success", ActionID=action["ActionID"], **fields)

    def reset(self) -> None:
        """An RST instead of a polite end."""
        own: socket.socket = self.writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def obliging(session: Session, action: Action) -> None:
    """Everything succeeds."""
    session.success(action, Message="Fine")


class FakeExchange:
    """Listens on a free port; `answer` says what happens with each action, logins and pings included."""

    def __init__(self, answer: Answerer = obliging) -> None:
        self.answer = answer
        self.sessions: list[Session] = []
        self.port = 0
        self._server: asyncio.Server | None = None
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "FakeExchange":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for session in self.sessions:
            session.writer.close()
            with suppress(OSError):
                await session.writer.wait_closed()
        await self._server.wait_closed()

    @property
    def actions(self) -> list[Action]:
        """All actions of all connections, without logins and pings."""
        return [
            action
            for session in self.sessions
            for action in session.actions
            if action["Action"] not in {"Login", "Ping"}
        ]

    async def until(self, condition: Callable[[], bool], patience: float = 5.0) -> None:
        async with asyncio.timeout(patience):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(reader, writer)
        self.sessions.append(session)
        writer.write(GREETING)
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                self._take(session, await reader.readuntil(b"\r\n\r\n"))

    def _take(self, session: Session, block: bytes) -> None:
        action: Action = {}
        # Asterisk ends a line at a bare LF too.
        for line in block.decode().replace("\r", "\n").split("\n"):
            key, _, value = line.partition(": ")
            if key == "Action" and "Action" in action:
                session.actions.append(action)
                action = {}
            if key:
                action[key] = value
        session.actions.append(action)
        self.answer(session, action)
        self._changed.set()
