"""Knows how an event moves a case: the one function that live cases, replays and simulations share.

It never waits, calls or reads a clock: the same inputs give the same step for ever.
"""

from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import assert_never

from domain.qualifiers import Lifecycle
from domain.time import at_moment
from graphs.conditions import Answers, Condition, Facts
from graphs.process.compiled import Edge, Fork, Out, Process
from graphs.process.cursor import Cursor, Pending
from graphs.process.entry import Cause, enter, key_of, redial
from graphs.process.events import (
    Assigned,
    Contacted,
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    Recalled,
    Rules,
    Saved,
    ScriptAnswered,
    Woken,
)
from graphs.process.refusals import CASE_FINISHED, callback_due, refusal_of
from graphs.process.step import SYSTEM, Effect, Row, Step

UNKNOWN: Facts = Answers({})
"""No condition holds."""
_ON_THE_LINE = ("call", "waiting")


def advance(process: Process, cursor: Cursor, event: Event, rules: Rules, facts: Facts = UNKNOWN) -> Step:
    """What the event makes of the case; where nothing changes, the step has the very cursor it was given.

    `facts` answers the conditions of the ways: see `asked` for those that an event needs.
    """
    match event:
        case Contacted():
            return _contacted(process, cursor, event, rules, facts)
        case DialerOutcome():
            return _outcome(process, cursor, event, rules, facts)
        case Saved() | Recalled() | Assigned():
            return _ordered(process, cursor, event, rules)
        case Woken():
            return _wake(process, cursor, event, rules, facts)
        case Created():
            cause = Cause(event.now, "created", SYSTEM, contact=event.on_call)
            return enter(process.initial, cursor, cause, rules)
        case Notified() | ScriptAnswered() | EffectDone():
            return _follow(cursor, _chosen(way_of(process, cursor, event), facts), event, rules)
        case _:
            assert_never(event)


def _ordered(process: Process, cursor: Cursor, event: Saved | Recalled | Assigned, rules: Rules) -> Step:
    """What people order."""
    match event:
        case Saved():
            return _save(process, cursor, event, rules)
        case Recalled():
            return _recall(cursor, event, rules)
        case Assigned():
            return _assign(cursor, event)


def asked(process: Process, cursor: Cursor, event: Event) -> tuple[Condition, ...]:
    """The conditions that decide what this event makes of the case; mostly none."""
    if cursor.closed:
        return ()
    way = way_of(process, cursor, event)
    return way.conditions if isinstance(way, Fork) else ()


def way_of(process: Process, cursor: Cursor, event: Event) -> Out:
    """The way that the event opens at the present status."""
    node = process.nodes[cursor.status] if cursor.status else process.initial
    match event:
        case Contacted():
            return node.on_contact.get(event.channel)
        case DialerOutcome():
            return node.on_dialer.get(event.outcome)
        case Notified():
            return node.on_event.get(event.name)
        case ScriptAnswered():
            return node.on_script.get((event.script, event.field, event.value))
        case EffectDone():
            return _way_on(process, cursor, event)
        case Woken():
            due = _due(cursor, event.now)
            return _way_after(process, due[0]) if due and due[0].term else None
        case Saved() | Created() | Recalled() | Assigned():
            return None
        case _:
            assert_never(event)


def _way_on(process: Process, cursor: Cursor, event: EffectDone) -> Out:
    """Only an action of the present entry of the present status still moves the case, or one of its wait."""
    standing = cursor.standing
    for entered, status in ((standing.entered, cursor.status), standing.wait or (0, cursor.status)):
        for task in process.nodes[status].tasks:
            if event.key == key_of(entered, status, task.index):
                return task.on_success if event.ok else task.on_failure
    return None


def _way_after(process: Process, waiting: Pending) -> Out:
    return next(term.out for term in process.nodes[waiting.status].terms if term.name == waiting.term)


def _chosen(way: Out, facts: Facts) -> Edge | None:
    return way.chosen(facts) if isinstance(way, Fork) else way


def _follow(cursor: Cursor, edge: Edge | None, event: Event, rules: Rules) -> Step:
    standing = cursor.standing
    if edge is None or standing.lifecycle is Lifecycle.TERMINAL:
        return _unchanged(cursor)
    if edge.plain and standing.owner is None and not standing.pending:
        return Step(Cursor(cursor.number + 1, edge.target.name, cursor.due, standing), (), edge.row)
    return enter(edge.target, cursor, Cause(event.now, edge.name, SYSTEM), rules)


def _contacted(process: Process, cursor: Cursor, event: Contacted, rules: Rules, facts: Facts) -> Step:
    """Somebody on the line is not called at once; whoever ended the wait for the dialer stands in the history."""
    edge = process.nodes[cursor.status].on_contact.get(event.channel)
    if isinstance(edge, Fork):
        edge = edge.chosen(facts)
    standing = cursor.standing
    if standing.lifecycle is Lifecycle.TERMINAL:
        return _unchanged(cursor)
    if edge is None:
        return _not_at_once(cursor, event, rules) if event.channel == "waiting" else _unchanged(cursor)
    on_the_line = event.channel in _ON_THE_LINE
    if edge.plain and standing.owner is None and not (standing.pending or on_the_line):
        return Step(Cursor(cursor.number + 1, edge.target.name, cursor.due, standing), (), edge.row)
    return enter(edge.target, cursor, Cause(event.now, edge.name, event.by, contact=on_the_line), rules)


