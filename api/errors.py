"""Knows how a refusal looks in HTTP: the only place where an error of the house gets a status (RFC 9457)."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.wording import TITLES, UNEXPECTED, form_problems, spoken_language
from domain.errors import CentralkaError, Conflict, Invalid, NotFound, Problem, Refused, Unavailable

_log = logging.getLogger(__name__)
_BY_KIND: Mapping[type[CentralkaError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
    Unavailable: 503,
}
_BY_CODE: Mapping[str, int] = {
    "json_invalid": 400,
    "idempotency_key_needed": 400,
    "not_signed_in": 401,
    "sign_in_failed": 401,
    "role_needed": 403,
    "agents_may_not": 403,
    "cross_site": 403,
    "changed_meanwhile": 412,
    "body_too_large": 413,
    "format_unknown": 415,
    "if_match_needed": 428,
    "sign_in_locked": 429,
}
_EXTENSIONS = ("yours", "theirs", "diff", "document")


class ProblemEntry(BaseModel):
    """One thing wrong in a document or form."""

    code: str
    severity: Literal["error", "warning", "notice"]
    message: str
    line: int | None = None
    column: int | None = None
    node: str | None = None
    field: str | None = None
    path: list[str] = Field(default_factory=list)


class ProblemDocument(BaseModel):
    """Every refusal of this API (RFC 9457, `application/problem+json`)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    error_id: str
    problems: list[ProblemEntry] = Field(default_factory=list[ProblemEntry])


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


def add_error_handlers(app: FastAPI) -> None:
    """Give every error of this application the one shape."""
    app.add_middleware(LastResort)
    app.add_exception_handler(CentralkaError, _refusal)
    app.add_exception_handler(RequestValidationError, _wrong_form)
    app.add_exception_handler(HTTPException, _http_error)


def language_of(request: Request) -> str:
    """The language that the caller reads."""
    return spoken_language(request.headers.get("accept-language", ""))


def problem_entries(problems: Sequence[Problem], language: str) -> list[ProblemEntry]:
    """Problems as they are sent, in one language."""
    return [_entry(problem, language) for problem in problems]


def refusal(error: CentralkaError, language: str) -> JSONResponse:
    """The response that an error of the house becomes."""
    status = _BY_CODE.get(error.code) or next(
        (status for kind, status in _BY_KIND.items() if isinstance(error, kind)), 500
    )
    return _render(error, status, language)


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CentralkaError)
    return refusal(error, language_of(request))


async def _wrong_form(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return refusal(Invalid(form_problems(error.errors())), language_of(request))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    language = language_of(request)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    title = _title(error.status_code, language)
    response = _document(error.status_code, code, title, language)
    response.headers.update(error.headers or {})
    return response


def _render(error: CentralkaError, status: int, language: str) -> JSONResponse:
    codes = {problem.code for problem in error.problems}
    code = codes.pop() if error.code == Invalid.code and len(codes) == 1 else error.code
    more = {name: jsonable_encoder(error.data[name]) for name in _EXTENSIONS if name in error.data}
    entries = problem_entries(error.problems, language)
    response = _document(status, code, error.sentence(language), language, {"problems": entries, **more})
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in {429, 503}:
        response.headers["Retry-After"] = str(error.data.get("retry_after", 2))
    return response


def _document(
    status: int, code: str, detail: str, language: str, more: Mapping[str, Any] | None = None
) -> JSONResponse:
    error_id = secrets.token_hex(8)
    document = ProblemDocument(
        type=f"urn:centralka:error:{code}",
        title=_title(status, language),
        status=status,
        detail=detail,
        code=code,
        error_id=error_id,
    )
    _log.info("refused: %s %s %s", status, code, error_id)
    rest = dict(more or {})
    rest["problems"] = [entry.model_dump() for entry in rest.get("problems", [])]
    return ProblemResponse(document.model_dump() | rest, status, headers={"Content-Language": language})


def _entry(problem: Problem, language: str) -> ProblemEntry:
    values = asdict(problem)
    message_pl = values.pop("message_pl")
    if language == "pl":
        values["message"] = message_pl
    return ProblemEntry.model_validate({**values, "path": list(problem.path)})


def _title(status: int, language: str) -> str:
    titles = TITLES.get(status, ("Error", "Błąd"))
    return titles[1] if language == "pl" else titles[0]


class LastResort:
    """Turns an error that nobody foresaw into an id for the caller and a log entry for us."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http":
                raise
            response = _unexpected(Request(scope))
            if not started:
                await response(scope, receive, send)


def _unexpected(request: Request) -> JSONResponse:
    language = language_of(request)
    # The path only: it holds ids, while a query may hold what somebody searched for.
    _log.exception("unexpected: %s %s", request.method, request.url.path)
    return _document(500, "unexpected", UNEXPECTED[language == "pl"], language)
