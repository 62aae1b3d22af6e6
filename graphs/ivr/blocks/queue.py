"""Knows the block Queue: the caller waits for an agent, at most so long (FCC-84..87)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from domain.time import Span
from domain.values import read_only
from graphs.fields import Name, lasting
from graphs.ivr.moves import Enqueue, Go, Move
from graphs.ivr.prompts import Block, Locale


class Reason(StrEnum):
    """Why a caller left a queue without having met an agent."""

    TIMEOUT = "timeout"
    NO_AGENTS = "no_agents"


class Queue(Block):
    """Without a name it is the campaign's queue; without `no_agents` that goes the way of `timeout`."""

    block: Literal["queue"]
    queue: Name | None = None
    max_wait: Annotated[Span, lasting("1s", "1d")] = Span(rest=timedelta(minutes=30))
    timeout: Name
    no_agents: Name | None = None

    def exits(self) -> dict[str, str]:
        return {"timeout": self.timeout} | ({"no_agents": self.no_agents} if self.no_agents else {})

    def ready(self, locale: Locale) -> "ReadyQueue":
        return ReadyQueue(self.queue, self.max_wait, self.timeout, self.no_agents or self.timeout)


@read_only
class ReadyQueue:
    queue: str | None
    max_wait: Span
    timeout: str
    no_agents: str

    def begin(self, now: datetime) -> Move:
        return Enqueue(self.queue, self.max_wait)

    def left(self, reason: Reason) -> Move:
        return Go(self.timeout if reason is Reason.TIMEOUT else self.no_agents)
