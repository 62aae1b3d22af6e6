"""Knows what every channel promises to the mechanism that sends: how transmissions end, what can be asked later."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar, Generic, TypeVar

M = TypeVar("M")
SIGN_IN = frozenset({401, 402, 403})
"""HTTP answers that speak of our account, not of the message."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has it; `reference` is what it calls it, for people and for asking later."""

    reference: str


@dataclass(frozen=True, slots=True)
class Refused:
    """For good, certainly not sent: the same message would be refused again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Certainly not accepted, worth another try; `ours`: once somebody has mended our account there."""

    reason: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It was on its way when the answer was lost: accepted or not, we cannot know."""

    reason: str = ""


Answer = Accepted | Refused | Postponed | Doubtful
Transmission = Callable[[], Awaitable[Answer]]


class Transport(ABC, Generic[M]):
    """A channel to the outside. Every transmission of one effect carries the same `key`, in the form in which the
    other side recognises a repetition (Message-ID, idempotency key, client reference).

    `looked_up`: the other side can be asked what became of a key, so nothing is repeated before `find` answered."""

    looked_up: ClassVar[bool] = False
    taken_up: ClassVar[timedelta] = timedelta(seconds=20)
    """How long after a transmission the other side may still take it up, so that asking too early proves nothing."""
    remembered: ClassVar[timedelta] = timedelta(hours=12)
    """How long the other side recognises a repetition; a later one is not made."""

    @abstractmethod
    async def transmit(self, key: str, message: M) -> Answer:
        """Hand the message over, once. What ends before the first byte of it is Postponed, never Doubtful."""
        ...

    async def find(self, key: str, message: M) -> Accepted | Refused | None:
        """What became of an earlier transmission; None: it is not known there.

        Unavailable when the other side cannot be asked now: it will be asked again."""
        return None

    @asynccontextmanager
    async def introduced(self, key: str, message: M) -> AsyncGenerator[Transmission | Refused | Postponed]:
        """Whatever can be done before the transmission may have any effect (connect, sign in, name the recipient);
        the ledger is told only then that an attempt begins."""
        yield partial(self.transmit, key, message)

    async def aclose(self) -> None:
        """Let go of what is kept from one message to the next; a later one opens it anew."""
        return
