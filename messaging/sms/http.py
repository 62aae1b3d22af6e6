"""Knows gateways that take a message by any HTTP request: what it looks like is said in the options."""

import json
from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import quote, urlencode

from pydantic import Field, JsonValue, model_validator

from domain.errors import Unavailable
from messaging.providers.answers import at, json_of, line
from messaging.providers.filling import Filling, placeholders, strings
from messaging.providers.requests import Address, Headers, Lookup, Path
from messaging.providers.secrets import Reveal
from messaging.sms.services import SmsService
from messaging.sms.sms import Sms
from messaging.transports import SIGN_IN, Accepted, Answer, Doubtful, Postponed, Refused, Transport
from messaging.web import WebAnswer, WebClient, WebRequest, failure

Status = Annotated[int, Field(ge=200, le=599)]
_FIELDS = frozenset({"sender", "recipient", "number", "text", "key"})


class HttpService(SmsService):
    """A request with `{sender}`, `{recipient}` (E.164), `{number}` (the same without +), `{text}`, `{key}` and
    `secret://name` in its URL, headers and `fields`. In its answer `reference` and `error` are paths into JSON.

    `refused`, `postponed` and `repeated` (it has this key already) are HTTP statuses; other errors are in doubt."""

    adapter: Literal["http"]
    method: Literal["GET", "POST", "PUT"] = "POST"
    url: Address
    headers: Headers = Field(default_factory=dict[str, str])
    body: Literal["json", "form", "none"] = "json"
    fields: Annotated[dict[str, JsonValue], Field(max_length=50)] = Field(
        default_factory=dict[str, JsonValue]
    )
    reference: Path | None = None
    error: Path | None = None
    refused: Annotated[tuple[Status, ...], Field(max_length=20)] = (400, 404, 413, 422)
    postponed: Annotated[tuple[Status, ...], Field(max_length=20)] = (401, 402, 403, 429)
    repeated: Annotated[tuple[Status, ...], Field(max_length=20)] = ()
    lookup: Lookup | None = None

    @model_validator(mode="after")
    def known_fields(self) -> Self:
        """Placeholders have to mean something, and what people type stays out of headers."""
        lookup = self.lookup.url if self.lookup else ""
        for text in (self.url, lookup, *strings(self.fields)):
            if placeholders(text) - _FIELDS:
                raise ValueError("unknown placeholder")
        if any(placeholders(text) - {"key"} for text in self.headers.values()):
            raise ValueError("only {key} and secrets may stand in headers")
        if self.body == "form" and not all(isinstance(value, str) for value in self.fields.values()):
            raise ValueError("the fields of a form are texts")
        return self


class HttpGateway(Transport[Sms]):
    """What an answer means stands in its options; an answer of 200 without the promised reference is in doubt."""

    def __init__(self, service: HttpService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web

    async def transmit(self, key: str, message: Sms) -> Answer:
        answer = await self._web.ask(await self._request(self._filling(key, message)))
        return _meaning(answer, self._service, key) if isinstance(answer, WebAnswer) else failure(answer)

    def _filling(self, key: str, message: Sms) -> Filling:
        values = {
            "sender": message.sender,
            "recipient": message.recipient,
            "number": message.recipient.removeprefix("+"),
            "text": message.text,
            "key": key,
        }
        return Filling(values, self._reveal)

    async def _request(self, filling: Filling) -> WebRequest:
        service = self._service
        kind, content = "", b""
        if service.body == "json":
            kind, content = "application/json", json.dumps(await filling.json(service.fields)).encode()
        elif service.body == "form":
            kind = "application/x-www-form-urlencoded"
            content = urlencode(await filling.texts(service.fields), quote_via=quote).encode()
        headers = {**({"Content-Type": kind} if kind else {}), **await self._headers(filling)}
        return WebRequest(service.method, await filling.url(service.url), headers, content)

    async def _headers(self, filling: Filling) -> dict[str, str]:
        return await filling.texts(self._service.headers)


class AskedHttpGateway(HttpGateway):
    """A gateway that says what became of a key."""

    looked_up: ClassVar[bool] = True

    def __init__(self, service: HttpService, lookup: Lookup, reveal: Reveal, web: WebClient) -> None:
        super().__init__(service, reveal, web)
        self._lookup = lookup

    async def find(self, key: str, message: Sms) -> Accepted | Refused | None:
        filling = self._filling(key, message)
        request = WebRequest("GET", await filling.url(self._lookup.url), await self._headers(filling))
        answer = await self._web.ask(request)
        if isinstance(answer, WebAnswer) and answer.status == 404:
            return None
        if not isinstance(answer, WebAnswer) or not _is_success(answer):
            raise Unavailable(part="sms")
        found = at(json_of(answer), self._lookup.reference)
        return None if found is None else Accepted(line(found))


def _is_success(answer: WebAnswer) -> bool:
    return 200 <= answer.status <= 299


def _meaning(answer: WebAnswer, service: HttpService, key: str) -> Answer:
    said = json_of(answer)
    error = at(said, service.error) if service.error else None
    reason = line(f"HTTP {answer.status} {'' if error is None else error}")
    if answer.status in service.repeated:
        return Accepted(key)
    if answer.status in service.postponed:
        return Postponed(reason, ours=answer.status in SIGN_IN)
    if answer.status in service.refused or (_is_success(answer) and error):
        return Refused(reason)
    taken = key if service.reference is None else at(said, service.reference)
    return Accepted(line(taken)) if _is_success(answer) and taken is not None else Doubtful(reason)
