"""Knows whose a case may be, and which private ones have lost the agent they wait for."""

from sqlalchemy import ColumnElement, and_, exists, not_
from sqlmodel import col, or_, select

from db.case_changes import case_in_sight
from db.session import Session
from db.tables import Campaign, Case, Membership, Queue, User
from domain.access import Who
from domain.cases import AssignOwner
from domain.errors import CaseClosed, Invalid, Problem
from domain.ids import AgentId
from domain.qualifiers import Visibility


async def agent_of(session: Session, campaign: Campaign, named: str) -> str | Problem:
    """The id of an agent who works in the campaign, by id or e-mail address (FCC-134)."""
    query = (
        select(User.id)
        .join(Membership, col(Membership.agent_id) == col(User.id))
        .join(Queue, col(Queue.id) == col(Membership.queue_id))
        .where(
            Queue.campaign_id == campaign.id,
            col(User.active),
            or_(User.id == named, User.email == named.casefold()),
        )
    )
    found = (await session.exec(query)).first()
    if found is not None:
        return found
    return Problem(
        "owner_unknown",
        "This is no agent of the campaign. Choose one who works in it.",
        "To nie jest agent tej kampanii. Wybierz kogoś, kto w niej pracuje.",
        field="owner",
        path=("owner",),
    )


async def assign(session: Session, who: Who, case_id: str, named: str) -> AssignOwner:
    """What the case is to be told; refused when it is closed or the agent does not work in its campaign."""
    case, campaign = await case_in_sight(session, who, case_id)
    if case.finished:
        raise CaseClosed
    owner = await agent_of(session, campaign, named)
    if isinstance(owner, Problem):
        raise Invalid([owner])
    return AssignOwner(owner=AgentId(owner), by=AgentId(who.user_id))


def orphaned() -> ColumnElement[bool]:
    """A private case whose agent is gone or works elsewhere now: nobody will be given it until somebody acts."""
    works_here = exists().where(
        col(User.id) == col(Case.owner_id),
        col(User.active),
        col(Membership.agent_id) == col(User.id),
        col(Queue.id) == col(Membership.queue_id),
        col(Queue.campaign_id) == col(Case.campaign_id),
    )
    return and_(col(Case.visibility) == Visibility.PRIVATE, col(Case.finished).is_(False), not_(works_here))
