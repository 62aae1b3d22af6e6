"""Knows successes that are credited again without effect, and revoked where there is none."""

from collections.abc import Iterator

from domain.qualifiers import Lifecycle, SuccessEffect
from graphs.findings import Finding
from graphs.process.checks.edges import Statuses, for_agents, targets
from graphs.routes import Reach


def succeeding(statuses: Statuses) -> Iterator[Finding]:
    yield from _twice(statuses)
    yield from _revoked(statuses)


def _having(statuses: Statuses, effect: SuccessEffect) -> list[str]:
    return [name for name, status in statuses.items() if status.qualifier.success is effect]


def _open(statuses: Statuses, names: list[str]) -> list[str]:
    return [name for name in names if statuses[name].qualifier.lifecycle is not Lifecycle.TERMINAL]


def _twice(statuses: Statuses) -> Iterator[Finding]:
    """By the system alone: an agent who saves a second success may mean it."""
    crediting = _having(statuses, SuccessEffect.CREDIT)
    revoking = _having(statuses, SuccessEffect.REVOKE)
    ways = {name: aims for name, aims in targets(statuses).items() if name not in revoking}
    told: set[str] = set()
    for name in _open(statuses, crediting):
        found = Reach(ways, [aim for aim in ways.get(name, ()) if aim != name])
        for again in crediting:
            if again not in (name, *told) and again in found:
                told.add(again)
                data = {"name": again, "first": name}
                path = (name, *found.way(again))
                yield Finding("success_twice", ("statuses", again, "qualifier"), data, path)


def _revoked(statuses: Statuses) -> Iterator[Finding]:
    credited = _open(statuses, _having(statuses, SuccessEffect.CREDIT))
    agents = for_agents(statuses) if credited else []
    found = Reach(targets(statuses), [*credited, *agents])
    for name in _having(statuses, SuccessEffect.REVOKE):
        if name not in found:
            yield Finding("revoke_without_success", ("statuses", name, "qualifier"), {"name": name})
