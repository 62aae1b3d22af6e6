"""Knows the small values that documents are made of: how each is written, checked and shown in a schema."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from domain.errors import Problem
from domain.phones import normalize
from domain.time import Span, format_span, is_zone, parse_date, parse_span, parse_wall
from graphs.findings import nearest

E = TypeVar("E", bound=StrEnum)

STAY = "stay"
_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"


class Part(BaseModel):
    """A mapping of a document; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


def refuse(code: str, **data: object) -> PydanticCustomError:
    """A problem by its code; the sentence is made when the place is known."""
    return PydanticCustomError("refused", "{code}", {"code": code, "data": data})


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """How one value is written: `parse` reads its text or refuses it, `write` spells its canonical form."""

    parse: Callable[[str], Any]
    schema: Mapping[str, Any]
    write: Callable[[Any], Any] | None = None

    def read(self, value: Any) -> Any:
        if isinstance(value, dict | list):
            raise refuse("text_expected")
        return self.parse(value if isinstance(value, str) else _spelled(value))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        write = core_schema.plain_serializer_function_ser_schema(self.write) if self.write else None
        return core_schema.no_info_plain_validator_function(self.read, serialization=write)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


def _spelled(value: object) -> str:
    """A value of a canonical document as it would have been written."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def matching(pattern: str, code: str) -> Written:
    """A text that matches the whole pattern, with the code for one that does not."""
    compiled = re.compile(pattern)

    def parse(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refuse(code, value=text[:80])
        return text

    return Written(parse, {"type": "string", "pattern": f"^{pattern}$"})


def one_of(names: Iterable[str]) -> Written:
    """One word of a closed list; a near miss is told the nearest word."""
    known = tuple(names)

    def parse(text: str) -> str:
        if text not in known:
            raise refuse("unknown_value", **nearest(text, known))
        return text

    return Written(parse, {"type": "string", "enum": list(known)})


def word(enum: type[E]) -> Written:
    """One word of an enum; a near miss is told the nearest word."""
    known = {member.value: member for member in enum}

    def parse(text: str) -> E:
        if text not in known:
            raise refuse("unknown_value", **nearest(text, known))
        return known[text]

    return Written(parse, {"type": "string", "enum": list(known)}, str)


def within(least: int, most: int) -> Written:
    """A whole number between two bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise refuse("number_out_of_range", value=text[:80], least=least, most=most)
        return int(text)

    return Written(parse, {"type": "integer", "minimum": least, "maximum": most})


def lasting(least: str, most: str) -> Written:
    """A length of time between two bounds."""
    low, high = parse_span(least).total, parse_span(most).total

    def parse(text: str) -> Span:
        try:
            span = parse_span(text)
            total = span.total
        except (ValueError, OverflowError):
            span, total = Span(), timedelta.min
        if not low <= total <= high:
            raise refuse("out_of_range", value=text[:80], least=least, most=most)
        return span

    return Written(parse, {"type": "string", "examples": ["30s", "10min", "2h", "5d", "PT10M"]}, format_span)


def text_up_to(most: int) -> Written:
    """Any text of 1 to `most` characters."""

    def parse(text: str) -> str:
        if not 1 <= len(text) <= most:
            raise refuse("text_length", most=most)
        return text

    return Written(parse, {"type": "string", "minLength": 1, "maxLength": most})


def reading(parse: Callable[[str], Any], code: str, example: str) -> Written:
    """A date or a moment, as `parse` reads it or says that it cannot (ValueError)."""

    def attempt(text: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            raise refuse(code, value=text[:80]) from None

    return Written(attempt, {"type": "string", "examples": [example]}, _iso)


def _iso(value: date) -> str:
    return value.isoformat()


def _name(text: str) -> str:
    if not re.fullmatch(_NAME, text) or text == STAY:
        raise refuse("name_invalid", value=text[:80])
    return text


def _target(text: str) -> str:
    return text if text == STAY else _name(text)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise refuse("truth_invalid", value=text[:80])
    return text == "true"


def _zone(text: str) -> str:
    if not is_zone(text):
        raise refuse("zone_unknown", value=text[:80])
    return text


def _callee(text: str) -> str:
    found = normalize(text)
    if isinstance(found, Problem):
        raise refuse(found.code, value=text[:80])
    return found.e164


_PHONE = r"\+[1-9][0-9]{6,14}"
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}"
_NAMED = {"type": "string", "pattern": f"^{_NAME}$"}

Name = Annotated[str, Written(_name, _NAMED)]
Target = Annotated[str, Written(_target, _NAMED)]
Truth = Annotated[bool, Written(_truth, {"type": "boolean"})]
Title = Annotated[str, text_up_to(200)]
Prose = Annotated[str, text_up_to(5_000)]
Callee = Annotated[str, Written(_callee, {"type": "string", "examples": ["+48221234567"]})]
Colour = Annotated[str, matching("#[0-9a-fA-F]{6}", "colour_invalid")]
Phone = Annotated[str, matching(_PHONE, "phone_invalid")]
Email = Annotated[str, matching(_EMAIL, "mail_invalid")]
Hash = Annotated[str, text_up_to(128)]
Patience = Annotated[Span, lasting("1s", "365d")]
Zone = Annotated[str, Written(_zone, {"type": "string", "examples": ["Europe/Warsaw"]})]
Wall = Annotated[datetime, reading(parse_wall, "time_invalid", "2026-12-01 09:00")]
Day = Annotated[date, reading(parse_date, "date_invalid", "2026-11-11")]
Required = Annotated[str, one_of(("required",))]
Language = Annotated[str, one_of(("pl", "en", "de", "uk", "cs", "sk", "fr", "es", "it"))]
