"""Knows how an event moves a case: the one function that live cases, replays and simulations share.

It never waits, calls or reads a clock: the same inputs give the same step for ever.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain.qualifiers import Lifecycle
from graphs.process.compiled import Edge, Process
from graphs.process.cursor import Cursor, Pending
from graphs.process.entry import Cause, enter, key_of, redial
from graphs.process.events import (
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    MailReceived,
    Rules,
    Saved,
    ScriptAnswered,
    Woken,
)
from graphs.process.refusals import callback_due, refusal_of
from graphs.process.step import SYSTEM, SendMail, Step


def advance(process: Process, cursor: Cursor, event: Event, rules: Rules) -> Step:
    """What the event makes of the case; where nothing changes, the step has the very cursor it was given."""
    match event:
        case DialerOutcome():
            return _outcome(process, cursor, event, rules)
        case MailReceived():
            return _follow(cursor, process.nodes[cursor.status].on_mail, event.now, rules)
        case Saved():
            return _save(process, cursor, event, rules)
        case EffectDone():
            return _effect_done(process, cursor, event, rules)
        case Woken():
            return _fire(process, cursor, event.now)
        case ScriptAnswered():
            edges = process.nodes[cursor.status].on_script
            answer = (event.script, event.field, event.value)
            return _follow(cursor, edges.get(answer), event.now, rules)
        case Created():
            cause = Cause(event.now, "created", SYSTEM, contact=event.on_call)
            return enter(process.initial, cursor, cause, rules)
        case _:
            assert_never(event)


def _follow(cursor: Cursor, edge: Edge | None, now: datetime, rules: Rules) -> Step:
    standing = cursor.standing
    if edge is None or standing.lifecycle is Lifecycle.TERMINAL:
        return _unchanged(cursor)
    if edge.plain and standing.owner is None and not standing.pending:
        return Step(Cursor(cursor.number + 1, edge.target.name, cursor.due, standing), (), edge.row)
    return enter(edge.target, cursor, Cause(now, edge.name, SYSTEM), rules)


def _unchanged(cursor: Cursor) -> Step:
    return Step(cursor, (), (), cursor.wake_at)


def _outcome(process: Process, cursor: Cursor, event: DialerOutcome, rules: Rules) -> Step:
    """Every outcome is a step of its own, also where it moves nothing: its attempt has to be released."""
    standing = cursor.standing
    if standing.lifecycle is Lifecycle.TERMINAL:
        return Step(Cursor(cursor.number + 1, cursor.status, None, standing), (), (), cursor.wake_at)
    edge = process.nodes[cursor.status].on_dialer.get(event.outcome)
    if edge is None:
        due = redial(cursor, event.now, rules)
        return Step(Cursor(cursor.number + 1, cursor.status, due, standing), (), (), cursor.wake_at)
    if edge.plain and standing.owner is None and not standing.pending:
        due = redial(cursor, event.now, rules)
        return Step(Cursor(cursor.number + 1, edge.target.name, due, standing), (), edge.row)
    return enter(edge.target, cursor, Cause(event.now, edge.name, SYSTEM, contact=True), rules)


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
    )
    return enter(process.nodes[event.status], cursor, cause, rules)


def _effect_done(process: Process, cursor: Cursor, event: EffectDone, rules: Rules) -> Step:
    """Only an action of the present entry of the present status still moves the case."""
    for task in process.nodes[cursor.status].tasks:
        if event.key == key_of(cursor.standing.entered, cursor.status, task.index):
            return _follow(cursor, task.on_success if event.ok else task.on_failure, event.now, rules)
    return _unchanged(cursor)


def _fire(process: Process, cursor: Cursor, now: datetime) -> Step:
    due = sorted((waiting for waiting in cursor.standing.pending if waiting.at <= now), key=_by_time)
    if not due:
        return _unchanged(cursor)
    rest = tuple(waiting for waiting in cursor.standing.pending if waiting.at > now)
    standing = replace(cursor.standing, pending=rest)
    moved = Cursor(cursor.number + 1, cursor.status, cursor.due, standing)
    mails = tuple(
        SendMail(
            waiting.key,
            process.nodes[waiting.status].tasks[waiting.action].template,
            waiting.action,
            waiting.status,
        )
        for waiting in due
    )
    return Step(moved, mails, (), moved.wake_at)


def _by_time(waiting: Pending) -> tuple[datetime, str]:
    return waiting.at, waiting.key
