"""Knows the block Hang up: the call ends (FCC-95)."""

from datetime import datetime
from typing import Literal

from domain.values import read_only
from graphs.ivr.moves import End, Move
from graphs.ivr.prompts import Block, Locale


class HangUp(Block):
    block: Literal["hang_up"]

    def exits(self) -> dict[str, str]:
        return {}

    def ready(self, locale: Locale) -> "ReadyHangUp":
        return ReadyHangUp()


@read_only
class ReadyHangUp:
    def begin(self, now: datetime) -> Move:
        return End("normal")
