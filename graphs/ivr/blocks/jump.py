"""Knows the block Jump: to any other block, back too (FCC-97, FCC-101)."""

from datetime import datetime
from typing import Literal

from domain.values import read_only
from graphs.fields import Name
from graphs.ivr.moves import Go, Move
from graphs.ivr.prompts import Block, Locale


class Jump(Block):
    block: Literal["jump"]
    to: Name

    def exits(self) -> dict[str, str]:
        return {"to": self.to}

    def ready(self, locale: Locale) -> "ReadyJump":
        return ReadyJump(self.to)


@read_only
class ReadyJump:
    to: str

    def begin(self, now: datetime) -> Move:
        return Go(self.to)
