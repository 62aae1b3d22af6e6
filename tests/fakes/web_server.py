"""Knows a web server on a free port of this machine that answers as a test says, or cuts the line."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"


Answering = Callable[[Asked], Reply | None]
"""None: the line is cut when the request was read and before anything is answered."""


@dataclass
class WebServer:
    url: str
    asked: list[Asked] = field(default_factory=list[Asked])


@asynccontextmanager
async def web_server(answering: Answering) -> AsyncGenerator[WebServer]:
    """The server while the block runs."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await _read(reader)
        server.asked.append(asked)
        reply = answering(asked)
        if reply is not None:
            writer.write(_written(reply))
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server = WebServer(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
    async with listening:
        yield server


async def _read(reader: asyncio.StreamReader) -> Asked:
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    method, path, _ = head.split(" ")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
    return Asked(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def _written(reply: Reply) -> bytes:
    head = f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.content_type}\r\n"
    return f"{head}Content-Length: {len(reply.body)}\r\nConnection: close\r\n\r\n".encode() + reply.body
