"""Knows the block Answer: every tree begins with it, written or not (FCC-68)."""

from datetime import datetime
from typing import Literal

from domain.values import read_only
from graphs.fields import Name
from graphs.ivr.moves import Go, Move
from graphs.ivr.prompts import Block, Locale


class Answer(Block):
    """The switch answers with the first sound, so this block itself orders nothing."""

    block: Literal["answer"]
    next: Name

    def exits(self) -> dict[str, str]:
        return {"next": self.next}

    def ready(self, locale: Locale) -> "ReadyAnswer":
        return ReadyAnswer(self.next)


@read_only
class ReadyAnswer:
    next: str

    def begin(self, now: datetime) -> Move:
        return Go(self.next)
