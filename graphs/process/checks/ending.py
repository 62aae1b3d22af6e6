"""Knows what never comes to pass: waits without an end, times after the end of the stay, exits of what is closed."""

from collections.abc import Iterator
from datetime import timedelta

from domain.qualifiers import Lifecycle, TimeSource
from graphs.fields import STAY
from graphs.findings import Finding, Loc
from graphs.process.actions import Action, Move
from graphs.process.checks.edges import TIMED, Statuses, Way, edges, surely_leaves
from graphs.process.checks.timing import in_words
from graphs.process.document import Status

Limit = tuple[timedelta, str]


def ending(statuses: Statuses) -> Iterator[Finding]:
    yield from _waits(statuses)
    for name, status in statuses.items():
        if status.qualifier.lifecycle is Lifecycle.TERMINAL:
            yield from _closed(name, status)
            continue
        yield from _moves(name, status, statuses)
        yield from _overtaken(name, status, statuses)


def _waits(statuses: Statuses) -> Iterator[Finding]:
    for name, status in statuses.items():
        waits = status.qualifier.lifecycle is Lifecycle.WAIT
        if waits and not any(_end(ways, statuses) for ways in _limits(status)):
            yield Finding("wait_without_limit", ("statuses", name), {"name": name}, (name,), on_key=True)


def _limits(status: Status) -> Iterator[tuple[Way, ...]]:
    """What ends by itself some time: a term of the status, or an action with both its ends."""
    for edge in status.on_time:
        yield (edge.then,)
    if status.sla is not None:
        yield (status.sla.then,)
    for action in status.actions:
        yield action.on_success, action.on_failure


def _end(ways: tuple[Way, ...], statuses: Statuses) -> bool:
    """Whether each surely ends the wait: a status that keeps the qualifier goes on waiting."""
    return all(
        way[-1].when is None
        and all(branch.then in statuses and not _keeps(branch.then, statuses) for branch in way)
        for way in ways
    )


def _keeps(name: str, statuses: Statuses) -> bool:
    return statuses[name].qualifier.lifecycle is Lifecycle.KEEP


def _closed(name: str, status: Status) -> Iterator[Finding]:
    for loc, target in edges(status):
        if target != STAY and loc[0] not in ("counter", "on_time", "sla"):
            yield Finding("terminal_has_exit", ("statuses", name, *loc), {"name": name})
    for field, stands in (("on_time", status.on_time), ("sla", status.sla)):
        if stands:
            data = {"name": name, "field": field}
            yield Finding("terminal_has_term", ("statuses", name, field), data, on_key=True)


def _moves(name: str, status: Status, statuses: Statuses) -> Iterator[Finding]:
    """A moved record goes on elsewhere: here its case must be closed, or the customer is called by both."""
    for index, action in enumerate(status.actions):
        if isinstance(action.order, Move) and not _closes(action.on_success, statuses):
            loc = ("statuses", name, "actions", index, "move")
            yield Finding(
                "move_stays_open", loc, {"name": name, "campaign": action.order.campaign}, on_key=True
            )


def _closes(way: Way, statuses: Statuses) -> bool:
    """A target that does not exist is told of elsewhere."""
    return way[-1].when is None and all(
        branch.then != STAY
        and (branch.then not in statuses or statuses[branch.then].qualifier.lifecycle is Lifecycle.TERMINAL)
        for branch in way
    )


def _overtaken(name: str, status: Status, statuses: Statuses) -> Iterator[Finding]:
    """What is due only when a term has surely ended the stay."""
    limits = list(_terms(name, status, statuses))
    for code, place, edge, time in _times(status):
        earlier = [limit for limit in limits if limit[1] != edge and limit < (time, edge)]
        if earlier:
            limit, term = min(earlier)
            yield Finding(code, ("statuses", name, *place), {"term": term, "limit": in_words(limit)})


def _times(status: Status) -> Iterator[tuple[str, Loc, str, timedelta]]:
    """Everything of a status that is due some time, with its name among terms of the same time."""
    for index, edge in enumerate(status.on_time):
        yield "term_never", ("on_time", index, "after"), f"on_time.{index}", edge.after.total
    if status.sla is not None:
        yield "term_never", ("sla", "limit"), "sla", status.sla.limit.total
    for index, action in enumerate(status.actions):
        time = _delay(action, status)
        if time is not None and not action.keep:
            yield "action_never", ("actions", index, "delay", "for"), "", time
    callback = _callback(status)
    if callback is not None:
        yield "callback_never", ("after",), "", callback


def _terms(name: str, status: Status, statuses: Statuses) -> Iterator[Limit]:
    """After how long the status is surely left with all that it planned, and by which of its terms."""
    for index, edge in enumerate(status.on_time):
        if _drops(name, edge.then, statuses):
            yield edge.after.total, f"on_time.{index}"
    sla = status.sla
    if sla is not None and not sla.hours and _drops(name, sla.then, statuses):
        yield sla.limit.total, "sla"


def _drops(name: str, way: Way, statuses: Statuses) -> bool:
    """What a wait has planned goes on in a status that keeps the qualifier."""
    waits = statuses[name].qualifier.lifecycle is Lifecycle.WAIT
    return surely_leaves(name, way, statuses) and not (
        waits and any(_keeps(branch.then, statuses) for branch in way)
    )


def _delay(action: Action, status: Status) -> timedelta | None:
    """When an action surely runs at the earliest; the end of a call may be long past."""
    delay = action.delay
    if delay is None or delay.from_ == "call_end":
        return None
    callback = _callback(status)
    if delay.from_ != "callback":
        return delay.for_.total
    return None if callback is None else callback + delay.for_.total


def _callback(status: Status) -> timedelta | None:
    """After how long the status surely calls back."""
    axes = status.qualifier
    if axes.lifecycle not in TIMED or axes.time is not TimeSource.RELATIVE or status.after is None:
        return None
    return min(status.after.total, status.latest.total) if status.latest else status.after.total
