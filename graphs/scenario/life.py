"""Knows one simulated case on its virtual clock: the same `advance` as live cases, woken and answered in time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.outcomes import Outcome
from domain.time import Span, at_wall
from graphs.process import (
    NEW_CASE,
    Created,
    Cursor,
    DialerOutcome,
    Effect,
    EffectDone,
    Event,
    Process,
    Row,
    Rules,
    Step,
    Woken,
    advance,
)
from graphs.scenario.document import Given
from graphs.scenario.facts import Past, Situation
from graphs.scenario.moments import Moment

MOST_STEPS: Final = 10_000
MOST_STEPS_IN_ALL: Final = 100_000
LONGEST: Final = timedelta(days=3_653)
_EPOCH: Final = datetime(2026, 1, 5)  # noqa: DTZ001 - the wall clock of whatever zone is given
_MORNING: Final = Moment(0, time(9))
_SECOND: Final = timedelta(seconds=1)


class Endless(Exception):
    """The story takes too many steps, or too long."""


@dataclass(frozen=True, slots=True)
class World:
    """The process and what its campaign adds; `begins` is when the case does, `talk` the seconds of a talk."""

    process: Process
    given: Given
    rules: Rules
    begins: datetime
    talk: int


def world_of(process: Process, given: Given) -> World:
    """Without a word about it: Warsaw, Monday 2026-01-05 09:00, redialled after an hour, talks of a minute."""
    zone = given.zone or "Europe/Warsaw"
    redial_after = (given.redial_after or Span(rest=timedelta(hours=1))).total
    limit = given.latest_recontact
    within = limit if isinstance(limit, Span) else None
    latest = at_wall(datetime.combine(limit, time(23, 59)), zone).at if isinstance(limit, date) else None
    rules = Rules(zone, redial_after, process.owner_names, latest, within)
    begins = (given.start or _MORNING).resolve(at_wall(_EPOCH, zone).at, zone)
    talk = (given.talk or Span(rest=timedelta(minutes=1))).total
    return World(process, given, rules, begins, int(talk.total_seconds()))


@dataclass(slots=True)
class Life:
    """A case from its creation on. `rows`, `sent` grow for ever; `open` effects wait to be told their end."""

    world: World
    now: datetime
    past: Past
    cursor: Cursor
    most: int
    steps: int = 0
    rows: list[Row] = field(default_factory=list[Row])
    sent: list[Effect] = field(default_factory=list[Effect])
    open: list[Effect] = field(default_factory=list[Effect])
    endings: dict[str, str] = field(default_factory=dict[str, str])
    ending: list[tuple[datetime, str, bool]] = field(default_factory=list[tuple[datetime, str, bool]])

    def begin(self) -> None:
        """The case is created."""
        on_call = self.world.given.on_call or False
        if on_call:
            self.called()
        self._step(Created(self.now, on_call))

    def apply(self, make: Callable[[datetime], Event]) -> Step:
        """What the event that happens now makes of the case."""
        return self._step(make(self.now))

    def dialled(self, outcome: Outcome) -> Step:
        """An attempt to call the customer ends so."""
        self.past.attempted(outcome, self.now, self.world.talk)
        return self._step(DialerOutcome(self.now, outcome, f"attempt-{self.past.attempts.total()}"))

    def called(self) -> None:
        """The customer is on the line."""
        self.past.called(self.world.talk)

    def live_until(self, then: datetime) -> None:
        """All that comes to be due by then happens, each at its own time."""
        if then - self.world.begins > LONGEST:
            raise Endless
        while (at := self._next()) is not None and at <= then:
            self.now = max(self.now, at)
            if self.ending and self.ending[0][0] <= self.now:
                _, key, ok = self.ending.pop(0)
                self._step(EffectDone(self.now, key, ok))
            else:
                self._step(Woken(self.now))
        self.now = max(self.now, then)

    def end(self, effect: Effect, *, ok: bool) -> None:
        """An open effect ends now."""
        self.open.remove(effect)
        self._step(EffectDone(self.now, effect.key, ok))

    def _next(self) -> datetime | None:
        ends = [self.ending[0][0]] if self.ending else []
        return min((*ends, *filter(None, [self.cursor.wake_at])), default=None)

    def _step(self, event: Event) -> Step:
        if self.steps >= self.most:
            raise Endless
        world, self.steps = self.world, self.steps + 1
        facts = Situation(world.given, world.rules.zone, self.now, self.cursor, self.past)
        step = advance(world.process, self.cursor, event, world.rules, facts)
        self._remember(step)
        for effect in step.effects:
            self._begin_effect(effect)
        return step

    def _remember(self, step: Step) -> None:
        """A step enters the status of its last row; the present status once more begins no new stay."""
        before, self.cursor = self.cursor.status, step.cursor
        self.rows += step.rows
        entered = [row.status for row in step.rows if not _only_told(row)]
        if entered:
            self.past.entries[entered[-1]] += 1
        if entered and entered[-1] != before:
            self.past.entered = self.now

    def _begin_effect(self, effect: Effect) -> None:
        self.sent.append(effect)
        end = self.endings.get(effect.kind, "ok")
        if end == "open":
            self.open.append(effect)
        else:
            self.ending.append((self.now + _SECOND, effect.key, end == "ok"))


def _only_told(row: Row) -> bool:
    """What became of an SLA is history although the case stays."""
    return row.edge.startswith("sla") and row.status == row.from_status


def unborn(world: World, most: int) -> Life:
    """A case about to be created, which takes at most so many steps."""
    past = Past(world.begins, world.begins)
    return Life(world, world.begins, past, NEW_CASE, most, endings=dict(world.given.effects or {}))
