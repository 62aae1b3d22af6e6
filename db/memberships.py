"""Knows how an agent's place in a campaign is changed outside of its document: now, and for whoever calls next."""

from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import col, select

from db import audits
from db.agent_list import MembershipView
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Campaign, Membership, Queue
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class MembershipChange:
    """The new values; None leaves what is there. A lower tier is offered calls first."""

    logged_in: bool | None = None
    mode: str | None = None
    position: int | None = None
    tier: int | None = None
    score: int | None = None


async def change(
    session: Session, who: Who, campaign: str, agent_id: str, wanted: MembershipChange
) -> MembershipView:
    """Change a member of a campaign in sight; the next assignment follows it, what is offered already stays."""
    membership, campaign_id = await _member(session, who, campaign, agent_id)
    values = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    changed: dict[str, Any] = {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(membership, name)
    }
    for name, value in changed.items():
        setattr(membership, name, value)
    if changed:
        await session.put(membership)
        audits.note(session, who, "membership.changed", f"{campaign}/{agent_id}", **changed)
        session.record("agent", "membership", membership.id, agent_id=agent_id, campaign_id=campaign_id)
    return view(MembershipView, membership, campaign=campaign)


async def _member(session: Session, who: Who, campaign: str, agent_id: str) -> tuple[Membership, str]:
    query = (
        select(Membership, Campaign.id)
        .join(Queue, col(Queue.id) == Membership.queue_id)
        .join(Campaign, col(Campaign.id) == Queue.campaign_id)
        .where(
            Campaign.name == campaign,
            Membership.agent_id == agent_id,
            work_in_sight(col(Campaign.id), who),
        )
    )
    found = (await session.exec(query.with_for_update(of=Membership))).first()
    if found is None:
        raise NotFound(kind="member", name=f"{campaign}/{agent_id}")
    return found
