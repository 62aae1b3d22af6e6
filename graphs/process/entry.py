"""Knows what entering a status does: counter, owner, success, due time, actions (SYS-P-16..19, 41..77)."""

from datetime import datetime
from typing import assert_never

from domain.qualifiers import Lifecycle, SuccessEffect, TimeSource, Visibility
from domain.time import Due, after, at_moment, at_wall
from domain.values import read_only
from graphs.process.compiled import Node, Task
from graphs.process.cursor import Cursor, Pending, Standing
from graphs.process.events import Rules
from graphs.process.step import SYSTEM, Effect, Row, Step

Hop = tuple[str, str]


@read_only
class Cause:
    """Why a status is entered. `contact`: the customer was just called or spoken to, so that the case must
    not be due at once; `callback` is the time and `owner` the agent that whoever saved chose.
    """

    now: datetime
    edge: str
    by: str
    contact: bool = False
    callback: Due | None = None
    call_ended_at: datetime | None = None
    owner: str | None = None


def key_of(number: int, status: str, action: int) -> str:
    """The business key of an action's effect: the same for ever, whoever computes it."""
    return f"{number}/{status}/{action}"


def enter(node: Node, cursor: Cursor, cause: Cause, rules: Rules) -> Step:
    """The case in the status (or where its counter leads), with the actions of the status planned or due.

    A status without a qualifier of its own lets a wait go on, with all that ends it.
    The terms of a status that is entered once more go on: saving it again must not put off its SLA. But a term
    that has run out and led back begins again, or a case that waits would have no limit any more.
    """
    number = cursor.number + 1
    landed, hops, counters = _landing(node, cursor.standing, cause)
    standing = _standing(landed, cursor, cause, rules)
    due = _due(landed, cursor, cause, rules)
    again = landed.name == cursor.status and not cause.edge.startswith(("on_time.", "sla"))
    kept = _kept_pending(landed, cursor, again=again)
    pending, effects = _plan(landed, number, Anchors(cause, due), rules)
    terms = () if again else _terms(landed, number, cause, rules)
    final = Standing(
        qualifier=standing.qualifier,
        lifecycle=standing.lifecycle,
        visibility=standing.visibility,
        entered=number,
        owner=standing.owner,
        credited=standing.credited,
        end_of_queue=standing.end_of_queue,
        wait=_wait(landed, cursor.standing, number),
        counters=_left_of(counters, landed),
        pending=kept + pending + terms,
    )
    moved = Cursor(number, landed.name, due, final)
    return Step(moved, effects, _rows(hops, cursor, cause, final.owner), moved.wake_at)


def _landing(node: Node, standing: Standing, cause: Cause) -> tuple[Node, list[Hop], dict[str, int]]:
    """Where the case ends up: the entry after a counter's limit goes to `then`, each once in a step."""
    counters = dict(standing.counters)
    hops = [(node.name, cause.edge)]
    seen = {node.name}
    while node.limit:
        counters[node.name] = counters.get(node.name, 0) + 1
        if node.then is None or counters[node.name] <= node.limit or node.then.target.name in seen:
            break
        node = node.then.target
        seen.add(node.name)
        hops.append((node.name, "counter"))
    return node, hops, counters


def _wait(node: Node, old: Standing, number: int) -> tuple[int, str] | None:
    if node.lifecycle is Lifecycle.KEEP:
        return old.wait
    return (number, node.name) if node.lifecycle is Lifecycle.WAIT else None


def _kept_pending(node: Node, cursor: Cursor, *, again: bool) -> tuple[Pending, ...]:
    old = cursor.standing
    waits = old.wait[1] if old.wait is not None and node.lifecycle is Lifecycle.KEEP else None
    return tuple(each for each in old.pending if each.keep or (again and each.term) or each.status == waits)


def _left_of(counters: dict[str, int], landed: Node) -> dict[str, int]:
    """`unused` clears the markers of the record; only the counter of that status itself goes on (SYS-P-77)."""
    if landed.lifecycle is not Lifecycle.RESET:
        return counters
    return {landed.name: counters[landed.name]} if landed.limit else {}


def _rows(hops: list[Hop], cursor: Cursor, cause: Cause, owner: str | None) -> tuple[Row, ...]:
    rows: list[Row] = []
    from_status = cursor.status or None
    by = cause.by
    for status, edge in hops:
        rows.append(Row(status, owner, by, edge, from_status))
        from_status, by = status, SYSTEM
    return tuple(rows)


def _standing(node: Node, cursor: Cursor, cause: Cause, rules: Rules) -> Standing:
    """The new standing, but for the counters and the pending actions."""
    old = cursor.standing
    owner = _owner(node, old, cause, rules)
    credited = _credited(node, old, cause, owner)
    if node.lifecycle is Lifecycle.KEEP:
        qualifier, lifecycle, visibility = old.qualifier, old.lifecycle, old.visibility
        last = old.end_of_queue
    elif node.lifecycle is Lifecycle.RESET:
        qualifier, lifecycle, visibility = node.qualifier, Lifecycle.OPEN, Visibility.PUBLIC
        last = False
    else:
        qualifier, lifecycle, visibility = node.qualifier, node.lifecycle, node.visibility
        last = node.lifecycle is Lifecycle.END_OF_QUEUE
    return Standing(qualifier, lifecycle, visibility, 0, owner, credited, last)


