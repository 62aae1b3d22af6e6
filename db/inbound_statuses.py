"""Knows the dictionary of what customers of inbound calls may want, from which each process chooses (SYS-P-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits
from db.conflicts import Taken, check_etag
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import InboundCallStatus
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class InboundStatusView:
    """An entry. A `retired` one stands in no new version of a process; what names it already goes on with it."""

    name: str
    title: str
    retired: bool
    etag: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class InboundStatusChange:
    """What is to change; None stays as it is. The name stays for ever: documents and calls hold it."""

    title: str | None = None
    retired: bool | None = None


async def add(session: Session, who: Who, name: str, title: str) -> InboundStatusView:
    """A new entry; a name that there is, retired or not, is refused."""
    if await session.get(InboundCallStatus, name) is not None:
        raise Taken(kind="inbound call status", name=name)
    row = InboundCallStatus(name=name, title=title, updated_at=session.now)
    await session.put(row)
    audits.note(session, who, "inbound_call_status.added", name, title=title)
    return view(InboundStatusView, row)


async def change(
    session: Session, who: Who, name: str, change: InboundStatusChange, if_match: int | None
) -> InboundStatusView:
    """Rename what people read, retire an entry or take it back into use."""
    row = await session.get(InboundCallStatus, name, with_for_update=True)
    if row is None:
        raise _absent(name)
    check_etag(row.etag, if_match, view(InboundStatusView, row))
    if change.title is not None:
        row.title = change.title
    if change.retired is not None:
        row.retired = change.retired
    row.etag, row.updated_at = row.etag + 1, session.now
    await session.put(row)
    audits.note(session, who, "inbound_call_status.changed", name, title=row.title, retired=row.retired)
    return view(InboundStatusView, row)


async def read(session: Session, name: str) -> InboundStatusView:
    """One entry, retired or not."""
    row = await session.get(InboundCallStatus, name)
    if row is None:
        raise _absent(name)
    return view(InboundStatusView, row)


async def listing(
    session: Session, window: Window, retired: bool | None = None
) -> Listing[InboundStatusView]:
    """The entries by name; `retired` tells which, None all."""
    query = select(InboundCallStatus)
    if retired is not None:
        query = query.where(col(InboundCallStatus.retired) == retired)
    order = Order((col(InboundCallStatus.name),))
    return await page(session, query, order, window, lambda row: view(InboundStatusView, row[0]))


async def retirements(session: Session) -> dict[str, bool]:
    """Every name, and whether it is retired."""
    columns = select(InboundCallStatus.name, InboundCallStatus.retired)
    return dict((await session.exec(columns)).all())


async def titles(session: Session, names: Sequence[str]) -> dict[str, str]:
    """What people read for these names."""
    columns = select(InboundCallStatus.name, InboundCallStatus.title)
    return dict((await session.exec(columns.where(col(InboundCallStatus.name).in_(names)))).all())


def _absent(name: str) -> NotFound:
    return NotFound(kind="inbound call status", name=name)