def _not_at_once(cursor: Cursor, event: Contacted, rules: Rules) -> Step:
    """The agent let it be: due as after an attempt that changed nothing, or its dial would come right again."""
    due = redial(cursor, event.now, rules)
    return Step(Cursor(cursor.number + 1, cursor.status, due, cursor.standing), (), (), cursor.wake_at)


def _unchanged(cursor: Cursor) -> Step:
    return Step(cursor, (), (), cursor.wake_at)


def _outcome(process: Process, cursor: Cursor, event: DialerOutcome, rules: Rules, facts: Facts) -> Step:
    """Every outcome is a step of its own, also where it moves nothing: its attempt has to be released."""
    standing = cursor.standing
    if standing.lifecycle is Lifecycle.TERMINAL:
        return Step(Cursor(cursor.number + 1, cursor.status, None, standing), (), (), cursor.wake_at)
    edge = _chosen(process.nodes[cursor.status].on_dialer.get(event.outcome), facts)
    if edge is None:
        due = redial(cursor, event.now, rules)
        return Step(Cursor(cursor.number + 1, cursor.status, due, standing), (), (), cursor.wake_at)
    if edge.plain and standing.owner is None and not standing.pending:
        due = redial(cursor, event.now, rules)
        return Step(Cursor(cursor.number + 1, edge.target.name, due, standing), (), edge.row)
    return enter(edge.target, cursor, Cause(event.now, edge.name, SYSTEM, contact=True), rules)


def _recall(cursor: Cursor, event: Recalled, rules: Rules) -> Step:
    """The same status, due at that time; what waited or was open is a callback from now on."""
    standing = cursor.standing
    if standing.lifecycle is Lifecycle.TERMINAL:
        return Step(cursor, (), (), cursor.wake_at, CASE_FINISHED)
    lifecycle = Lifecycle.CONFIRM if standing.lifecycle is Lifecycle.CONFIRM else Lifecycle.CALLBACK
    due = at_moment(event.at, rules.zone)
    moved = Cursor(cursor.number + 1, cursor.status, due, replace(standing, lifecycle=lifecycle))
    row = Row(cursor.status, standing.owner, event.by, "changed.recall", cursor.status)
    return Step(moved, (), (row,), moved.wake_at)


def _assign(cursor: Cursor, event: Assigned) -> Step:
    """The same status, and everything that waits, in other hands."""
    if cursor.closed:
        return Step(cursor, (), (), cursor.wake_at, CASE_FINISHED)
    standing = replace(cursor.standing, owner=event.owner)
    moved = Cursor(cursor.number + 1, cursor.status, cursor.due, standing)
    row = Row(cursor.status, event.owner, event.by, "changed.owner", cursor.status)
    return Step(moved, (), (row,), moved.wake_at)


def _save(process: Process, cursor: Cursor, event: Saved, rules: Rules) -> Step:
    refusal = refusal_of(process, cursor, event, rules)
    if refusal is not None:
        return Step(cursor, (), (), cursor.wake_at, refusal)
    cause = Cause(
        now=event.now,
        edge="saved",
        by=event.by,
        contact=True,
        callback=callback_due(event, rules),
        call_ended_at=event.call_ended_at,
        owner=event.owner,
    )
    return enter(process.nodes[event.status], cursor, cause, rules)


def _wake(process: Process, cursor: Cursor, event: Woken, rules: Rules, facts: Facts) -> Step:
    due = _due(cursor, event.now)
    if not due:
        return _unchanged(cursor)
    if due[0].term:
        edge = _chosen(_way_after(process, due[0]), facts)
        return _expire(_without(cursor, (due[0],)), due[0], edge, (event, rules))
    fired = tuple(takewhile(lambda waiting: not waiting.term, due))
    left = _without(cursor, fired)
    moved = Cursor(cursor.number + 1, cursor.status, cursor.due, left.standing)
    return Step(moved, tuple(_effect(process, waiting) for waiting in fired), (), moved.wake_at)


def _expire(left: Cursor, term: Pending, edge: Edge | None, at: tuple[Woken, Rules]) -> Step:
    """A term of the status has run out; what became of an SLA is history also where it moves nothing."""
    event, rules = at
    if edge is not None:
        return _follow(left, edge, event, rules)
    moved = Cursor(left.number + 1, left.status, left.due, left.standing)
    told = term.term.startswith("sla")
    rows = (Row(left.status, left.owner, SYSTEM, term.term, left.status),) if told else ()
    return Step(moved, (), rows, moved.wake_at)


def _effect(process: Process, waiting: Pending) -> Effect:
    kind = process.nodes[waiting.status].tasks[waiting.action].kind
    return Effect(waiting.key, kind, waiting.status, waiting.action)


def _without(cursor: Cursor, gone: tuple[Pending, ...]) -> Cursor:
    rest = tuple(waiting for waiting in cursor.standing.pending if waiting not in gone)
    return Cursor(cursor.number, cursor.status, cursor.due, replace(cursor.standing, pending=rest))


def _due(cursor: Cursor, now: datetime) -> list[Pending]:
    return sorted((waiting for waiting in cursor.standing.pending if waiting.at <= now), key=_by_time)


def _by_time(waiting: Pending) -> tuple[datetime, str]:
    return waiting.at, waiting.key
