"""Knows how the complaints of the CEL library become flaws of a condition, with their place in its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from graphs.conditions.names import NAMES
from graphs.conditions.tokens import deepest, tokens_of
from graphs.findings import nearest

MOST_FLAWS: Final = 10
FUNCTIONS: Final = ("contains", "endsWith", "has", "int", "matches", "size", "startsWith", "string")

_COMPLAINT = re.compile(r"^(?:[A-Z_]+: )?ERROR: <input>:(\d{1,9}):(\d{1,9}): (.*)$", re.MULTILINE)
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '(.*)'")
_SELECTION = re.compile(r"(?:expression of )?type '([^']*)' (?:does not|cannot).*")
_KINDS = {
    "string": ("text", "tekst"),
    "int": ("whole number", "liczba całkowita"),
    "double": ("decimal number", "liczba dziesiętna"),
    "bool": ("truth value", "wartość logiczna"),
    "dyn": ("any value", "dowolna wartość"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a condition is refused: code and data of its sentence, and the character, from 1, where it shows."""

    code: str
    column: int
    data: Mapping[str, object] = field(default_factory=dict[str, object])


def syntax(at: int, en: str, pl: str) -> Flaw:
    """`at` counts from 0."""
    return Flaw("expression_syntax", at + 1, {"column": at + 1, "detail": en, "detail_pl": pl})


def mistyped(at: int, en: str, pl: str) -> Flaw:
    return Flaw("expression_type", at + 1, {"column": at + 1, "detail": en, "detail_pl": pl})


def unsupported(at: int) -> Flaw:
    return Flaw("regex_unsupported", at + 1, {"column": at + 1})


def kind_in(language: int, kind: str) -> str:
    """The name of a CEL type as people say it, in English (0) or Polish (1)."""
    return re.sub(r"\w+", lambda word: _KINDS.get(word[0], (word[0], word[0]))[language], kind)


def flaws_of(text: str, complaint: str) -> tuple[Flaw, ...]:
    """What the library's complaint about this text means."""
    found = _COMPLAINT.findall(complaint)
    if not found:
        return (syntax(deepest(tokens_of(text)), "it is nested too deep", "jest zbyt głęboko zagnieżdżony"),)
    return tuple(_distinct(text, found))


def _distinct(text: str, found: list[tuple[str, str, str]]) -> Iterator[Flaw]:
    """After the first error of syntax the library only guesses."""
    starts = [0, *(index + 1 for index, sign in enumerate(text) if sign == "\n")]
    for line, column, message in found[:MOST_FLAWS]:
        at = starts[min(int(line), len(starts)) - 1] + int(column) - 1
        yield _flaw(text, min(at, len(text)), message)
        if message.startswith("Syntax error"):
            return


def _flaw(text: str, at: int, message: str) -> Flaw:
    if (undeclared := _UNDECLARED.match(message)) is not None:
        return _undeclared(text, at, undeclared[1])
    if (overload := _OVERLOAD.match(message)) is not None:
        return _misapplied(at, overload[1].strip("_@").replace("_", " "), overload[2].strip("()"))
    if _SELECTION.match(message) is not None:
        return mistyped(at, "this has no fields", "to nie ma pól")
    return _misplaced(text, at)


def _undeclared(text: str, at: int, name: str) -> Flaw:
    if text[at : at + 1] != "(":
        return Flaw("expression_unknown_name", at + 1, nearest(name, NAMES) | {"column": at + 1})
    close = get_close_matches(name, FUNCTIONS, 1)
    hint, hint_pl = (
        (f"; did you mean `{close[0]}`?", f"; czy chodziło o `{close[0]}`?") if close else ("", "")
    )
    return syntax(at, f"there is no function `{name[:80]}`{hint}", f"nie ma funkcji `{name[:80]}`{hint_pl}")


def _misapplied(at: int, operation: str, kinds: str) -> Flaw:
    return mistyped(
        at,
        f"`{operation}` does not work with {kind_in(0, kinds)}",
        f"`{operation}` nie działa dla: {kind_in(1, kinds)}",
    )


def _misplaced(text: str, at: int) -> Flaw:
    rest = tokens_of(text[at : at + 80])
    if not rest:
        return syntax(at, "something is missing at its end", "na końcu czegoś brakuje")
    return syntax(at, f"`{rest[0].text}` does not fit here", f"`{rest[0].text}` tu nie pasuje")
