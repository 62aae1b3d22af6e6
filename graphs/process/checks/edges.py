"""Knows every way out of a status with its place in the document, and which of them the case takes by itself."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle
from graphs.fields import STAY
from graphs.findings import Loc
from graphs.process.compiled import CHANNELS
from graphs.process.document import Status
from graphs.process.ways import Branch

Statuses = Mapping[str, Status]
Way = tuple[Branch, ...]
Edge = tuple[Loc, str]

TIMED = frozenset({Lifecycle.CALLBACK, Lifecycle.CONFIRM})
_LEADING = ("actions", "counter", "sla")
_AIMS = ("then", "on_success", "on_failure")
_BY_NAME = ("on_dialer", "on_event")
_TALKS = frozenset({Outcome.ANSWERED, Outcome.CANCELLED})


def ways(status: Status) -> Iterator[tuple[Loc, Way]]:
    """Every way that the system takes out of a status, with its place in it."""
    yield from _told(status)
    yield from ends(status)


def ends(status: Status) -> Iterator[tuple[Loc, Way]]:
    """The ways that nobody outside begins: the ends of its time and of its actions."""
    for index, edge in enumerate(status.on_time):
        yield ("on_time", index, "then"), edge.then
    if status.sla is not None:
        yield ("sla", "then"), status.sla.then
    for index, action in enumerate(status.actions):
        yield ("actions", index, "on_success"), action.on_success
        yield ("actions", index, "on_failure"), action.on_failure


def _told(status: Status) -> Iterator[tuple[Loc, Way]]:
    """The ways that begin outside of the case."""
    for outcome, way in status.on_dialer.items():
        yield ("on_dialer", outcome.value), way
    for channel in CHANNELS:
        way = getattr(status, f"on_{channel}")
        if way is not None:
            yield (f"on_{channel}",), way
    for name, way in status.on_event.items():
        yield ("on_event", name), way
    for index, script in enumerate(status.on_script):
        yield ("on_script", index, "then"), script.then


def edges(status: Status) -> Iterator[Edge]:
    """Every transition that the system makes, with its place in the status; `stay` is one too."""
    for loc, way in ways(status):
        branched = len(way) > 1 or any(branch.when is not None for branch in way)
        for index, branch in enumerate(way):
            yield ((*loc, index, "then") if branched else loc), branch.then
    if status.counter is not None:
        yield ("counter", "then"), status.counter.then


def targets(statuses: Statuses) -> dict[str, list[str]]:
    """Where each status leads by the system."""
    return {
        name: [target for _, target in edges(status) if target in statuses]
        for name, status in statuses.items()
    }


def unattended(name: str, status: Status) -> Iterator[str]:
    """Where the case goes for ever while nobody answers: over its limit a counter only passes on, and a guard
    may bound what it guards."""
    if status.counter is not None:
        yield status.counter.then
        return
    dialled = ((("on_dialer",), way) for each, way in status.on_dialer.items() if each not in _TALKS)
    bounded = any(_leaves(name, way) for loc, way in ends(status) if loc[0] in ("on_time", "sla"))
    for _, way in (*dialled, *ends(status)):
        if any(branch.when is not None for branch in way) or way[0].then == STAY:
            continue
        if way[0].then != name or not bounded:
            yield way[0].then


def surely_leaves(name: str, way: Way, statuses: Statuses) -> bool:
    """Whether this way, once begun, ends the stay in the status, whatever its guards say."""
    return _leaves(name, way) and all(branch.then in statuses for branch in way)


def _leaves(name: str, way: Way) -> bool:
    return way[-1].when is None and all(branch.then not in (STAY, name) for branch in way)


def initial_of(statuses: Statuses) -> str:
    """The status that every case begins with: the one marked, or else the first (SYS-P-26)."""
    marked = (name for name, status in statuses.items() if status.initial)
    return next(marked, next(iter(statuses)))


def for_agents(statuses: Statuses) -> list[str]:
    """The statuses that agents may set."""
    return [name for name, status in statuses.items() if status.for_ == "agents"]


def written(status: Mapping[str, Any]) -> Iterator[Edge]:
    """The targets of a status as it is written, sound or not."""
    for field, value in status.items():
        if field.startswith("on_") or field in _LEADING:
            yield from _written(value, (field,))


def _written(value: Any, loc: Loc) -> Iterator[Edge]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from _written(inner, (*loc, index))
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            if key in _AIMS or loc[-1] in _BY_NAME:
                yield from _written(inner, (*loc, key))
