"""Knows who is notified of what, and what each person has not read yet (SYS-P-31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from db.letters import context_of
from db.pages import Listing, Order, Window, page
from db.people_named import people_named
from db.session import Session
from db.tables.campaigns import Campaign, Membership, Queue
from db.tables.cases import Case
from db.tables.notices import Notification
from db.tables.people import User
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound
from graphs.process.actions import Notify
from graphs.script.texts import filled

NOBODY = "nobody_to_notify"
_ACCOUNT = "account/"
_AGAIN_AFTER = timedelta(days=1)
_REFUSED = (
    "Usługa „{service}” nie przyjmuje naszych danych logowania ({reason}). Zlecenia czekają, aż administrator je"
    " poprawi."
    " / The service “{service}” refuses our account ({reason}). What is ordered waits until an administrator mends it."
)


@dataclass(frozen=True, slots=True)
class NotificationView:
    """A notification about a case; `read_at` is empty until it was read."""

    id: str
    case_id: str
    text: str
    at: datetime
    read_at: datetime | None


async def notify(session: Session, effect_key: str, case: Case, order: Notify) -> str | None:
    """Write it for each addressee and tell their screens; why not, or None when it is done."""
    campaign = await session.get_one(Campaign, case.campaign_id)
    people = await _addressees(session, case, order.to)
    text = filled(order.text, await context_of(session, case, campaign)) or ""
    _write(session, effect_key, case, people, text)
    return None if people else NOBODY


async def refused_by(session: Session, case: Case, service: str, reason: str) -> None:
    """Tell the supervisors of the campaign, once a day, that a service refuses our account and orders wait."""
    key = f"{_ACCOUNT}{service}"
    await session.alone_with(f"notice {key} {case.campaign_id}")
    told = select(Notification.id).where(
        Notification.effect_key == key,
        Notification.campaign_id == case.campaign_id,
        col(Notification.at) > session.now - _AGAIN_AFTER,
    )
    if (await session.exec(told.limit(1))).first() is None:
        text = _REFUSED.replace("{service}", service).replace("{reason}", reason)
        _write(session, key, case, await _supervisors(session, case.campaign_id), text)


def _write(session: Session, key: str, case: Case, people: Sequence[str], text: str) -> None:
    for user_id in people:
        notice = Notification(
            id=session.new_id(),
            effect_key=key,
            case_id=case.id,
            campaign_id=case.campaign_id,
            user_id=user_id,
            text=text,
            at=session.now,
        )
        session.add(notice)
        about = {"campaign_id": case.campaign_id, "agent_id": user_id, "case_id": case.id}
        session.record("agent", "notified", notice.id, **about)


async def listing(session: Session, who: Who, window: Window, *, unread: bool) -> Listing[NotificationView]:
    """One's own notifications, the newest first."""
    query = select(Notification).where(Notification.user_id == who.user_id)
    if unread:
        query = query.where(col(Notification.read_at).is_(None))
    order = Order((col(Notification.at), col(Notification.id)), descending=True)
    return await page(session, query, order, window, lambda row: view(NotificationView, row[0]))


async def mark_read(session: Session, who: Who, notification_id: str) -> NotificationView:
    """One's own notification has been read."""
    notice = await session.get(Notification, notification_id)
    if notice is None or notice.user_id != who.user_id:
        raise NotFound(kind="notification", name=notification_id)
    notice.read_at = notice.read_at or session.now
    session.add(notice)
    return view(NotificationView, notice)


async def _addressees(session: Session, case: Case, to: str) -> Sequence[str]:
    if to == "supervisors":
        return await _supervisors(session, case.campaign_id)
    if to == "responsible":
        return [case.owner_id] if case.owner_id is not None else await _supervisors(session, case.campaign_id)
    return (await people_named(session, [to]))[to]


async def _supervisors(session: Session, campaign_id: str) -> Sequence[str]:
    """The supervisors among the members of the campaign, else every manager: somebody has to know."""
    members = (
        select(Membership.agent_id)
        .join(Queue, col(Queue.id) == col(Membership.queue_id))
        .where(Queue.campaign_id == campaign_id)
    )
    people = (await session.exec(select(User).where(col(User.active)).order_by(col(User.id)))).all()
    inside = set((await session.exec(members)).all())
    near = [user.id for user in people if user.id in inside and Role.SUPERVISOR in user.roles]
    return near or [
        user.id for user in people if Role.MANAGER in user.roles or Role.ADMINISTRATOR in user.roles
    ]
