"""Knows what is wrong with the guards of ways, and which branches are never reached."""

from collections.abc import Iterator

from graphs.conditions import Condition, compile_condition
from graphs.findings import Finding, Loc
from graphs.process.ways import Branch


def guard_findings(loc: Loc, way: tuple[Branch, ...]) -> Iterator[Finding]:
    """The flaws of each guard at its place, and the branches behind one that is always taken."""
    open_at: int | None = None
    for index, branch in enumerate(way):
        place = (*loc, index)
        if open_at is not None:
            yield Finding("branch_unreachable", place, {"first": open_at + 1})
        elif branch.when is None:
            open_at = index
        if branch.when is not None:
            yield from _flaws((*place, "when"), branch.when)


def _flaws(loc: Loc, text: str) -> Iterator[Finding]:
    found = compile_condition(text)
    if isinstance(found, Condition):
        return
    for flaw in found:
        yield Finding(flaw.code, loc, flaw.data)
