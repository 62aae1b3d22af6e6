"""Knows whether every status can be reached, every edge leads somewhere, and every case can end."""

from collections.abc import Iterator

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, TimeSource
from graphs.fields import STAY
from graphs.findings import Finding, nearest
from graphs.process.checks.edges import Statuses, edges, for_agents, initial_of, targets
from graphs.routes import Reach, backwards

_QUIET = frozenset({Lifecycle.TERMINAL, Lifecycle.WAIT})
_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.CANCELLED)


def reaching(statuses: Statuses) -> Iterator[Finding]:
    yield from _initials(statuses)
    yield from _targets(statuses)
    yield from _unreachable(statuses)
    yield from _dead_ends(statuses)
    yield from _outcomes(statuses)


def _initials(statuses: Statuses) -> Iterator[Finding]:
    marked = [name for name, status in statuses.items() if status.initial]
    if not marked:
        first = next(iter(statuses))
        yield Finding("initial_missing", ("statuses", first), {"name": first}, on_key=True)
    for name in marked[1:]:
        yield Finding("initial_twice", ("statuses", name, "initial"), {"name": name, "first": marked[0]})


def _targets(statuses: Statuses) -> Iterator[Finding]:
    for name, status in statuses.items():
        for loc, target in edges(status):
            place = ("statuses", name, *loc)
            if target != STAY and target not in statuses:
                yield Finding("target_unknown", place, nearest(target, statuses))
            elif target != STAY and statuses[target].qualifier.time is TimeSource.AGENT:
                yield Finding("agent_time_on_edge", place, {"name": target}, (name, target))


def _unreachable(statuses: Statuses) -> Iterator[Finding]:
    """An agent may set any status that is not the system's, so only the system's need a way to them."""
    found = Reach(targets(statuses), [initial_of(statuses), *for_agents(statuses)])
    for name in statuses:
        if name not in found:
            yield Finding("node_unreachable", ("statuses", name), {"name": name}, on_key=True)


def _dead_ends(statuses: Statuses) -> Iterator[Finding]:
    """An agent who is offered a case may set any status of agents, so one of them that ends is enough."""
    closing = [name for name, each in statuses.items() if each.qualifier.lifecycle is Lifecycle.TERMINAL]
    if not closing:
        yield Finding("never_ends", ("statuses",), on_key=True)
        return
    ending = Reach(backwards(targets(statuses)), closing)
    if any(name in ending for name in for_agents(statuses)):
        return
    found = Reach(targets(statuses), [initial_of(statuses), *for_agents(statuses)])
    for name in statuses:
        if name in found and name not in ending:
            yield Finding("dead_end", ("statuses", name), {"name": name}, found.way(name), on_key=True)


def _outcomes(statuses: Statuses) -> Iterator[Finding]:
    for name, status in statuses.items():
        if status.qualifier.lifecycle in _QUIET:
            continue
        missing = [outcome.value for outcome in _OUTCOMES if outcome not in status.on_dialer]
        if missing:
            data = {"outcomes": ", ".join(missing)}
            yield Finding("outcome_unhandled", ("statuses", name, "on_dialer"), data)
