"""Knows the facts that wait until a workflow has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select, update

from db.cases import LATE, write_late
from db.session import Database, Session
from db.tables.cases import Case
from db.tables.effects import Outbox
from domain.cases import CaseFact
from domain.facts import OutboxFact


class OutboxSource:
    """Where the deliverer takes facts from and says what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def undelivered(self, older_than: timedelta, limit: int) -> Sequence[OutboxFact]:
        """Facts that nobody has delivered for this long, the oldest first."""
        async with self._database.read() as session:
            rows = await session.exec(
                select(Outbox)
                .where(col(Outbox.delivered_at).is_(None), col(Outbox.created_at) <= session.now - older_than)
                .order_by(col(Outbox.created_at), col(Outbox.id))
                .limit(limit)
            )
            return [_fact(row) for row in rows]

    async def delivered(self, ids: Sequence[str], note: str | None = None) -> None:
        if not ids:
            return

        async def write(session: Session) -> None:
            waiting = update(Outbox).where(col(Outbox.id).in_(ids), col(Outbox.delivered_at).is_(None))
            values = {"delivered_at": session.now, **({"note": note} if note else {})}
            await session.change(waiting.values(**values))

        await self._database.run(write)

    async def is_starting(self, workflow_id: str) -> bool:
        """Whether the start of this workflow has not been delivered yet."""
        start = select(Outbox.id).where(
            Outbox.workflow_id == workflow_id, Outbox.kind == "start", col(Outbox.delivered_at).is_(None)
        )
        async with self._database.read() as session:
            return (await session.exec(start.limit(1))).first() is not None

    async def late(self, fact_id: str) -> bool:
        """Whether the fact's case is finished; then the fact becomes a history row, once, and is delivered."""
        return await self._database.run(lambda session: _late(session, fact_id))

    async def awaits_start(self, workflow_id: str) -> bool:
        """Whether a start of this workflow has not been delivered."""
        start = select(Outbox.id).where(
            Outbox.workflow_id == workflow_id, Outbox.kind == "start", col(Outbox.delivered_at).is_(None)
        )
        async with self._database.read() as session:
            return (await session.exec(start.limit(1))).first() is not None


async def _late(session: Session, fact_id: str) -> bool:
    fact = await session.get(Outbox, fact_id, with_for_update=True)
    case = await session.get(Case, fact.workflow_id.removeprefix("case-")) if fact is not None else None
    if fact is None or case is None or case.workflow != "finished":
        return False
    if fact.delivered_at is None:
        fact.delivered_at, fact.note = session.now, LATE
        what = ".".join(str(fact.payload[part]) for part in ("kind", "outcome") if fact.payload.get(part))
        await write_late(session, case.id, what or fact.name)
    return True


def fact_of(payload: Mapping[str, Any]) -> CaseFact:
    """The fact that a case was told, as `tell_case` wrote it."""
    values: dict[str, Any] = {**payload, "at": datetime.fromisoformat(payload["at"])}
    return CaseFact(**values)


def _fact(row: Outbox) -> OutboxFact:
    return OutboxFact(row.id, row.workflow_id, row.kind, row.name, row.payload, row.created_at)