def _owner(node: Node, old: Standing, cause: Cause, rules: Rules) -> str | None:
    """The status's own; for a private one else the agent who saves; else the one before (SYS-P-17..19)."""
    named = cause.owner if node.owner_chosen else rules.owners.get(node.name)
    if named is not None:
        return named
    if node.lifecycle is Lifecycle.RESET:
        return None
    if node.visibility is Visibility.PRIVATE and cause.by != SYSTEM:
        return cause.by
    return old.owner


def _credited(node: Node, old: Standing, cause: Cause, owner: str | None) -> str | None:
    """Whose success the case is: credited once, to the agent who saves or else to the owner."""
    match node.success:
        case SuccessEffect.NONE:
            return old.credited
        case SuccessEffect.REVOKE:
            return None
        case SuccessEffect.CREDIT:
            return old.credited or (owner if cause.by == SYSTEM else cause.by)
        case _:
            assert_never(node.success)


def _due(node: Node, cursor: Cursor, cause: Cause, rules: Rules) -> Due | None:
    """When the case is to be offered or dialled; None while it waits or is closed."""
    match node.lifecycle:
        case Lifecycle.TERMINAL | Lifecycle.WAIT:
            return None
        case Lifecycle.CALLBACK | Lifecycle.CONFIRM:
            return _in_time(_callback(node, cause, rules), node, cause, rules)
        case Lifecycle.OPEN | Lifecycle.RESET | Lifecycle.END_OF_QUEUE:
            return _soon(cause, rules)
        case Lifecycle.KEEP:
            return _kept(cursor, cause, rules)
        case _:
            assert_never(node.lifecycle)


def _callback(node: Node, cause: Cause, rules: Rules) -> Due:
    if node.time is TimeSource.RELATIVE and node.after is not None:
        return after(cause.now, node.after, rules.zone)
    if node.time is TimeSource.ABSOLUTE and node.at is not None:
        return _not_at_once(at_wall(node.at, rules.zone), cause, rules)
    if cause.callback is not None:
        return cause.callback
    return at_moment(cause.now + rules.redial_after, rules.zone)


def latest_of(node: Node, now: datetime, rules: Rules) -> datetime | None:
    """No callback of the status may be later (FCC-15, FCC-129)."""
    spans = (after(now, span, rules.zone).at for span in (node.latest, rules.within) if span is not None)
    return min((limit for limit in (*spans, rules.latest) if limit is not None), default=None)


def _in_time(due: Due, node: Node, cause: Cause, rules: Rules) -> Due | None:
    """The due time, or the latest that is allowed; when that has passed, nobody is called back any more."""
    latest = latest_of(node, cause.now, rules)
    if latest is None or due.at <= latest:
        return due
    return at_moment(latest, rules.zone) if latest > cause.now else None


def _soon(cause: Cause, rules: Rules) -> Due:
    return at_moment(cause.now + rules.redial_after if cause.contact else cause.now, rules.zone)


def _not_at_once(due: Due, cause: Cause, rules: Rules) -> Due:
    """A due time that has passed would dial at once somebody who was just spoken to."""
    return due if due.at > cause.now or not cause.contact else _soon(cause, rules)


def _kept(cursor: Cursor, cause: Cause, rules: Rules) -> Due | None:
    """The due time of the qualifier in force, moved on when an attempt or a talk has used it up."""
    if cause.contact and cause.by == SYSTEM:
        return redial(cursor, cause.now, rules)
    if cursor.standing.lifecycle is Lifecycle.WAIT:
        return None
    used_up = cursor.due is None or (cause.contact and cursor.due.at <= cause.now)
    return _soon(cause, rules) if used_up else cursor.due


def redial(cursor: Cursor, now: datetime, rules: Rules) -> Due | None:
    """After an attempt: never at once, never never, not before what was agreed; who waits goes on waiting."""
    again = now + rules.redial_after
    if cursor.standing.lifecycle is Lifecycle.WAIT or (cursor.due is not None and cursor.due.at >= again):
        return cursor.due
    return at_moment(again, rules.zone)


@read_only
class Anchors:
    """What a delay may count from."""

    cause: Cause
    due: Due | None

    def of(self, task: Task) -> datetime:
        if task.anchor == "callback" and self.due is not None:
            return self.due.at
        if task.anchor == "call_end" and self.cause.call_ended_at is not None:
            return self.cause.call_ended_at
        return self.cause.now


def _terms(node: Node, number: int, cause: Cause, rules: Rules) -> tuple[Pending, ...]:
    return tuple(
        Pending(
            key=f"{number}/{node.name}/{term.name}",
            at=term.ends(cause.now, rules.zone),
            status=node.name,
            action=-1,
            keep=False,
            term=term.name,
        )
        for term in node.terms
    )


def _plan(
    node: Node, number: int, anchors: Anchors, rules: Rules
) -> tuple[tuple[Pending, ...], tuple[Effect, ...]]:
    """The actions of the status: those that wait for their time, and those whose time has come."""
    pending: list[Pending] = []
    effects: list[Effect] = []
    for task in node.tasks:
        key = key_of(number, node.name, task.index)
        at = anchors.of(task) if task.after is None else after(anchors.of(task), task.after, rules.zone).at
        if task.after is None or at <= anchors.cause.now:
            effects.append(Effect(key, task.kind, node.name, task.index))
        else:
            pending.append(Pending(key, at, node.name, task.index, task.keep))
    return tuple(pending), tuple(effects)
