"""Knows how a past call is walked on its tree by the orders that the switch was given, and played on another one.

The interpreter is that of live calls; what each order ended with is the event that followed it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.calls import CommandKind, CommandResult
from domain.outcomes import OfferOutcome, Outcome
from graphs.ivr.advance import advance
from graphs.ivr.blocks import Reason
from graphs.ivr.compiled import Ivr
from graphs.ivr.cursor import NEW_CALL
from graphs.ivr.events import Begun, BlockDone, DialDone, Event, QueueLeft, TalkEnded
from graphs.ivr.step import Answer, DialOut, Effect, EnterQueue, HangUp, RunBlock
from graphs.ivr.walk import Hop, walk
from graphs.ivr.whole import Whole

_PUNCTUAL: Final = timedelta(seconds=1)
"""The clocks of the database and of workflows may differ by so much."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order to the switch as it was kept; `result` and `done_at` are None while it is open, or was lost."""

    kind: CommandKind
    at: datetime
    prompts: tuple[str, ...] = ()
    result: CommandResult | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Walked:
    """One event of the call, the exits that it took, where that led, and what was ordered there."""

    event: Event
    way: tuple[Hop, ...]
    node: str
    finished: bool
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Astray:
    """Where a replay leaves the record: the last step walked goes to `now`, and went to `then`.

    On the tree of the call itself nothing is known of `then`: what the switch was told fits no block.
    """

    now: str
    then: str | None = None


@dataclass(frozen=True, slots=True)
class CallReplay:
    """The steps of a call up to its end, or to the first that goes otherwise."""

    steps: tuple[Walked, ...]
    astray: Astray | None = None


class _Unfit(Exception):
    """What the switch was told is not what the tree orders."""


def retrace(ivr: Ivr, tree: Whole, began: datetime, orders: Iterable[Ordered]) -> CallReplay:
    """The way of a call on the tree that it had."""
    left = deque(orders)
    cursor = NEW_CALL
    event: Event | None = Begun(began)
    steps: list[Walked] = []
    while event is not None:
        way = tuple(walk(ivr, tree, cursor, event))
        step = advance(ivr, cursor, event)
        cursor = step.cursor
        steps.append(Walked(event, way, cursor.node, cursor.finished, step.effects))
        try:
            event = _following(step.effects, left, event.now)
        except _Unfit:
            return CallReplay(tuple(steps), Astray(cursor.node))
    return CallReplay(tuple(steps))


def retrace_on(ivr: Ivr, tree: Whole, before: CallReplay) -> CallReplay:
    """The same events on another tree."""
    cursor = NEW_CALL
    steps: list[Walked] = []
    for was in before.steps:
        event = was.event
        if isinstance(event, BlockDone | DialDone):
            event = replace(event, number=cursor.number)
        way = tuple(walk(ivr, tree, cursor, event))
        step = advance(ivr, cursor, event)
        cursor = step.cursor
        steps.append(Walked(event, way, cursor.node, cursor.finished, step.effects))
        if cursor.node != was.node or _kinds(step.effects) != _kinds(was.effects):
            return CallReplay(tuple(steps), Astray(cursor.node, was.node))
    return CallReplay(tuple(steps), before.astray)


def _kinds(effects: Sequence[Effect]) -> list[type[Effect]]:
    return [type(effect) for effect in effects]


def _following(effects: Sequence[Effect], left: deque[Ordered], now: datetime) -> Event | None:
    """The event with which the last order ended; None where the caller was gone, or nobody knows more."""
    event: Event | None = None
    for effect in effects:
        event = (
            _queued(left, now + effect.max_wait) if isinstance(effect, EnterQueue) else _ended(effect, left)
        )
        if event is None:
            return None
    return event


def _ended(effect: Answer | RunBlock | DialOut | HangUp, left: deque[Ordered]) -> Event | None:
    order = left.popleft() if left else None
    result, at = (None, None) if order is None else (order.result, order.done_at)
    if order is None or result is None or at is None or isinstance(effect, HangUp):
        return None
    if order.kind is CommandKind.HANG_UP:
        # Somebody with the right to do so ended the call.
        return None
    if order.kind is not _ORDERED[type(effect)] or order.prompts != _prompts(effect):
        raise _Unfit
    if result.customer_left:
        return None
    if isinstance(effect, DialOut):
        return _dialled(effect, result, at)
    return BlockDone(at, effect.number, result.status != "failed", result.keys)


_ORDERED: Final[dict[type[Effect], CommandKind]] = {
    Answer: CommandKind.ANSWER,
    RunBlock: CommandKind.READ,
    DialOut: CommandKind.DIAL,
}


def _prompts(effect: Effect) -> tuple[str, ...]:
    return effect.prompts if isinstance(effect, RunBlock) else ()


def _dialled(effect: DialOut, result: CommandResult, at: datetime) -> Event:
    if result.status == "ok":
        return TalkEnded(at)
    return DialDone(at, effect.number, Outcome(result.outcome or Outcome.NETWORK_ERROR))


def _queued(left: deque[Ordered], until: datetime) -> Event | None:
    """Every offer until an agent talks to the caller; whoever gets another order once it is time has waited enough.

    An order before that is somebody's who ended the call.
    """
    while left and left[0].kind is CommandKind.CONNECT:
        order = left.popleft()
        if order.result is None or order.result.customer_left or order.done_at is None:
            return None
        if order.result.offer is OfferOutcome.ANSWERED:
            return TalkEnded(order.done_at)
    waited = bool(left) and left[0].at >= until - _PUNCTUAL
    return QueueLeft(left[0].at, Reason.TIMEOUT) if waited else None
