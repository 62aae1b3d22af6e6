"""Knows texts with names in double braces: checked when their document is uploaded, filled in when they are used."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from domain.merge_fields import MERGE_FIELDS
from graphs.findings import Finding, Loc, nearest

NOTHING: Final = "—"
"""What stands where a value is not known."""
_NAMED = re.compile(r"\{\{ *([^\W\d]\w*\.[\w-]+) *\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def names_in(text: str) -> Iterator[str]:
    """The names that the text shows."""
    return (found.group(1) for found in _NAMED.finditer(text))


def stray_braces(text: str) -> str | None:
    """What stands in braces, or the brace alone, and is no name of the form `contact.name`."""
    rest = _NAMED.sub("", text)
    found = _BRACES.search(rest)
    return None if found is None else rest[found.start() : found.start() + 40].partition("\n")[0]


def known_names(questions: Collection[str]) -> list[str]:
    """The names that a text may show; `record.*` is every field of the record."""
    return [*MERGE_FIELDS, *(f"answers.{question}" for question in questions)]


def is_known(name: str, known: Collection[str]) -> bool:
    return name in known or f"{name.partition('.')[0]}.*" in known


def text_findings(text: str, known: Collection[str], loc: Loc) -> Iterator[Finding]:
    """Braces that hold no name, and names that nothing has."""
    stray = stray_braces(text)
    if stray is not None:
        yield Finding("text_braces", loc, {"value": stray})
    for shown in dict.fromkeys(names_in(text)):
        if not is_known(shown, known):
            yield Finding("text_name_unknown", loc, nearest(shown, known))


def filled(text: str | None, values: Mapping[str, Any], nothing: str = NOTHING) -> str | None:
    """The text with the values of its groups (`{"contact": {"name": …}}`); `nothing` where there is none."""
    return text and _NAMED.sub(lambda found: _value(found.group(1), values, nothing), text)


def _value(name: str, values: Mapping[str, Any], nothing: str) -> str:
    group, _, key = name.partition(".")
    inner: Any = values.get(group)
    value = cast("Mapping[str, Any]", inner).get(key) if isinstance(inner, Mapping) else None
    return nothing if value is None or value == "" else str(value)
