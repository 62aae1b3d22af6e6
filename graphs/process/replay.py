"""Knows how what was kept of a case is played again, on the process that it had or on another one.

The interpreter is that of live cases. What was not kept is not guessed: a condition of which only the branch that was
taken tells something holds where that says so, and ends the replay where nothing does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from graphs.conditions import Condition
from graphs.process.advance import advance, way_of
from graphs.process.compiled import Fork, Process
from graphs.process.cursor import NEW_CASE, Cursor
from graphs.process.events import EffectDone, Event, Rules, Woken
from graphs.process.step import Effect, Refusal, Row, Step

_MOST_WAKES: Final = 100
Truths = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to a case, as it was kept; without an event it is nothing that processes hear.

    `rows` are those that it wrote into the history, as the step of this number; `kind` is that of the action whose end
    it is. `lost` says what of it was not kept: on_call, occasion, recall, forgotten.
    """

    at: datetime
    by: str
    event: Event | None
    rows: tuple[Row, ...] = ()
    kind: str = ""
    lost: tuple[str, ...] = ()
    step: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """What became of it now; `status` is where the case stood. Of each condition that it asked: whether it held then,
    None where that was not kept.
    """

    told: Told
    status: str
    rows: tuple[Row, ...] = ()
    conditions: Mapping[str, bool | None] = field(default_factory=dict[str, bool | None])
    truths: Truths = field(default_factory=dict[str, bool])


