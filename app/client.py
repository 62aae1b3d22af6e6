"""Knows how the command line talks to the API, here or on another machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from app.keys import installation_secret
from app.settings import Settings, spoken_language
from domain.errors import Problem, Refused, Unavailable

PREFIX = "/api/v1"
LOCAL_KEY = "api"
_PATIENCE = httpx2.Timeout(30.0, connect=3.0)
YAML = {"Content-Type": "application/yaml"}


class NotReachable(Unavailable):
    """The API at {part} does not answer. Start it with `centralka up`, or name another with --server."""

    code = "not_reachable"
    message_pl = (
        "API pod {part} nie odpowiada. Uruchom je przez `centralka up` albo podaj inne przez --server."
    )


class ApiRefused(Refused):
    """{detail}"""

    code = "api_refused"
    message_pl = "{detail}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered: its body, and the version it tagged it with."""

    body: Any
    etag: str | None

    @property
    def problems(self) -> list[Problem]:
        """The problems of a document that it tells of."""
        return _problems(self.body["problems"])


class Api:
    """One API, called with one key."""

    def __init__(self, server: str, key: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._server = server.rstrip("/")
        headers = {"Accept-Language": spoken_language()} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._client = httpx2.Client(
            base_url=self._server + PREFIX,
            headers=headers,
            timeout=_PATIENCE,
            transport=transport,
            trust_env=False,
        )

    def get(self, path: str) -> Answer:
        return self._call("GET", path)

    def find(self, path: str) -> Answer | None:
        """What is there, None when nothing is."""
        try:
            return self.get(path)
        except ApiRefused as refused:
            if refused.data["status"] == 404:
                return None
            raise

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        read: str | None = None,
    ) -> Answer:
        """Ask for something; with the same idempotency key it is done once, and only to the version that was read."""
        named = {"Idempotency-Key": key, "If-Match": read}
        headers = {name: value for name, value in named.items() if value is not None}
        return self._call("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._call("PUT", path, json=body)

    def delete(self, path: str) -> Answer:
        return self._call("DELETE", path)

    def post_document(self, path: str, text: str) -> Answer:
        """Ask something about a document."""
        return self._call("POST", path, content=text.encode(), headers=YAML)

    def put_document(self, path: str, text: str, etag: str | None) -> Answer:
        """Put a document, over the version that was read."""
        headers = YAML if etag is None else {**YAML, "If-Match": etag}
        return self._call("PUT", path, content=text.encode(), headers=headers)

    def _call(self, method: str, path: str, **request: Any) -> Answer:
        try:
            response = self._client.request(method, path, **request)
        except httpx2.TransportError as error:
            raise NotReachable(part=self._server) from error
        if response.is_error:
            raise _refusal(response)
        body = response.json() if response.content else None
        return Answer(body, response.headers.get("etag"))


def api_of(settings: Settings, server: str | None) -> Api:
    """The API that is meant: --server or CENTRALKA_SERVER with CENTRALKA_API_KEY, else the local one."""
    address = server or settings.server or settings.api_url
    if settings.api_key is not None:
        return Api(address, settings.api_key.get_secret_value())
    # The key of this installation opens this installation alone: it is never sent to another machine.
    return Api(address, installation_secret(settings.state, LOCAL_KEY) if address == settings.api_url else "")


def _refusal(response: httpx2.Response) -> ApiRefused:
    try:
        told = response.json()
        problems = _problems(told.get("problems", ()))
        detail = f"{told['detail']} [{told['code']}, {told['error_id']}]"
    except (ValueError, KeyError, TypeError, AttributeError):
        return ApiRefused(detail=f"HTTP {response.status_code}", status=response.status_code)
    document = told.get("document")
    return ApiRefused(problems, detail=detail, status=response.status_code, document=document)


def _problems(told: Sequence[Mapping[str, Any]]) -> list[Problem]:
    return [
        Problem(
            code=entry["code"],
            message=entry["message"],
            message_pl=entry["message"],
            severity=entry["severity"],
            line=entry.get("line"),
            column=entry.get("column"),
            node=entry.get("node"),
            field=entry.get("field"),
            path=tuple(entry.get("path", ())),
        )
        for entry in told
    ]
