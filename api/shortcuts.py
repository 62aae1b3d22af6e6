"""Knows the shortest way to an answer: the reads that are asked most go past FastAPI, which only describes them."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, compile_path
from starlette.types import Receive, Scope, Send

from api.access import Allowed, allowed, asks
from db.session import Database, Session
from db.sessions import Asks
from domain.access import Who
from domain.errors import NotFound


class Seen(Protocol):
    """Something that is answered with its version."""

    @property
    def etag(self) -> int: ...


Read = Callable[[Session, Asks, str], Awaitable[tuple[Who | None, Seen | None]]]
"""Who asks, and the thing of this name if it is there for them: both at once."""


class Shortcut(BaseRoute):
    """GET of one thing that its path names; whatever else is asked of this path goes the long way."""

    def __init__(self, prefix: str, route: APIRoute, kind: str, read: Read) -> None:
        self._pattern = compile_path(prefix + route.path)[0]
        self._needed = allowed(route.dependant) or Allowed(frozenset())
        self._answer: TypeAdapter[Any] = TypeAdapter(route.response_model)
        self._kind, self._read = kind, read

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this request is as plain as can be."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return Match.NONE, {}
        found = self._pattern.match(scope["path"])
        if found is None or "\x00" in scope["path"]:
            return Match.NONE, {}
        return Match.FULL, {"path_params": found.groupdict()}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the route itself would."""
        database: Database = scope["app"].state.services.database
        (name,) = scope["path_params"].values()
        shown = asks(Request(scope))
        async with database.read() as session:
            who, found = (None, None) if shown is None else await self._read(session, shown, name)
        self._needed.check(who)
        if found is None:
            raise NotFound(kind=self._kind, name=name)
        body = self._answer.dump_json(found)
        response = Response(body, headers={"ETag": f'"{found.etag}"'}, media_type="application/json")
        await response(scope, receive, send)


def route_of(router: APIRouter, endpoint: Any) -> APIRoute:
    """The route of a router that this endpoint answers."""
    return next(one for one in router.routes if isinstance(one, APIRoute) and one.endpoint is endpoint)
