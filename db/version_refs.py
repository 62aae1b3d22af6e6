"""Knows under which number a pinned document was published when something began with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from db.session import Session
from db.tables.graphs import GraphVersion

_VERSIONS: Any = (
    select(
        col(GraphVersion.hash),
        col(GraphVersion.name),
        col(GraphVersion.number),
        col(GraphVersion.published_at),
    )
    .where(col(GraphVersion.hash).in_(bindparam("hashes", expanding=True)))
    .order_by(col(GraphVersion.number).desc())
)


@dataclass(frozen=True, slots=True)
class VersionRef:
    """The published version of a graph; `number` is 0 for one that was never published under a name."""

    name: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class VersionRefs:
    """Versions by hash, the newest first: after a rollback one document has several numbers."""

    rows: Mapping[str, Sequence[Any]]

    def at(self, graph_hash: str, moment: datetime) -> VersionRef:
        """The version that this document was at that moment."""
        published = self.rows.get(graph_hash, ())
        found = next((row for row in published if row.published_at <= moment), None)
        return VersionRef(found.name if found else "", found.number if found else 0, graph_hash)


async def version_refs(session: Session, hashes: Iterable[str]) -> VersionRefs:
    """The versions of these documents."""
    rows: dict[str, list[Any]] = {}
    for row in await session.rows(_VERSIONS, hashes=list(set(hashes))):
        rows.setdefault(row.hash, []).append(row)
    return VersionRefs(rows)
