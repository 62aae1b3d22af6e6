"""Knows the mails that were sent or tried, as they were rendered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.pages import Listing, Order, Window, page
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Campaign, Case, Message
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class MessageView:
    """`state` unknown: whether it arrived cannot be told, and it is not repeated."""

    id: str
    case_id: str | None
    campaign: str | None
    channel: str
    sender: str
    recipient: str
    subject: str
    body: str
    state: str
    at: datetime


async def listing(session: Session, who: Who, case_id: str | None, window: Window) -> Listing[MessageView]:
    """The messages in sight, the newest first."""
    query = _query(who)
    if case_id is not None:
        query = query.where(Message.case_id == case_id)
    order = Order((col(Message.at), col(Message.id)), descending=True)
    return await page(session, query, order, window, _view)


async def read(session: Session, who: Who, message_id: str) -> MessageView:
    """One message, if it is in sight."""
    run: Any = session.exec
    found = (await run(_query(who).where(Message.id == message_id))).first()
    if found is None:
        raise NotFound(kind="message", name=message_id)
    return _view(found)


def _query(who: Who) -> Any:
    return (
        select(Message, col(Campaign.name))
        .join(Case, col(Case.id) == Message.case_id, isouter=True)
        .join(Campaign, col(Campaign.id) == Case.campaign_id, isouter=True)
        .where(work_in_sight(col(Case.campaign_id), who))
    )


def _view(found: Any) -> MessageView:
    return view(MessageView, found[0], campaign=found[1])
