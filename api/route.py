"""Knows what every request goes through: a strict body, who asks, one transaction, one answer a key."""

import json
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api import strict_json
from api.access import Allowed, allowed, authenticate, refuse_cross_site
from api.services import Services
from db import idempotency
from db.session import Database, Session
from domain.access import Who
from domain.errors import Invalid

LARGEST_BODY = 2 * 1024 * 1024
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_HEADERS = ("etag", "location", "content-language")
_SECRETS = frozenset({"secret", "password"})
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BodyTooLarge(Invalid):
    """The body is larger than {limit} bytes. Send less at once."""

    code = "body_too_large"
    message_pl = "Treść jest większa niż {limit} bajtów. Wyślij mniej naraz."


class AddressInvalid(Invalid):
    """The address holds the character U+0000, which no name and no search can."""

    code = "address_invalid"
    message_pl = "Adres zawiera znak U+0000, którego nie ma w żadnej nazwie ani wyszukiwaniu."


class KeyMalformed(Invalid):
    """An Idempotency-Key has 1 to 200 visible ASCII characters."""

    code = "idempotency_key_malformed"
    message_pl = "Idempotency-Key ma od 1 do 200 widocznych znaków ASCII."


class FormatUnknown(Invalid):
    """The body must be JSON: send Content-Type: application/json."""

    code = "format_unknown"
    message_pl = "Treść musi być w JSON: wyślij Content-Type: application/json."


class _Opened(Request):
    """A request whose body was read within its limit, and parsed once."""

    def __init__(self, request: Request, text: bytes, value: object) -> None:
        super().__init__(request.scope, request.receive)
        self.state.text = text
        self._read, self._parsed = text, value

    async def body(self) -> bytes:
        return self._read

    async def json(self) -> Any:
        return self._parsed


class Route(APIRoute):
    """A route that changes nothing, or opens its own units because it waits for others (`Units`)."""

    json_body: ClassVar[bool] = True

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        needed, views = allowed(self.dependant), _views(self.dependant)

        async def guarded(request: Request) -> Response:
            database: Database = request.app.state.services.database
            opened = await _open(request, json_body=self.json_body and self.body_field is not None)
            refuse_cross_site(opened)
            async with database.read() as session:
                opened.state.who = await _admit(opened, session, needed)
                if views:
                    opened.state.session = session
                    return await self.perform(opened, database, handle)
            return await self.perform(opened, database, handle)

        return guarded

    async def perform(self, request: Request, database: Database, handle: Handler) -> Response:
        """Handle a request that was let in."""
        repeat = _repetition(request)
        if repeat is None:
            return await handle(request)
        async with database.read() as session:
            before = await idempotency.answered(session, repeat)
        if before is not None:
            return _again(before)
        response = await handle(request)
        await database.run(lambda session: idempotency.keep(session, repeat, _answer(response)))
        return response


class Write(Route):
    """A route whose request is one transaction; the answer kept under its key is part of it."""

    async def perform(self, request: Request, database: Database, handle: Handler) -> Response:
        """Handle a request within one unit, which is repeated when another was in its way."""
        repeat = _repetition(request)

        async def work(session: Session) -> Response:
            request.state.session = session
            if repeat is None:
                return await handle(request)
            before = await idempotency.answered(session, repeat)
            if before is not None:
                return _again(before)
            response = await handle(request)
            await idempotency.keep(session, repeat, _answer(response))
            return response

        return await database.run(work)


class RouteDocument(Route):
    """A route whose body is a document, in YAML or JSON, that the graph languages read themselves."""

    json_body: ClassVar[bool] = False


class RouteWithKey(Route):
    """A route whose own subject remembers the key; only the form of the key is looked at here."""

    async def perform(self, request: Request, database: Database, handle: Handler) -> Response:
        """Handle a request that was let in."""
        _repetition(request)
        return await handle(request)


async def services(request: Request) -> Services:
    return request.app.state.services


async def _view(request: Request) -> Session:
    return request.state.session


async def _unit(request: Request) -> Session:
    return request.state.session


async def _document(request: Request) -> bytes:
    return request.state.text


Ports = Annotated[Services, Depends(services)]
View = Annotated[Session, Depends(_view)]
"""A session that only reads: the one by which was found out who asks."""
Unit = Annotated[Session, Depends(_unit)]
"""The transaction of a `Write`."""
Document = Annotated[bytes, Depends(_document)]
"""The body as it was sent."""
DOCUMENT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}
"""What OpenAPI says of such a body."""


async def _open(request: Request, *, json_body: bool) -> Request:
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise AddressInvalid
    text = await _body(request) if request.method in _UNSAFE else b""
    value: object = None
    if json_body and text:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise FormatUnknown
        value = strict_json.parse(text)
    return _Opened(request, text, value)


async def _body(request: Request) -> bytes:
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LARGEST_BODY:
            raise BodyTooLarge(limit=LARGEST_BODY)
    return bytes(chunks)


def _views(dependant: Dependant) -> bool:
    return any(inner.call is _view or _views(inner) for inner in dependant.dependencies)


async def _admit(request: Request, session: Session, needed: Allowed | None) -> Who | None:
    """Who asks, as far as the route wants to know; refused who may not."""
    if needed is None:
        return None
    who = await authenticate(request, session)
    needed.check(who)
    return who


def _repetition(request: Request) -> idempotency.Request | None:
    key = request.headers.get("idempotency-key")
    who: Who | None = request.state.who
    if key is None or who is None or request.method not in _UNSAFE:
        return None
    if not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise KeyMalformed
    route = f"{request.method} {request.url.path}"
    return idempotency.Request(key, who.user_id, route, sha256(request.state.text).hexdigest())


def _answer(response: Response) -> idempotency.Answer:
    """What is kept of an answer; secrets are shown once, so a repetition shows none."""
    body: dict[str, Any] | None = json.loads(bytes(response.body)) if response.body else None
    body = body and {name: None if name in _SECRETS else value for name, value in body.items()}
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return idempotency.Answer(response.status_code, body, headers)


def _again(answer: idempotency.Answer) -> Response:
    headers = {**answer.headers, "Idempotency-Replayed": "true"}
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    text = json.dumps(answer.body, ensure_ascii=False)
    return Response(text, answer.status, headers, media_type="application/json")
