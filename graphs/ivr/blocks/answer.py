"""Knows the block Answer: every tree begins with it, written or not (FCC-68)."""

from typing import Literal

from domain.values import read_only
from graphs.fields import Name
from graphs.ivr.moves import Go, Moment, Move
from graphs.ivr.prompts import Block


class Answer(Block):
    """The switch answers with the first sound, so this block itself orders nothing."""

    block: Literal["answer"]
    next: Name

    def exits(self) -> dict[str, str]:
        return {"next": self.next}

    def ready(self, language: str) -> "ReadyAnswer":
        return ReadyAnswer(self.next)


@read_only
class ReadyAnswer:
    next: str

    def begin(self, moment: Moment) -> Move:
        return Go(self.next)
