"""Knows what one event makes of a call: the new cursor and the orders to the switch and the queue."""

from datetime import datetime, timedelta

from domain.values import read_only
from graphs.ivr.cursor import Cursor


@read_only
class Answer:
    """Answer without a sound of our own, before a queue or a dialled number."""

    number: int


@read_only
class RunBlock:
    """Play the prompts (hashes) and read up to `max_keys` keys, waiting `timeout` after the last prompt."""

    number: int
    node: str
    prompts: tuple[str, ...]
    max_keys: int
    timeout: timedelta
    answer: bool


@read_only
class EnterQueue:
    """`queue` None is the queue of the campaign."""

    node: str
    queue: str | None
    max_wait: timedelta


@read_only
class DialOut:
    """Ring the number of the block (`Ivr.dial_number(node)`) and connect it with the caller."""

    number: int
    node: str
    timeout: timedelta


@read_only
class HangUp:
    """`cause` is normal or loop_limit."""

    number: int
    cause: str


Effect = Answer | RunBlock | EnterQueue | DialOut | HangUp


@read_only
class Step:
    """The answer of `advance`; at `wake_at` the patience of a queue ends."""

    cursor: Cursor
    effects: tuple[Effect, ...] = ()
    wake_at: datetime | None = None
