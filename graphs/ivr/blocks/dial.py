"""Knows the block Dial: the call is led to an outside number (FCC-77)."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from domain.outcomes import Outcome
from domain.time import Span
from domain.values import read_only
from graphs.fields import Callee, Name, lasting
from graphs.ivr.moves import Go, Move, Ring, Talk
from graphs.ivr.prompts import Block, Locale


class Dial(Block):
    """`busy` and `no_answer` go the way of `failed` where not named; after the talk the call ends."""

    block: Literal["dial"]
    number: Callee
    timeout: Annotated[Span, lasting("5s", "5min")] = Span(rest=timedelta(seconds=30))
    failed: Name
    busy: Name | None = None
    no_answer: Name | None = None

    def exits(self) -> dict[str, str]:
        named = {"failed": self.failed, "busy": self.busy, "no_answer": self.no_answer}
        return {exit_: target for exit_, target in named.items() if target is not None}

    def ready(self, locale: Locale) -> "ReadyDial":
        return ReadyDial(self.number, self.timeout, self.exits())


@read_only
class ReadyDial:
    number: str
    timeout: Span
    exits: dict[str, str]

    def begin(self, now: datetime) -> Move:
        return Ring(self.timeout)

    def dialled(self, outcome: Outcome) -> Move:
        if outcome is Outcome.ANSWERED:
            return Talk()
        return Go(self.exits.get(outcome, self.exits["failed"]))
