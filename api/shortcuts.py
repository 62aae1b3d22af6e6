"""Knows the shortest way to an answer: the reads that are asked most go past FastAPI, which only describes them."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from api.access import Allowed, allowed, asks
from db.session import Database, Session
from db.sessions import Asks
from domain.access import Who


class Seen(Protocol):
    """Something that is answered with its version."""

    @property
    def etag(self) -> int: ...


Read = Callable[[Session, Asks, str], Awaitable[tuple[Who | None, Seen | None]]]
"""Who asks, and the thing of this name if it is there for them: both at once."""


class Shortcut:
    """GET of one thing that its path names, by somebody who may see it; everything else goes the long way."""

    def __init__(self, prefix: str, route: APIRoute, read: Read) -> None:
        self._pattern = compile_path(prefix + route.path)[0]
        self._needed = allowed(route.dependant) or Allowed(frozenset())
        self._answer: TypeAdapter[Any] = TypeAdapter(route.response_model)
        self._read = read

    async def found(self, scope: Scope, database: Database) -> tuple[bytes, int] | None:
        """The body and its version; None is for the long way, which says why there is none."""
        path = self._pattern.match(scope["path"])
        if path is None or "\x00" in scope["path"]:
            return None
        shown = asks(Request(scope))
        if shown is None:
            return None
        async with database.read() as session:
            who, seen = await self._read(session, shown, path.group(1))
        self._needed.check(who)
        return None if seen is None else (self._answer.dump_json(seen), seen.etag)


class ApplicationWithShortcuts(FastAPI):
    """FastAPI, asked for what no shortcut answers."""

    shortcuts: tuple[Shortcut, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"]:
            found = await self._found(scope)
            if found is not None:
                await _answer(send, *found)
                return
        await super().__call__(scope, receive, send)

    async def _found(self, scope: Scope) -> tuple[bytes, int] | None:
        for shortcut in self.shortcuts:
            try:
                found = await shortcut.found(scope, self.state.services.database)
            except Exception:  # noqa: BLE001 - the long way meets it again, and tells it
                return None
            if found is not None:
                return found
        return None


async def _answer(send: Send, body: bytes, etag: int) -> None:
    headers = [
        (b"etag", b'"%d"' % etag),
        (b"content-length", b"%d" % len(body)),
        (b"content-type", b"application/json"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def route_of(router: APIRouter, endpoint: Any) -> APIRoute:
    """The route of a router that this endpoint answers."""
    return next(one for one in router.routes if isinstance(one, APIRoute) and one.endpoint is endpoint)
