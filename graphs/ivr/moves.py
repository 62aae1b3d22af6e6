"""Knows what a block can answer: where the call goes next, or what it waits for."""

from domain.time import Span
from domain.values import read_only


@read_only
class Go:
    """To another block, at once."""

    target: str


@read_only
class Play:
    """Play prompts, and read keys where `max_keys` is not 0; `again`: the same block asks once more."""

    prompts: tuple[str, ...]
    max_keys: int = 0
    timeout: Span = Span()
    again: bool = False


@read_only
class Enqueue:
    queue: str | None
    max_wait: Span


@read_only
class Ring:
    """Ring the outside number of this block."""

    timeout: Span


@read_only
class Talk:
    """Somebody answered: nothing is to be done until the talk ends."""


@read_only
class End:
    cause: str


Move = Go | Play | Enqueue | Ring | Talk | End
