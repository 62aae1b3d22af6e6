"""Knows what makes a process unsound, beyond its spelling; each finding with a way that shows it."""

from collections.abc import Iterator, Mapping

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, TimeSource, Visibility
from domain.time import format_span
from graphs.fields import STAY
from graphs.findings import Finding, Loc, nearest
from graphs.open_hours import MOST_WEEKS, open_in_a_week
from graphs.process.compiled import CHANNELS
from graphs.process.document import ProcessDocument, Status
from graphs.process.guards import guard_findings
from graphs.process.texts import order_texts
from graphs.process.ways import Branch
from graphs.routes import Reach, loops

_QUIET = frozenset({Lifecycle.TERMINAL, Lifecycle.WAIT})
_TIMED = frozenset({Lifecycle.CALLBACK, Lifecycle.CONFIRM})
_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.CANCELLED)

Edge = tuple[Loc, str]


def ways(status: Status) -> Iterator[tuple[Loc, tuple[Branch, ...]]]:
    """Every way that the system takes out of a status, with its place in it."""
    yield from _told(status)
    for index, edge in enumerate(status.on_time):
        yield ("on_time", index, "then"), edge.then
    if status.sla is not None:
        yield ("sla", "then"), status.sla.then
    for index, action in enumerate(status.actions):
        yield ("actions", index, "on_success"), action.on_success
        yield ("actions", index, "on_failure"), action.on_failure


def _told(status: Status) -> Iterator[tuple[Loc, tuple[Branch, ...]]]:
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


def verify(document: ProcessDocument) -> Iterator[Finding]:
    """All that is unsound about the statuses together and each alone."""
    statuses = document.statuses
    yield from _initials(statuses)
    yield from _targets(statuses)
    yield from _guards(statuses)
    yield from _unreachable(statuses)
    yield from _loops(statuses)
    yield from _ownerless(statuses)
    for name, status in statuses.items():
        yield from _times(name, status)
        yield from _delays(name, status)
        yield from _endings(name, status, statuses)
        yield from _sla_hours(name, status)
        yield from _outcomes(name, status)
        yield from order_texts(name, status)


def initial_of(statuses: Mapping[str, Status]) -> str:
    """The status that every case begins with: the one marked, or else the first (SYS-P-26)."""
    marked = (name for name, status in statuses.items() if status.initial)
    return next(marked, next(iter(statuses)))


