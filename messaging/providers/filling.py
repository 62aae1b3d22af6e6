"""Knows how the fields and secrets of a request are put into its URL, headers and body, each in one pass."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pydantic import JsonValue

from messaging.providers.secrets import Reveal

_MARK = re.compile(r"\{(?P<field>[a-z_]+)\}|secret://(?P<secret>[a-z0-9][a-z0-9-]{0,62})")


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {found["field"] for found in _MARK.finditer(text) if found["field"]}


def strings(value: JsonValue) -> Iterator[str]:
    """Every text in a document, however deep."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)
        case _:
            pass


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands for `{name}`, and who knows what stands for `secret://name`."""

    values: Mapping[str, str]
    reveal: Reveal

    async def url(self, text: str) -> str:
        """A URL in which every value is percent-encoded, so that it stays within its place."""
        scheme, separator, rest = text.partition("://")
        values = {name: quote(value, safe="") for name, value in (await self._marked(rest)).items()}
        return scheme + separator + _filled(rest, values)

    async def texts(self, fields: Mapping[str, JsonValue]) -> dict[str, str]:
        """Fields that are texts."""
        return {
            name: _filled(text, await self._marked(text))
            for name, text in fields.items()
            if isinstance(text, str)
        }

    async def json(self, value: JsonValue) -> JsonValue:
        """A document with every text in it filled."""
        match value:
            case str():
                return _filled(value, await self._marked(value))
            case dict():
                return {name: await self.json(inner) for name, inner in value.items()}
            case list():
                return [await self.json(inner) for inner in value]
            case _:
                return value

    async def _marked(self, text: str) -> dict[str, str]:
        marks: dict[str, str] = {}
        for found in _MARK.finditer(text):
            field, secret = found["field"], found["secret"]
            marks[found[0]] = self.values.get(field, found[0]) if field else await self.reveal(secret)
        return marks


def _filled(text: str, marks: Mapping[str, str]) -> str:
    return _MARK.sub(lambda found: marks[found[0]], text)
