"""Knows SMS gateways as their public descriptions tell of them, on a port of this machine; each may lose answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

TOKEN = "gateway-token"
ACCOUNT = "AC" + "0" * 32


@dataclass
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {
            name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()
        }


class Gateway(Protocol):
    lost_answers: int

    def answer(self, asked: Asked) -> tuple[int, Any]: ...


@dataclass
class SmsApiServer:
    """api.smsapi.pl: sms.do with `idx` and `check_idx`; errors are numbers."""

    senders: tuple[str, ...] = ("Centralka",)
    credit: int = 100
    lost_answers: int = 0
    broken: bool = False
    """Takes the message and then says that it failed."""
    blocked: frozenset[str] = frozenset({"48500000666"})
    taken: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        assert (asked.method, asked.path) == ("POST", "/sms.do")
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": 101, "message": "Authorization failed"}
        form = asked.form
        error = self._error(form)
        if error:
            return (200 if error == 13 else 400), {"error": error, "message": "No"}
        self.taken[form["idx"]] = form
        if self.broken:
            return 500, {"error": 201, "message": "Internal"}
        number = form["to"]
        sent = {
            "id": f"ID{len(self.taken)}",
            "number": number,
            "status": "QUEUE",
            "error": None,
            "idx": form["idx"],
        }
        return 200, {"count": 1, "list": [sent]}

    def _error(self, form: dict[str, str]) -> int:
        if form["check_idx"] == "1" and form["idx"] in self.taken:
            return 53
        if form["from"] not in self.senders:
            return 14
        if form["to"] in self.blocked or not form["to"].isdigit():
            return 13
        return 0 if len(self.taken) < self.credit else 103


@dataclass
class TwilioServer:
    """api.twilio.com: the Messages resource; nothing keeps it from taking a message twice."""

    ours: tuple[str, ...] = ("+48221234567",)
    lost_answers: int = 0
    busy: bool = False
    taken: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        from base64 import b64encode

        assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        expected = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {expected}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if self.busy:
            return 429, {"code": 20429, "message": "Too Many Requests", "status": 429}
        if asked.method == "GET":
            wanted = [one for one in reversed(self.taken) if one["to"] == asked.query["To"]]
            return 200, {"messages": wanted[: int(asked.query["PageSize"])], "next_page_uri": None}
        return self._posted(asked.form)

    def _posted(self, form: dict[str, str]) -> tuple[int, Any]:
        if form["From"] not in self.ours:
            return 400, {"code": 21606, "message": "Not yours", "status": 400}
        if len(form["To"]) < 11:
            return 400, {"code": 21211, "message": "Invalid 'To'", "status": 400}
        self.taken.append(
            {
                "sid": f"SM{len(self.taken):032x}",
                "to": form["To"],
                "from": form["From"],
                "body": form["Body"],
                "direction": "outbound-api",
                "status": "queued",
                "error_code": None,
                "date_created": formatdate().replace("-0000", "+0000"),
            }
        )
        return 201, self.taken[-1]


@dataclass
class AnyServer:
    """Answers as the test says, and remembers what it was asked."""

    answers: Callable[[Asked], tuple[int, Any]] = lambda _asked: (200, {})
    lost_answers: int = 0
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        self.asked.append(asked)
        return self.answers(asked)


@asynccontextmanager
async def listening(gateway: Gateway) -> AsyncIterator[str]:
    """The gateway's URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            status, document = gateway.answer(await _read(reader))
            if gateway.lost_answers:
                gateway.lost_answers -= 1
                writer.transport.abort()
                return
            writer.write(_written(status, document))
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): text.strip() for name, _, text in (each.partition(":") for each in lines if each)
    }
    method, target, _ = first.split()
    return Asked(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def _written(status: int, document: Any) -> bytes:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lines = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Date: {formatdate(usegmt=True)}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + body