def _initials(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    marked = [name for name, status in statuses.items() if status.initial]
    if not marked:
        first = next(iter(statuses))
        yield Finding("initial_missing", ("statuses", first), {"name": first}, on_key=True)
    for name in marked[1:]:
        yield Finding("initial_twice", ("statuses", name, "initial"), {"name": name, "first": marked[0]})


def _targets(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    for name, status in statuses.items():
        for loc, target in edges(status):
            place = ("statuses", name, *loc)
            if target != STAY and target not in statuses:
                yield Finding("target_unknown", place, nearest(target, statuses))
            elif target != STAY and statuses[target].qualifier.time is TimeSource.AGENT:
                yield Finding("agent_time_on_edge", place, {"name": target}, (name, target))


def _guards(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    for name, status in statuses.items():
        for loc, way in ways(status):
            yield from guard_findings(("statuses", name, *loc), way)


def _ways(statuses: Mapping[str, Status]) -> dict[str, list[str]]:
    return {name: [target for _, target in edges(status)] for name, status in statuses.items()}


def _unreachable(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    """An agent may set any status that is not the system's, so only the system's need a way to them."""
    open_to_agents = [name for name, status in statuses.items() if status.for_ == "agents"]
    found = Reach(_ways(statuses), [initial_of(statuses), *open_to_agents])
    for name in statuses:
        if name not in found:
            yield Finding("node_unreachable", ("statuses", name), {"name": name}, on_key=True)


def _loops(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    """Over its limit a counter only passes on; without a counter, undelayed actions go on by themselves."""
    ways: dict[str, list[str]] = {}
    for name, status in statuses.items():
        if status.counter is not None:
            ways[name] = [status.counter.then]
            continue
        prompt = [action for action in status.actions if action.delay is None]
        targets = [branch.then for action in prompt for branch in (*action.on_success, *action.on_failure)]
        ways[name] = [target for target in targets if target in statuses]
    for loop in loops(ways):
        data = {"loop": " → ".join(loop)}
        yield Finding("loop_without_wait", ("statuses", loop[0]), data, loop, on_key=True)


def _ownerless(statuses: Mapping[str, Status]) -> Iterator[Finding]:
    """A private callback that the system sets for a case that may have no owner yet."""
    initial = initial_of(statuses)
    if statuses[initial].owner is not None:
        return
    bare = {name: status for name, status in statuses.items() if status.owner is None}
    public = [name for name, status in bare.items() if status.for_ == "agents" and not _is_private(status)]
    ways = {name: [target for _, target in edges(status) if target in bare] for name, status in bare.items()}
    found = Reach(ways, [initial, *public])
    for name, status in bare.items():
        if _is_private(status) and name in found:
            data = {"name": name}
            yield Finding("private_without_owner", ("statuses", name), data, found.way(name), on_key=True)


def _is_private(status: Status) -> bool:
    axes = status.qualifier
    return axes.visibility is Visibility.PRIVATE and axes.lifecycle in _TIMED


def _times(name: str, status: Status) -> Iterator[Finding]:
    axes, loc = status.qualifier, ("statuses", name)
    if axes.time is TimeSource.AGENT and status.for_ == "system":
        yield Finding("agent_time_for_system", (*loc, "qualifier"), {"name": name})
    if axes.lifecycle is Lifecycle.CALLBACK and axes.time is TimeSource.NONE:
        yield Finding("time_source_missing", (*loc, "qualifier"), {"name": name})
    for source, field, value in (
        (TimeSource.RELATIVE, "after", status.after),
        (TimeSource.ABSOLUTE, "at", status.at),
    ):
        wanted = axes.lifecycle in _TIMED and axes.time is source
        if wanted and value is None:
            yield Finding(f"{field}_missing", (*loc, "qualifier"), {"name": name})
        if value is not None and not wanted:
            yield Finding("field_unused", (*loc, field), {"field": field})


def _delays(name: str, status: Status) -> Iterator[Finding]:
    if status.qualifier.lifecycle in _TIMED:
        return
    for index, action in enumerate(status.actions):
        if action.delay is not None and action.delay.from_ == "callback":
            yield Finding(
                "callback_missing", ("statuses", name, "actions", index, "delay", "from"), {"name": name}
            )


def _endings(name: str, status: Status, statuses: Mapping[str, Status]) -> Iterator[Finding]:
    lifecycle = status.qualifier.lifecycle
    if lifecycle is Lifecycle.TERMINAL:
        for loc, target in edges(status):
            if target != STAY and loc[0] != "counter":
                yield Finding("terminal_has_exit", ("statuses", name, *loc), {"name": name})
    if lifecycle is Lifecycle.WAIT and not any(_leaves(ends, statuses) for ends in _limits(status)):
        yield Finding("wait_without_limit", ("statuses", name), {"name": name}, (name,), on_key=True)


def _sla_hours(name: str, status: Status) -> Iterator[Finding]:
    """Windows that are open so rarely that the limit would be no limit."""
    sla = status.sla
    if sla is not None and sla.hours and open_in_a_week(sla.hours) * MOST_WEEKS < sla.limit.total:
        data = {"limit": format_span(sla.limit), "weeks": MOST_WEEKS}
        yield Finding("sla_hours_too_few", ("statuses", name, "sla", "hours"), data)


def _limits(status: Status) -> Iterator[tuple[tuple[Branch, ...], ...]]:
    """What ends by itself some time: a term of the status, or an action with both its ends."""
    for edge in status.on_time:
        yield (edge.then,)
    if status.sla is not None:
        yield (status.sla.then,)
    for action in status.actions:
        yield action.on_success, action.on_failure


def _leaves(ends: tuple[tuple[Branch, ...], ...], statuses: Mapping[str, Status]) -> bool:
    """Whether every end surely ends the wait: a status that keeps the qualifier goes on waiting."""
    return all(
        way[-1].when is None
        and all(
            branch.then in statuses and statuses[branch.then].qualifier.lifecycle is not Lifecycle.KEEP
            for branch in way
        )
        for way in ends
    )


def _outcomes(name: str, status: Status) -> Iterator[Finding]:
    if status.qualifier.lifecycle in _QUIET:
        return
    missing = [outcome.value for outcome in _OUTCOMES if outcome not in status.on_dialer]
    if missing:
        data = {"outcomes": ", ".join(missing)}
        yield Finding("outcome_unhandled", ("statuses", name, "on_dialer"), data)
