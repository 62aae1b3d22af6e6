"""Knows what happened to a case, row by row (SYS-P-81)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import case_list
from db.effect_list import EffectView, sent_by_then
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import CaseHistory, User
from db.views import view
from domain.access import Who


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A row of SYS-P-81: `responsible` has the case then, `ordered_by` made the change (or `system`).

    `already_sent` is what had left by then, where the status takes a success back (NEW-10)."""

    id: str
    step: int
    at: datetime
    status: str
    from_status: str | None
    responsible_id: str | None
    responsible: str | None
    ordered_by: str
    ordered_by_name: str
    edge: str
    note: str
    graph_hash: str
    disposition_id: str | None
    already_sent: list[EffectView]


async def history(session: Session, who: Who, case_id: str, window: Window) -> Listing[HistoryEntry]:
    """What happened to a case, from its beginning."""
    await case_list.read(session, who, case_id)
    query = select(CaseHistory).where(CaseHistory.case_id == case_id)
    order = Order((col(CaseHistory.step), col(CaseHistory.position)))
    rows = await page(session, query, order, window, lambda row: row[0])
    people = await _names(session, rows.items)
    return Listing([await _entry(session, row, people) for row in rows.items], rows.next)


async def _names(session: Session, rows: Sequence[CaseHistory]) -> dict[str, str]:
    ids = {row.owner_id for row in rows} | {row.ordered_by for row in rows}
    return dict((await session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))).all())


async def _entry(session: Session, row: CaseHistory, people: Mapping[str, str]) -> HistoryEntry:
    return view(
        HistoryEntry,
        row,
        already_sent=await sent_by_then(session, row),
        responsible_id=row.owner_id,
        responsible=people.get(row.owner_id or ""),
        ordered_by_name=people.get(row.ordered_by, row.ordered_by),
    )
