"""Knows the texts of a script: names in double braces, checked when it is uploaded and filled in when it is read."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, cast

from domain.merge_fields import MERGE_FIELDS

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


def filled(text: str | None, values: Mapping[str, Any]) -> str | None:
    """The text with the values of its groups (`{"contact": {"name": …}}`); a dash where there is none."""
    return text and _NAMED.sub(lambda found: _value(found.group(1), values), text)


def _value(name: str, values: Mapping[str, Any]) -> str:
    group, _, key = name.partition(".")
    inner: Any = values.get(group)
    value = cast("Mapping[str, Any]", inner).get(key) if isinstance(inner, Mapping) else None
    return NOTHING if value is None or value == "" else str(value)
