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
from graphs.routes import Reach

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
    """Who waits goes on waiting in a status that keeps the qualifier, so that needs a limit too."""
    waiting = [name for name, each in statuses.items() if each.qualifier.lifecycle is Lifecycle.WAIT]
    keeps = {
        name: [target for _, target in edges(status) if _keeps(target, statuses)]
        for name, status in statuses.items()
        if name in waiting or _keeps(name, statuses)
    }
    found = Reach(keeps, waiting)
    for name, status in statuses.items():
        if name in found and not any(_ends(name, ways, statuses) for ways in _limits(status)):
            yield Finding(
                "wait_without_limit", ("statuses", name), {"name": name}, found.way(name), on_key=True
            )


def _keeps(name: str, statuses: Statuses) -> bool:
    return name in statuses and statuses[name].qualifier.lifecycle is Lifecycle.KEEP


def _limits(status: Status) -> Iterator[tuple[Way, ...]]:
    """What ends by itself some time: a term of the status, or an action with both its ends."""
    for edge in status.on_time:
        yield (edge.then,)
    if status.sla is not None:
        yield (status.sla.then,)
    for action in status.actions:
        yield action.on_success, action.on_failure


def _ends(name: str, ways: tuple[Way, ...], statuses: Statuses) -> bool:
    return all(surely_leaves(name, way, statuses) for way in ways)


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
    """After how long the status is surely left, and by which of its terms."""
    for index, edge in enumerate(status.on_time):
        if surely_leaves(name, edge.then, statuses):
            yield edge.after.total, f"on_time.{index}"
    if status.sla is not None and surely_leaves(name, status.sla.then, statuses):
        yield status.sla.limit.total, "sla"


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
