"""Knows which gateway acts for a node: a row with a term that only grows, lost when nobody renews it."""

from datetime import timedelta

from sqlmodel import col, select, update

from db.session import Database, Session
from db.tables.switches import Leadership


class Leaderships:
    """Taken by compare-and-set; the holder must stop by itself when its time has passed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lead(self, node: str, holder: str, seconds: float) -> int | None:
        """Take or renew leadership for `seconds`; the term, or None while somebody else leads."""
        return await self._database.run(lambda session: _lead(session, node, holder, seconds))

    async def ready(self, node: str, holder: str, term: int, epoch: str) -> None:
        """The leader of this term knows its switch, which started at `epoch`."""
        mine = (
            col(Leadership.node) == node,
            col(Leadership.holder) == holder,
            col(Leadership.term) == term,
        )

        async def write(session: Session) -> None:
            await session.change(update(Leadership).where(*mine).values(epoch=epoch, ready_at=session.now))

        await self._database.run(write)


async def _lead(session: Session, node: str, holder: str, seconds: float) -> int | None:
    found = await session.exec(select(Leadership).where(Leadership.node == node).with_for_update())
    row = found.first()
    until = session.now + timedelta(seconds=seconds)
    if row is None:
        await session.put(Leadership(node=node, holder=holder, term=1, until=until))
        return 1
    if row.until > session.now and row.holder != holder:
        return None
    if row.until <= session.now:
        row.holder, row.term, row.ready_at = holder, row.term + 1, None
    row.until = until
    return row.term
