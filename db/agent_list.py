"""Knows agents as screens show them: what each does now, since when, on which phone, in which campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from db.pages import Listing, Order, Window, page
from db.scopes import in_own_campaigns
from db.session import Session
from db.tables import Campaign, Membership, Phone, Queue, Seat, User
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class PhoneState:
    name: str
    registered: bool


@dataclass(frozen=True, slots=True)
class MembershipView:
    """One agent in one campaign."""

    agent_id: str
    campaign: str
    logged_in: bool
    mode: str
    position: int
    tier: int
    score: int
    fail_break_until: datetime | None


@dataclass(frozen=True, slots=True)
class AgentView:
    """`presence` is what the agent asked for, `state` what the seat does; `until` ends it by itself."""

    id: str
    name: str
    email: str
    presence: str
    state: str
    break_type: str | None
    since: datetime
    until: datetime | None
    extended_seconds: int
    campaign_id: str | None
    call_id: str | None
    entry_id: str | None
    attempt_id: str | None
    phone: PhoneState | None
    memberships: list[MembershipView]


async def listing(session: Session, who: Who, window: Window) -> Listing[AgentView]:
    """The agents in sight, by name."""
    order = Order((col(User.name), col(User.id)))
    found: Listing[Any] = await page(session, _query(who), order, window, lambda row: row)
    return Listing(await _views(session, found.items), found.next)


async def read(session: Session, who: Who, agent_id: str) -> AgentView:
    """One agent, if in sight: oneself always."""
    run: Any = session.exec
    found = (await run(_query(who).where(User.id == agent_id))).first()
    if found is None:
        raise NotFound(kind="agent", name=agent_id)
    return (await _views(session, [found]))[0]


async def log_in_to(session: Session, who: Who, campaign: str, *, logged_in: bool) -> None:
    """Take the agent into the work of a campaign, or out of it; the next assignment follows it."""
    query = (
        select(Membership)
        .join(Queue, col(Queue.id) == Membership.queue_id)
        .join(Campaign, col(Campaign.id) == Queue.campaign_id)
        .where(Membership.agent_id == who.user_id, Campaign.name == campaign)
    )
    membership = (await session.exec(query.with_for_update(of=Membership))).first()
    if membership is None:
        raise NotFound(kind="campaign", name=campaign)
    membership.logged_in = logged_in
    await session.put(membership)
    queue = await session.get_one(Queue, membership.queue_id)
    kind = "logged_in" if logged_in else "logged_out"
    session.record("agent", kind, membership.id, agent_id=who.user_id, campaign_id=queue.campaign_id)


def _query(who: Who) -> Any:
    query = (
        select(User, Seat, Phone)
        .join(Seat, col(Seat.agent_id) == User.id)
        .join(Phone, col(Phone.agent_id) == User.id, isouter=True)
        .where(Seat.channel == "voice")
    )
    if who.sees_everything:
        return query
    mine = in_own_campaigns(col(Queue.campaign_id), who.user_id)
    together = select(Membership.agent_id).join(Queue, col(Queue.id) == Membership.queue_id).where(mine)
    return query.where(or_(User.id == who.user_id, col(User.id).in_(together)))


async def _views(session: Session, found: Sequence[Any]) -> list[AgentView]:
    memberships = await _memberships(session, [row[0].id for row in found])
    return [_view(row, [m for m in memberships if m.agent_id == row[0].id]) for row in found]


def _view(found: Any, memberships: list[MembershipView]) -> AgentView:
    user, seat, phone = found[0], found[1], found[2]
    return view(
        AgentView,
        seat,
        id=user.id,
        name=user.name,
        email=user.email,
        phone=None if phone is None else PhoneState(phone.name, phone.registered),
        memberships=memberships,
    )


async def _memberships(session: Session, agents: Sequence[str]) -> list[MembershipView]:
    query = (
        select(Membership, Campaign.name)
        .join(Queue, col(Queue.id) == Membership.queue_id)
        .join(Campaign, col(Campaign.id) == Queue.campaign_id)
        .where(col(Membership.agent_id).in_(agents))
        .order_by(col(Campaign.name))
    )
    return [view(MembershipView, row, campaign=name) for row, name in await session.exec(query)]
