"""Knows what makes a process unsound, beyond its spelling; each finding with a way that shows it."""

from collections.abc import Iterator, Sequence

from graphs.findings import Finding
from graphs.process.checks.edges import Statuses, ways
from graphs.process.checks.ending import ending
from graphs.process.checks.looping import looping
from graphs.process.checks.owning import owning
from graphs.process.checks.reaching import reaching
from graphs.process.checks.succeeding import succeeding
from graphs.process.checks.timing import timing
from graphs.process.document import ProcessDocument, Status
from graphs.process.guards import guard_findings
from graphs.process.texts import order_texts


def verify(document: ProcessDocument) -> Iterator[Finding]:
    """All that is unsound about the statuses together and each alone."""
    statuses = document.statuses
    for check in (reaching, looping, owning, ending, succeeding):
        yield from check(statuses)
    yield from _guards(statuses)
    yield from _inbound(document.inbound_call_statuses or ())
    for name, status in statuses.items():
        yield from timing(name, status)
        yield from order_texts(name, status)
        yield from _answers(name, status)


def _guards(statuses: Statuses) -> Iterator[Finding]:
    for name, status in statuses.items():
        for loc, way in ways(status):
            yield from guard_findings(("statuses", name, *loc), way)


def _inbound(chosen: Sequence[str]) -> Iterator[Finding]:
    for index, name in enumerate(chosen):
        if name in chosen[:index]:
            yield Finding("inbound_call_status_twice", ("inbound_call_statuses", index), {"name": name})


def _answers(name: str, status: Status) -> Iterator[Finding]:
    """One answer of a script leads one way."""
    given: dict[tuple[str, str, str], int] = {}
    for index, edge in enumerate(status.on_script):
        first = given.setdefault((edge.script, edge.field, edge.value), index)
        if first != index:
            yield Finding("answer_twice", ("statuses", name, "on_script", index), {"first": first + 1})
