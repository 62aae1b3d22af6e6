"""Knows the block Jump: to any other block, back too (FCC-97, FCC-101)."""

from typing import Literal

from domain.values import read_only
from graphs.fields import Name
from graphs.ivr.moves import Go, Moment, Move
from graphs.ivr.prompts import Block


class Jump(Block):
    block: Literal["jump"]
    to: Name

    def exits(self) -> dict[str, str]:
        return {"to": self.to}

    def ready(self, language: str) -> "ReadyJump":
        return ReadyJump(self.to)


@read_only
class ReadyJump:
    to: str

    def begin(self, moment: Moment) -> Move:
        return Go(self.to)