class Apart(StrEnum):
    """In which way a replay leaves the record."""

    OTHERWISE = "otherwise"
    REFUSED = "refused"
    EARLIER = "earlier"
    NOT_ORDERED = "not_ordered"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a replay first leaves the record, in the last step played: the statuses entered then, and now.

    `condition` decides now, and nobody knows what it was; `at` is when the time of a status ends now, but not then.
    """

    code: Apart
    then: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    refusal: Refusal | None = None
    condition: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """All that was told, played up to the first divergence."""

    played: tuple[Played, ...]
    divergence: Divergence | None = None


class _NotKept(Exception):
    def __init__(self, condition: Condition) -> None:
        self.condition = condition


@dataclass(slots=True)
class _Kept:
    """The facts as far as they are known; `asked` are the conditions that were needed."""

    truths: Truths
    asked: list[Condition] = field(default_factory=list[Condition])

    def holds(self, condition: Condition) -> bool:
        self.asked.append(condition)
        if condition.id not in self.truths:
            raise _NotKept(condition)
        return self.truths[condition.id]


def replay(process: Process, told: Sequence[Told], rules: Rules, before: Replay | None = None) -> Replay:
    """The record on its own process; or, with the replay on that as `before`, on another one."""
    player = _Player(process, rules, exact=before is None)
    played: list[Played] = []
    for index, one in enumerate(told):
        known = before.played[index] if before is not None and index < len(before.played) else None
        step, divergence = player.hear(one, known.truths if known else {})
        played.append(step)
        if divergence is not None:
            return Replay(tuple(played), divergence)
    return Replay(tuple(played))


@dataclass(slots=True)
class _Player:
    """`exact`: the process is that of the record, whose rows say which branch was taken and when time ran out.

    `numbers` are those of the steps now by those then, for the keys of what they ordered (`sent`).
    """

    process: Process
    rules: Rules
    exact: bool
    cursor: Cursor = field(default_factory=lambda: NEW_CASE)
    sent: dict[str, Effect] = field(default_factory=dict[str, Effect])
    numbers: dict[int, int] = field(default_factory=dict[int, int])
    facts: _Kept = field(default_factory=lambda: _Kept({}))
    known: Truths = field(default_factory=dict[str, bool])

    def hear(self, one: Told, truths: Truths) -> tuple[Played, Divergence | None]:
        """What the thing told makes of the case, and whether that is what it made of it then."""
        status, self.facts, self.known = self.cursor.status, _Kept({}), truths
        if one.event is None:
            return Played(one, status, one.rows), None
        try:
            rows, divergence = self._played(one, one.event)
        except _NotKept as lost:
            rows, divergence = (), Divergence(Apart.NOT_KEPT, condition=lost.condition.text)
        self.numbers[one.step] = self.cursor.number
        asked = {condition.text: self.known.get(condition.id) for condition in self.facts.asked}
        return Played(one, status, rows, asked, self.known), divergence

    def _played(self, one: Told, event: Event) -> tuple[tuple[Row, ...], Divergence | None]:
        then = _entered(one.rows)
        early, at = self._wake(one)
        if isinstance(event, Woken):
            return early, _compared(then, early)
        if _entered(early):
            return early, Divergence(Apart.EARLIER, then, _entered(early), at=at)
        if isinstance(event, EffectDone):
            key = self._key(event, one.kind)
            if key is None:
                return (), Divergence(Apart.NOT_ORDERED, then) if then else None
            event = replace(event, key=key)
        step = self._step(event, one.rows)
        if step.refusal is not None:
            return (), Divergence(Apart.REFUSED, then, refusal=step.refusal)
        return step.rows, _compared(then, step.rows)

    def _wake(self, one: Told) -> tuple[tuple[Row, ...], datetime | None]:
        """What comes to be due by then; in the record it is told of itself when the time of a status ran out."""
        rows: list[Row] = []
        at: datetime | None = None
        for _ in range(_MOST_WAKES):
            due = min(self.cursor.standing.pending, key=lambda each: (each.at, each.key), default=None)
            ends = due is not None and due.term and self.exact and not isinstance(one.event, Woken)
            if due is None or due.at > one.at or ends:
                break
            in_time = self.exact and due.term
            step = self._step(Woken(one.at if in_time else due.at), one.rows)
            rows += step.rows
            if step.rows if self.exact else _entered(step.rows):
                at = due.at
                break
        return tuple(rows), at

    def _step(self, event: Event, rows: Sequence[Row]) -> Step:
        way = way_of(self.process, self.cursor, event)
        if isinstance(way, Fork) and self.exact:
            self.facts.truths, self.known = _deduced(way, rows)
        else:
            self.facts.truths = self.known
        step = advance(self.process, self.cursor, event, self.rules, self.facts)
        self.cursor = step.cursor
        self.sent |= {effect.key: effect for effect in step.effects}
        return step

    def _key(self, event: EffectDone, kind: str) -> str | None:
        """The key under which the same status ordered the same action now, wherever that stands in it."""
        number, status, index = event.key.split("/")
        entry = f"{self.numbers.get(int(number), 0)}/{status}/"
        if self.exact:
            return f"{entry}{index}"
        same = [key for key, effect in self.sent.items() if key.startswith(entry) and effect.kind == kind]
        return f"{entry}{index}" if f"{entry}{index}" in same else next(iter(same), None)


def _entered(rows: Sequence[Row]) -> tuple[str, ...]:
    """The statuses entered; what became of an SLA is told of a case that stays."""
    stays = (row.edge.startswith("sla") and row.status == row.from_status for row in rows)
    return tuple(row.status for row, stay in zip(rows, stays, strict=True) if not stay)


def _compared(then: tuple[str, ...], rows: Sequence[Row]) -> Divergence | None:
    now = _entered(rows)
    return None if then == now else Divergence(Apart.OTHERWISE, then, now)


def _deduced(fork: Fork, rows: Sequence[Row]) -> tuple[Truths, Truths]:
    """Truths that take the branch that was taken then, and those of them that must have been so."""
    named = {edge.name for _, edge in fork.branches if edge is not None}
    taken = rows[0].edge if rows and rows[0].edge in named else None
    ways = [place for place, (_, edge) in enumerate(fork.branches) if (edge and edge.name) == taken]
    if taken is None and fork.branches[-1][0] is not None:
        ways.append(len(fork.branches))
    found = [_truths(fork, place) for place in ways]
    if not found:
        return {}, {}
    return found[0], {
        name: held for name, held in found[0].items() if all(t.get(name) is held for t in found)
    }


def _truths(fork: Fork, place: int) -> dict[str, bool]:
    """What holds where the branch at this place is taken; at their end, none."""
    asked = [when for when, _ in fork.branches[: place + 1]]
    return {when.id: at == place for at, when in enumerate(asked) if when is not None}
