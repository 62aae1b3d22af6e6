"""Knows the loops that a case would go round without a wait, or for ever while nobody answers."""

from collections.abc import Iterator

from graphs.findings import Finding
from graphs.process.actions import Copy
from graphs.process.checks.edges import Statuses, unattended
from graphs.routes import Reach, Ways, loops


def looping(statuses: Statuses) -> Iterator[Finding]:
    for name, status in statuses.items():
        if status.counter is not None and status.counter.then == name:
            yield Finding("counter_to_itself", ("statuses", name, "counter", "then"), {"name": name})
    endless: set[frozenset[str]] = set()
    for loop in loops(_at_once(statuses)):
        endless.add(frozenset(loop))
        yield _finding("loop_without_wait", loop)
    for_ever = _for_ever(statuses)
    for loop in loops(for_ever):
        if frozenset(loop) not in endless:
            yield _finding("loop_without_bound", loop)
    yield from _copying(statuses, for_ever)


def _copying(statuses: Statuses, for_ever: Ways) -> Iterator[Finding]:
    """On a loop without a bound each round makes another copy."""
    for name, status in statuses.items():
        copies = [index for index, action in enumerate(status.actions) if isinstance(action.order, Copy)]
        found = Reach(for_ever, for_ever[name]) if copies else Reach({}, ())
        for index in copies:
            if name in found:
                loop = (name, *found.way(name))
                loc = ("statuses", name, "actions", index, "copy")
                yield Finding("copies_endless", loc, {"loop": " → ".join(loop)}, loop, on_key=True)


def _finding(code: str, loop: tuple[str, ...]) -> Finding:
    return Finding(code, ("statuses", loop[0]), {"loop": " → ".join(loop)}, loop, on_key=True)


def _at_once(statuses: Statuses) -> dict[str, list[str]]:
    """Over its limit a counter only passes on; without a counter, undelayed actions go on by themselves."""
    ways: dict[str, list[str]] = {}
    for name, status in statuses.items():
        if status.counter is not None:
            ways[name] = [status.counter.then] if status.counter.then != name else []
            continue
        prompt = [action for action in status.actions if action.delay is None]
        found = [branch.then for action in prompt for branch in (*action.on_success, *action.on_failure)]
        ways[name] = [target for target in found if target in statuses]
    return ways


def _for_ever(statuses: Statuses) -> dict[str, list[str]]:
    ways = {name: list(unattended(name, status)) for name, status in statuses.items()}
    for name, status in statuses.items():
        if status.counter is not None and status.counter.then == name:
            ways[name] = []
    return ways
