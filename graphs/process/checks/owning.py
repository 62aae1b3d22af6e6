"""Knows private callbacks that can have no owner, and choices of agents where no agent chooses."""

from collections.abc import Iterator

from domain.qualifiers import Lifecycle, Visibility
from graphs.findings import Finding
from graphs.process.checks.edges import TIMED, Statuses, edges, for_agents, initial_of
from graphs.process.document import CHOSEN, Status
from graphs.routes import Reach


def owning(statuses: Statuses) -> Iterator[Finding]:
    yield from _ownerless(statuses)
    for name, status in statuses.items():
        for field in _of_agents(status):
            yield Finding("field_for_agents", ("statuses", name, field), {"name": name, "field": field})


def _of_agents(status: Status) -> Iterator[str]:
    """What only an agent who saves the status could use."""
    if status.for_ == "agents":
        return
    if status.available_after:
        yield "available_after"
    if status.owner is not None and status.owner.agent == CHOSEN:
        yield "owner"


def _ownerless(statuses: Statuses) -> Iterator[Finding]:
    """A private callback that the system sets for a case that may have no owner: it never had one, or
    `unused` took it away. Whom an agent would choose, the system does not."""
    bare = {name: status for name, status in statuses.items() if not _names_owner(status)}
    ways = {name: list(_by_system(status, bare)) for name, status in bare.items()}
    found = Reach(ways, [name for name in _without_owner(statuses) if name in bare])
    for name, status in bare.items():
        if _is_private(status) and name in found:
            data = {"name": name}
            yield Finding("private_without_owner", ("statuses", name), data, found.way(name), on_key=True)


def _by_system(status: Status, bare: Statuses) -> Iterator[str]:
    """The agent who waits for the dialer becomes the owner of what is private."""
    for loc, target in edges(status):
        if target in bare and not (loc[0] == "on_waiting" and _is_private(bare[target])):
            yield target


def _without_owner(statuses: Statuses) -> Iterator[str]:
    """Statuses in which a case may have no owner; one that begins with an owner loses it only by `unused`."""
    initial = initial_of(statuses)
    cleared = [name for name, status in statuses.items() if status.qualifier.lifecycle is Lifecycle.RESET]
    yield from cleared
    if _names_owner(statuses[initial]) and not cleared:
        return
    yield initial
    for name in for_agents(statuses):
        status = statuses[name]
        if status.owner is None and status.qualifier.visibility is not Visibility.PRIVATE:
            yield name


def _names_owner(status: Status) -> bool:
    return status.owner is not None and status.owner.agent != CHOSEN


def _is_private(status: Status) -> bool:
    axes = status.qualifier
    return axes.visibility is Visibility.PRIVATE and axes.lifecycle in TIMED
