"""Knows how many records agents left without a status, and who gets no other until some are handled (FCC-11, 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from db.rules import rules_of_campaign
from db.session import Session
from db.tables.campaigns import Campaign, Membership, Queue
from db.tables.cases import Case
from domain.errors import Refused
from graphs.campaign import Unhandled


@dataclass(frozen=True, slots=True)
class UnhandledView:
    """An agent's unhandled records of a campaign. At `limit` the agent is `blocked`, until `unblock` are left."""

    campaign: str
    count: int
    limit: int
    unblock: int
    blocked: bool


class TooManyUnhandled(Refused):
    """You have {count} unhandled records in this campaign. Save statuses until {unblock} are left."""

    code = "too_many_unhandled"
    message_pl = (
        "Masz {count} nieobsłużonych rekordów w tej kampanii. Zapisz statusy, aż zostanie ich {unblock}."
    )


async def leaves_unhandled(session: Session, case_id: str, agent_id: str) -> None:
    """The agent is about to leave this record; only then can a block begin, so only then it is remembered."""
    query = select(Case.campaign_id, Case.unhandled_by).where(
        Case.id == case_id, col(Case.finished).is_(False)
    )
    found = (await session.exec(query)).first()
    if found is None or found[1] == agent_id:
        return
    limits = rules_of_campaign(await session.get_one(Campaign, found[0])).records.unhandled
    membership = await _membership(session, found[0], agent_id)
    if limits is None or membership is None:
        return
    count = (await _counts(session, found[0])).get(agent_id, 0)
    if not _is_blocked(limits, count, membership.blocked_since):
        membership.blocked_since = session.now if count + 1 >= limits.limit else None
        session.add(membership)


async def blocked_agents(session: Session, campaign: Campaign) -> frozenset[str]:
    """The agents who get no further record of the campaign now."""
    limits = rules_of_campaign(campaign).records.unhandled
    if limits is None:
        return frozenset()
    counts = await _counts(session, campaign.id)
    blocks = await _blocks(session, campaign.id)
    return frozenset(
        agent for agent, count in counts.items() if _is_blocked(limits, count, blocks.get(agent))
    )


async def refuse_blocked(session: Session, campaign: Campaign, agent_id: str) -> None:
    """`TooManyUnhandled` for an agent who has to handle other records first."""
    limits = rules_of_campaign(campaign).records.unhandled
    if limits is not None and agent_id in await blocked_agents(session, campaign):
        count = (await _counts(session, campaign.id))[agent_id]
        raise TooManyUnhandled(count=count, unblock=limits.unblock)


async def standing(session: Session, agent_id: str) -> list[UnhandledView]:
    """How the agent stands in each campaign that has a limit, by name."""
    query = (
        select(Campaign)
        .join(Queue, col(Queue.campaign_id) == col(Campaign.id))
        .join(Membership, col(Membership.queue_id) == col(Queue.id))
        .where(Membership.agent_id == agent_id)
        .order_by(col(Campaign.name))
    )
    found: list[UnhandledView] = []
    for campaign in (await session.exec(query)).unique().all():
        limits = rules_of_campaign(campaign).records.unhandled
        if limits is not None:
            count = (await _counts(session, campaign.id)).get(agent_id, 0)
            blocked = agent_id in await blocked_agents(session, campaign)
            found.append(UnhandledView(campaign.name, count, limits.limit, limits.unblock, blocked))
    return found


def _is_blocked(limits: Unhandled, count: int, since: datetime | None) -> bool:
    return count >= limits.limit or (since is not None and count > limits.unblock)


async def _counts(session: Session, campaign_id: str) -> Mapping[str, int]:
    query = (
        select(Case.unhandled_by, func.count())
        .where(
            Case.campaign_id == campaign_id,
            col(Case.unhandled_by).is_not(None),
            col(Case.finished).is_(False),
        )
        .group_by(col(Case.unhandled_by))
    )
    return {agent: count for agent, count in await session.exec(query) if agent is not None}


async def _blocks(session: Session, campaign_id: str) -> Mapping[str, datetime | None]:
    query = (
        select(Membership.agent_id, Membership.blocked_since)
        .join(Queue, col(Queue.id) == col(Membership.queue_id))
        .where(Queue.campaign_id == campaign_id)
    )
    return dict((await session.exec(query)).all())


async def _membership(session: Session, campaign_id: str, agent_id: str) -> Membership | None:
    query = (
        select(Membership)
        .join(Queue, col(Queue.id) == col(Membership.queue_id))
        .where(Queue.campaign_id == campaign_id, Membership.agent_id == agent_id)
    )
    return (await session.exec(query.with_for_update(of=Membership))).first()
