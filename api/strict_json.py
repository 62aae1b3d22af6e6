"""Knows the JSON that is accepted at the door: what json.loads waves through and others trip over."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from domain.errors import Invalid, Problem

DEPTH = 32
_LARGEST = 2**63 - 1
_TOKEN = re.compile(
    r'(?P<space>[ \t\r\n]+)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<open>[{\[])|(?P<close>[}\]])'
    r"|(?P<mark>[,:])|(?P<word>[^\s\[\]{},:\"]+)",
    re.DOTALL,
)
_INTEGER = re.compile(r"-?[0-9]+")
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


class JsonInvalid(Invalid):
    """The body is not JSON that can be accepted: {reason} (line {line}, column {column})."""

    code = "json_invalid"
    message_pl = "Treść nie jest poprawnym JSON: {reason_pl} (wiersz {line}, kolumna {column})."


@dataclass(slots=True)
class _Level:
    """One open object or list; `keys` are those seen so far, None in a list."""

    keys: set[str] | None
    key_next: bool = field(default=True)


def parse(body: bytes) -> Any:
    """The value of a body in UTF-8; `JsonInvalid` names the first thing that is wrong and where."""
    text = _decode(body)
    _scan(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        _refuse(text, error.pos, f"syntax: {error.msg}", "błąd składni")


def _decode(body: bytes) -> str:
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        _refuse("", 0, "it begins with a byte order mark", "zaczyna się znacznikiem kolejności bajtów")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        read = body[: error.start].decode("utf-8")
        _refuse(read, len(read), "it is not UTF-8", "to nie jest UTF-8")


def _scan(text: str) -> None:
    levels: list[_Level] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            _refuse(text, position, "a string does not end", "napis się nie kończy")
        _look(text, token, levels)
        position = token.end()


def _look(text: str, token: re.Match[str], levels: list[_Level]) -> None:
    match token.lastgroup:
        case "open":
            if len(levels) == DEPTH:
                reason = f"it is nested deeper than {DEPTH} levels"
                _refuse(text, token.start(), reason, f"zagnieżdżenie głębsze niż {DEPTH} poziomów")
            levels.append(_Level(set() if token.group() == "{" else None))
        case "close" if levels:
            levels.pop()
        case "mark" if levels:
            levels[-1].key_next = token.group() == ","
        case "string":
            _look_at_string(text, token, levels)
        case "word":
            _look_at_word(text, token)
        case _:
            pass


def _look_at_string(text: str, token: re.Match[str], levels: list[_Level]) -> None:
    try:
        value: str = json.loads(token.group())
    except json.JSONDecodeError as error:
        _refuse(text, token.start() + error.pos, f"syntax: {error.msg}", "błąd składni")
    if "\x00" in value:
        _refuse(text, token.start(), "a text holds the character U+0000", "tekst zawiera znak U+0000")
    if any("\ud800" <= character <= "\udfff" for character in value):
        _refuse(text, token.start(), "a text holds a lone surrogate", "tekst zawiera pół znaku")
    keys = levels[-1].keys if levels and levels[-1].key_next else None
    if keys is None:
        return
    if value in keys:
        shown = repr(value[:40])
        _refuse(text, token.start(), f"the key {shown} comes twice", f"klucz {shown} się powtarza")
    keys.add(value)


def _look_at_word(text: str, token: re.Match[str]) -> None:
    word = token.group()
    if word in _CONSTANTS:
        _refuse(text, token.start(), f"{word} is not a JSON value", f"{word} nie jest wartością JSON")
    if _INTEGER.fullmatch(word) and (len(word) > 20 or not -_LARGEST - 1 <= int(word) <= _LARGEST):
        _refuse(text, token.start(), "a whole number exceeds 64 bits", "liczba przekracza 64 bity")
    if word[0] in "-0123456789" and _overflows(word):
        _refuse(text, token.start(), "a number is too large", "liczba jest za duża")


def _overflows(word: str) -> bool:
    try:
        return math.isinf(float(word))
    except ValueError:
        return False


def _refuse(text: str, position: int, reason: str, reason_pl: str) -> NoReturn:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    problem = Problem(code="json_invalid", message=reason, message_pl=reason_pl, line=line, column=column)
    raise JsonInvalid([problem], reason=reason, reason_pl=reason_pl, line=line, column=column)
