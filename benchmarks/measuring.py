"""Knows how a figure is made: two arms interleaved, the median ratio and its spread, void when an arm was wrong."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

ROUNDS = 6


class VoidRun(Exception):
    """An arm did not do what it was timed for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the ratio must reach: at least, or at most."""

    limit: float
    at_least: bool = True

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `values` are the ratios of the rounds, or a count of each piece of work."""

    id: str
    work: str
    ours: str
    peer: str
    values: tuple[float, ...]
    goal: Goal | None = None
    note: str = ""

    @property
    def value(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return "–"
        return "yes" if self.goal.met(self.value) else "**no**"

    def row(self) -> str:
        spread = f"{short(self.value)} [{short(min(self.values))}–{short(max(self.values))}]"
        work = f"{self.work}. {self.note}" if self.note else self.work
        cells = (self.id, work, self.ours, self.peer, spread, str(self.goal or "–"), self.verdict)
        return f"| {' | '.join(cells)} |"


HEAD = "| id | work | ours | peer | ratio or count: median [min–max] | goal | met |\n|---|---|---|---|---|---|---|"


def table(figures: Sequence[Figure]) -> str:
    return "\n".join((HEAD, *(figure.row() for figure in figures)))


def short(number: float) -> str:
    """Three digits are what these figures are good for."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def p99(values: Sequence[float]) -> float:
    return quantiles(values, n=100, method="inclusive")[-1] if len(values) > 1 else values[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """What the rounds gave, arm by arm."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        return tuple(own / other for own, other in zip(self.ours, self.peer, strict=True))


def interleaved(ours: Callable[[], float], peer: Callable[[], float], rounds: int = ROUNDS) -> Pair:
    """A B B A …: each arm's figure of each round."""
    own: list[float] = []
    other: list[float] = []
    for turn in range(rounds):
        for arm, kept in ((ours, own), (peer, other))[:: 1 if turn % 2 == 0 else -1]:
            kept.append(arm())
    return Pair(tuple(own), tuple(other))


async def interleaved_async(
    ours: Callable[[], Awaitable[float]], peer: Callable[[], Awaitable[float]], rounds: int = ROUNDS
) -> Pair:
    """The same for arms that wait."""
    own: list[float] = []
    other: list[float] = []
    for turn in range(rounds):
        for arm, kept in ((ours, own), (peer, other))[:: 1 if turn % 2 == 0 else -1]:
            kept.append(await arm())
    return Pair(tuple(own), tuple(other))
