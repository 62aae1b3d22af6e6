"""Knows where a call stands in its tree, and how that is written: names of blocks and numbers only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.values import read_only


class Waits(StrEnum):
    """What a call waits for."""

    NOTHING = "nothing"
    BLOCK = "block"
    QUEUE = "queue"
    DIAL = "dial"
    TALK = "talk"


@read_only
class Cursor:
    """`number` is the last command's and only grows; `tries` counts the repetitions of the present block."""

    number: int = 0
    node: str = ""
    waits: Waits = Waits.NOTHING
    answered: bool = False
    visits: int = 0
    tries: int = 0
    finished: bool = False


NEW_CALL = Cursor()


def cursor_to_json(cursor: Cursor) -> dict[str, Any]:
    """The cursor as plain JSON."""
    return {
        "number": cursor.number,
        "node": cursor.node,
        "waits": cursor.waits.value,
        "answered": cursor.answered,
        "visits": cursor.visits,
        "tries": cursor.tries,
        "finished": cursor.finished,
    }


def cursor_from_json(data: Mapping[str, Any]) -> Cursor:
    """The cursor that `cursor_to_json` wrote; nothing at all is a call before its begin."""
    if not data:
        return NEW_CALL
    return Cursor(
        number=data["number"],
        node=data["node"],
        waits=Waits(data["waits"]),
        answered=data["answered"],
        visits=data["visits"],
        tries=data["tries"],
        finished=data["finished"],
    )
