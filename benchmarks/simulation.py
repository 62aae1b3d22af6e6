"""Knows how fast cases are simulated: 10,000 months of the debt process, each step by the real `advance`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

from benchmarks.measuring import Figure, VoidRun
from domain.outcomes import Outcome
from domain.qualifiers import TimeSource
from graphs import check
from graphs.process import (
    NEW_CASE,
    Created,
    Cursor,
    DialerOutcome,
    EffectDone,
    Event,
    Process,
    Rules,
    Saved,
    Woken,
    advance,
    compile_process,
)

EXAMPLE = Path(__file__).parents[1] / "examples" / "processes" / "windykacja" / "process.yaml"
MONTHS, ROUNDS = 10_000, 3
MONTH = timedelta(days=30)
BEGINNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
RULES = Rules("Europe/Warsaw", timedelta(hours=1))
TALK = timedelta(minutes=3)
OUTCOMES = (
    *(Outcome.NO_ANSWER, Outcome.NO_ANSWER, Outcome.BUSY, Outcome.MACHINE, Outcome.REJECTED),
    *(Outcome.ANSWERED, Outcome.ANSWERED, Outcome.UNHANDLED, Outcome.NETWORK_ERROR),
)
"""Of nine attempts two are answered."""


@dataclass(slots=True)
class Month:
    """A month of one desk: a case after another, each from its creation to its end or the month's."""

    process: Process
    chance: Random
    now: datetime = BEGINNING
    cursor: Cursor = field(default_factory=lambda: NEW_CASE)
    steps: int = 0

    def pass_by(self) -> None:
        """Whatever is first: what waits for its time, or the call that is due."""
        end = self.now + MONTH
        self.happen(Created(self.now))
        while True:
            due, wake = self.cursor.due, self.cursor.wake_at
            if wake is not None and (due is None or wake <= due.at):
                self.now = max(self.now, wake)
                event: Event = Woken(self.now)
            elif due is not None:
                self.now = max(self.now, due.at)
                event = DialerOutcome(self.now, self.chance.choice(OUTCOMES), "attempt")
            else:
                self.cursor = NEW_CASE
                event = Created(self.now)
            if self.now >= end:
                return
            self.happen(event)
            if isinstance(event, DialerOutcome) and event.outcome is Outcome.ANSWERED:
                self.save()

    def save(self) -> None:
        """The agent classifies the talk as one may after it."""
        self.now += TALK
        node = self.chance.choice(self.process.choices(Outcome.ANSWERED))
        ahead = timedelta(days=self.chance.randint(1, 6))
        callback = self.now + ahead if node.time is TimeSource.AGENT else None
        self.happen(Saved(self.now, node.name, "agent", callback, self.now, Outcome.ANSWERED))

    def happen(self, event: Event) -> None:
        step = advance(self.process, self.cursor, event, RULES)
        if step.refusal is not None or step.cursor is self.cursor:
            raise VoidRun(f"nothing came of {event}")
        self.cursor = step.cursor
        self.steps += 1
        for effect in step.effects:
            self.steps += 1
            self.cursor = advance(
                self.process, self.cursor, EffectDone(self.now, effect.key, ok=True), RULES
            ).cursor


def simulated(process: Process, seed: int) -> tuple[float, int]:
    """Seconds of processor time for all the months, and the steps that they took."""
    chance, steps = Random(seed), 0
    began = process_time()
    for _ in range(MONTHS):
        month = Month(process, chance)
        month.pass_by()
        steps += month.steps
    return process_time() - began, steps


def measure() -> list[Figure]:
    canonical = check(EXAMPLE.read_text(encoding="utf-8")).canonical
    if canonical is None:
        raise VoidRun(f"{EXAMPLE.name} is not sound")
    process = compile_process(canonical)
    rounds = [simulated(process, seed) for seed in range(ROUNDS)]
    months = tuple(MONTHS / seconds for seconds, _ in rounds)
    steps = tuple(taken / seconds for seconds, taken in rounds)
    each = rounds[0][1] / MONTHS
    work = f"{MONTHS:,} simulated months of {process.name}, {each:.0f} steps each, driver included"
    return [
        Figure("simulation", work, f"{max(months):,.0f} months/s", "–", months),
        Figure("simulation", f"{work}: steps a second", f"{max(steps) / 1000:,.0f} k/s", "–", steps),
    ]
