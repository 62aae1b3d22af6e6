"""Knows how to read what gateways answer: JSON of any shape, of which nothing is certain."""

import json
from typing import cast

from pydantic import JsonValue

from domain.errors import Unavailable
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused
from messaging.web import WebAnswer

_LONGEST = 200


def json_of(answer: WebAnswer) -> JsonValue:
    """The answer's JSON; None where there is none."""
    try:
        return cast("JsonValue", json.loads(answer.body))
    except (ValueError, RecursionError):
        return None


def at(value: JsonValue, path: str) -> JsonValue:
    """What stands at `messages.0.id`; None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def line(value: object) -> str:
    """A text of the other side in one short line."""
    return " ".join(str(value).split())[:_LONGEST]


def settled(answer: Answer) -> Accepted | Refused:
    """The answer if it ends the matter, else Unavailable: ask again."""
    match answer:
        case Accepted() | Refused():
            return answer
        case Postponed() | Doubtful():
            raise Unavailable(part="sms")


def code_of(value: JsonValue) -> int | None:
    """An error code, as a number or in digits."""
    text = line(value)
    return int(text) if not isinstance(value, bool) and text.isascii() and text.isdigit() else None
