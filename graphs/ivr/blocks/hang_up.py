"""Knows the block Hang up: the call ends (FCC-95)."""

from typing import Literal

from domain.values import read_only
from graphs.ivr.moves import End, Moment, Move
from graphs.ivr.prompts import Block


class HangUp(Block):
    block: Literal["hang_up"]

    def exits(self) -> dict[str, str]:
        return {}

    def ready(self, language: str) -> "ReadyHangUp":
        return ReadyHangUp()


@read_only
class ReadyHangUp:
    def begin(self, moment: Moment) -> Move:
        return End("normal")
