"""Knows couriers that take orders as JSON over HTTP: what an order looks like is said in the options."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from domain.errors import NotFound
from domain.parcels import PARCEL_FIELDS, Parcel
from messaging.courier.endings import CourierUnavailable, not_taken, reason_of
from messaging.courier.ordering import Courier
from messaging.providers.answers import at, json_of, line
from messaging.providers.filling import Filling, placeholders, strings
from messaging.providers.requests import Address, Headers, Lookup, Path
from messaging.providers.secrets import Reveal
from messaging.transports import Accepted, Answer, Doubtful
from messaging.web import WebAnswer, WebClient, WebRequest, failure

_FIELDS: Final = frozenset({*PARCEL_FIELDS, "key"})


class HttpCourierService(BaseModel):
    """An order with `{name}`, `{postcode}` and the other fields of a parcel, `{key}` and `secret://name` in its URL
    and `fields`, the key and secrets in its headers too. A value that is one placeholder alone is a number for
    weights and amounts, a list for services, and left out where the parcel has no such field.

    `reference` is a path into the answer's JSON; `label` is where a GET brings the label of `{reference}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["http"]
    method: Literal["POST", "PUT"] = "POST"
    url: Address
    headers: Headers = Field(default_factory=lambda: {"Idempotency-Key": "{key}"})
    fields: Annotated[dict[str, JsonValue], Field(min_length=1, max_length=50)]
    reference: Path
    lookup: Lookup | None = None
    label: Address | None = None

    @model_validator(mode="after")
    def known_fields(self) -> Self:
        """Placeholders have to mean something, and what people type stays out of headers."""
        if any(placeholders(text) - _FIELDS for text in (self.url, *strings(self.fields))):
            raise ValueError("unknown placeholder")
        asked = self.lookup.url if self.lookup else ""
        if any(placeholders(text) - {"key"} for text in (*self.headers.values(), asked)):
            raise ValueError("only {key} and secrets may stand in headers and in the lookup")
        if placeholders(self.label or "") - {"reference"}:
            raise ValueError("only {reference} and secrets may stand in the label")
        return self


class HttpCourier(Courier):
    """A courier that cannot be asked what became of an order, so none is repeated: a second parcel costs money."""

    remembered: ClassVar[timedelta] = timedelta(0)

    def __init__(self, service: HttpCourierService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web

    async def transmit(self, key: str, message: Parcel) -> Answer:
        """One request. A success without the promised reference is in doubt, and so is a server's failure."""
        got = await self._web.ask(await self._order(key, message))
        if not isinstance(got, WebAnswer):
            return failure(got)
        if not 200 <= got.status < 300:
            return not_taken(got)
        reference = at(json_of(got), self._service.reference)
        return Doubtful(reason_of(got)) if reference is None else Accepted(line(reference))

    async def label(self, reference: str) -> bytes:
        """What stands at the label's address."""
        if self._service.label is None:
            raise NotFound(kind="label", name=reference)
        got = await self._get(self._service.label, {"reference": reference})
        if got.status != 200:
            raise NotFound(kind="label", name=reference)
        return got.body

    async def _order(self, key: str, parcel: Parcel) -> WebRequest:
        service, values = self._service, _values(parcel)
        filling = Filling({**_texts(values), "key": key}, self._reveal)
        content = await filling.json(_shaped(service.fields, values))
        headers = {"Content-Type": "application/json", **await filling.texts(service.headers)}
        url = await filling.url(service.url)
        return WebRequest(service.method, url, headers, json.dumps(content).encode())

    async def _get(self, url: str, values: Mapping[str, str]) -> WebAnswer:
        filling = Filling({"key": "", **values}, self._reveal)
        headers = await filling.texts(self._service.headers)
        got = await self._web.ask(WebRequest("GET", await filling.url(url), headers))
        if not isinstance(got, WebAnswer) or not (200 <= got.status < 300 or got.status in (404, 410)):
            raise CourierUnavailable(reason=reason_of(got))
        return got


class AskedHttpCourier(HttpCourier):
    """One that says what became of an order, so that one which it does not know may be made again."""

    looked_up: ClassVar[bool] = True
    remembered: ClassVar[timedelta] = Courier.remembered

    def __init__(self, service: HttpCourierService, lookup: Lookup, reveal: Reveal, web: WebClient) -> None:
        super().__init__(service, reveal, web)
        self._lookup = lookup

    async def find(self, key: str, message: Parcel) -> Accepted | None:
        """What the courier knows under our key."""
        got = await self._get(self._lookup.url, {"key": key})
        found = at(json_of(got), self._lookup.reference) if got.status < 300 else None
        return None if found is None else Accepted(line(found))


def _values(parcel: Parcel) -> dict[str, JsonValue]:
    """Every field of a parcel; None where this one has none."""
    cash = parcel.cash
    special: dict[str, JsonValue] = {
        "weight_kg": float(parcel.weight_kg),
        "cod_amount": float(cash.amount) if cash else None,
        "cod_currency": cash.currency if cash else None,
        "services": [str(service) for service in parcel.services] or None,
    }
    return {
        name: special[name] if name in special else getattr(parcel, name) or None for name in PARCEL_FIELDS
    }


def _texts(values: Mapping[str, JsonValue]) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in values.items()
    }


def _shaped(document: JsonValue, values: Mapping[str, JsonValue]) -> JsonValue:
    """Lone placeholders of what is no text in their place; texts wait for the filling, which reads them once."""
    match document:
        case str() if document.startswith("{") and document[1:-1] in values and document.endswith("}"):
            value = values[document[1:-1]]
            return document if isinstance(value, str) else value
        case dict():
            shaped = ((name, inner, _shaped(inner, values)) for name, inner in document.items())
            return {name: made for name, inner, made in shaped if inner is None or made is not None}
        case list():
            return [_shaped(inner, values) for inner in document]
        case _:
            return document
