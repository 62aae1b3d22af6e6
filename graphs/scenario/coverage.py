"""Knows which statuses and edges of a process were gone through, and which were not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graphs.process import Process, Row
from graphs.process.compiled import Edge, Fork, Node, Out


class Way(NamedTuple):
    """An edge as the history tells it. Ways that stay leave no row, so they are none of these."""

    origin: str
    edge: str
    target: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.edge} → {self.target}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Each status and each edge of the process, with whether it was gone through."""

    statuses: Mapping[str, bool]
    edges: Mapping[Way, bool]

    @property
    def uncovered_statuses(self) -> tuple[str, ...]:
        return tuple(name for name, gone in self.statuses.items() if not gone)

    @property
    def uncovered_edges(self) -> tuple[Way, ...]:
        return tuple(way for way, gone in self.edges.items() if not gone)


def coverage(process: Process, rows: Iterable[Row]) -> Coverage:
    """What the rows of histories cover of the process."""
    gone = {Way(row.from_status or "", row.edge, row.status) for row in rows}
    entered = {way.target for way in gone}
    return Coverage(
        {name: name in entered for name in process.nodes},
        {way: way in gone for node in process.nodes.values() for way in _ways(node)},
    )


def _ways(node: Node) -> Iterator[Way]:
    for out in (*node.ways(), node.then):
        for edge in _edges(out):
            yield Way(node.name, edge.name, edge.target.name)
    for term in node.terms:
        if term.out is None and term.name.startswith("sla"):
            yield Way(node.name, term.name, node.name)


def _edges(out: Out) -> Iterator[Edge]:
    if isinstance(out, Fork):
        yield from (edge for _, edge in out.branches if edge is not None)
    elif out is not None:
        yield out
