"""Knows who changed which setting or document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Audit, User
from domain.access import Who


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: str
    at: datetime
    user_id: str | None
    user: str | None
    action: str
    subject: str
    detail: dict[str, Any]


def note(session: Session, who: Who | None, action: str, subject: str, **detail: Any) -> None:
    """Write down who did what; None is the installation itself. Never a secret, never a customer's data."""
    if who is not None and who.key_id is not None:
        detail["key"] = who.key_id
    session.add(
        Audit(
            id=session.new_id(),
            at=session.now,
            user_id=None if who is None else who.user_id,
            action=action,
            subject=subject,
            detail=detail,
        )
    )


async def entries(session: Session, window: Window, subject: str | None = None) -> Listing[AuditEntry]:
    """What was done, the newest first."""
    query = select(Audit, col(User.name)).join(User, col(User.id) == Audit.user_id, isouter=True)
    if subject is not None:
        query = query.where(Audit.subject == subject)
    return await page(session, query, Order((col(Audit.at), col(Audit.id)), descending=True), window, _entry)


def _entry(found: Any) -> AuditEntry:
    row: Audit = found[0]
    return AuditEntry(row.id, row.at, row.user_id, found[1], row.action, row.subject, row.detail)
