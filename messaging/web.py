"""Knows how to ask a web server something without being led astray: checked address, bounded size and time."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Self, cast

import httpcore2
import httpx2

from messaging.networks import Address, Network, Reach, port_of
from messaging.transports import Doubtful, Postponed, Refused

LARGEST = 1_000_000
LONGEST = timedelta(seconds=10)
NOT_PUBLIC = "url_not_public"
TOO_LARGE, INVALID = "response_too_large", "response_invalid"
_ON_ITS_WAY = "http11.send_request_headers.started"


@dataclass(frozen=True, slots=True)
class WebRequest:
    """`content` as it goes over the wire; its type stands in the headers."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """A whole answer, redirects included, since nobody follows them. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class NotAsked:
    """No byte of the request left the house. `final`: it never will (url_not_public, request_invalid)."""

    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The request was on its way, and no whole answer came. `status` if the answer began with one."""

    reason: str
    status: int | None = None


def failure(ending: NotAsked | NoAnswer) -> Refused | Postponed | Doubtful:
    """What a request without an answer says about the message in it."""
    match ending:
        case NotAsked(reason, final):
            return Refused(reason) if final else Postponed(reason)
        case NoAnswer(reason):
            return Doubtful(reason)


class WebClient:
    """Resolves once and connects to the address that was checked; follows no redirect, knows no proxy, cookie or
    compression, and opens a connection for each request, since a kept one may end while it is used.

    `networks` are reached although they are not public."""

    def __init__(self, networks: Sequence[Network] = (), context: ssl.SSLContext | None = None) -> None:
        self.reach = Reach(networks)
        self._context = context or httpcore2.default_ssl_context()

    async def ask(self, request: WebRequest, within: timedelta = LONGEST) -> WebAnswer | NotAsked | NoAnswer:
        """One request; everything together takes at most `within`, which is at most ten seconds."""
        if self.reach.refuses(request.url):
            return NotAsked(NOT_PUBLIC, final=True)
        way = _Way()
        try:
            async with asyncio.timeout(min(within, LONGEST).total_seconds()):
                return await self._asked(request, way)
        except _NotPublicError:
            return NotAsked(NOT_PUBLIC, final=True)
        except httpcore2.LocalProtocolError:
            return NotAsked("request_invalid", final=True)
        except (TimeoutError, httpcore2.TimeoutException):
            return way.ending("timeout")
        except httpcore2.ProtocolError:
            return way.ending(INVALID)
        except (httpcore2.NetworkError, OSError):
            return way.ending("connection_failed")

    async def _asked(self, request: WebRequest, way: "_Way") -> WebAnswer | NoAnswer:
        async with self._connection(request, way) as answer:
            way.status = answer.status
            body = await _bounded(answer.aiter_stream())
            if body is None:
                return NoAnswer(TOO_LARGE, answer.status)
            return WebAnswer(answer.status, _texts(answer.headers), body)

    @asynccontextmanager
    async def _connection(self, request: WebRequest, way: "_Way") -> AsyncGenerator[httpcore2.Response]:
        url = httpx2.URL(request.url)
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path
        )
        async with (
            _CheckedBackend(self.reach) as backend,
            httpcore2.AsyncConnectionPool(
                self._context, max_connections=1, max_keepalive_connections=0, network_backend=backend
            ) as pool,
            pool.stream(
                request.method,
                target,
                headers=_headers(request, url),
                content=request.content,
                extensions={"trace": way.note},
            ) as answer,
        ):
            yield answer


class _Way:
    """How far a request has come."""

    def __init__(self) -> None:
        self._left = False
        self.status: int | None = None

    async def note(self, event: str, _info: Mapping[str, Any]) -> None:
        self._left = self._left or event == _ON_ITS_WAY

    def ending(self, reason: str) -> NotAsked | NoAnswer:
        return NoAnswer(reason, self.status) if self._left else NotAsked(reason)


class _NotPublicError(Exception):
    """A name leads to an address that may not be reached."""


class _CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to none but an address that was checked; the name goes into TLS and Host as it was written."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        # Without anyio the name stands for something else, so its type says nothing.
        self._network = cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())
        self._streams: list[httpcore2.AsyncNetworkStream] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        # A pool forgets a connection that was cut short while it began.
        for stream in self._streams:
            await asyncio.shield(stream.aclose())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await _resolved(host, port)
        if not all(self._reach.allows(address, port) for address in addresses):
            raise _NotPublicError
        problem: Exception | None = None
        for address in addresses:
            try:
                stream = await self._network.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                problem = failed
            else:
                self._streams.append(stream)
                return stream
        raise problem or _NotPublicError


async def _resolved(host: str, port: int) -> list[Address]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise httpcore2.ConnectError(str(problem)) from problem
    return [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


async def _bounded(parts: AsyncIterable[bytes]) -> bytes | None:
    """The whole body, or None when it is too large."""
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _headers(request: WebRequest, url: httpx2.URL) -> list[tuple[bytes, bytes]]:
    own = {"Host": url.netloc.decode(), "User-Agent": "Centralka", "Accept-Encoding": "identity"}
    if request.content or request.method not in ("GET", "HEAD", "DELETE"):
        own["Content-Length"] = str(len(request.content))
    return [(name.encode(), text.encode()) for name, text in {**own, **request.headers}.items()]


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in headers}
