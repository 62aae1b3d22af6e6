"""Knows what belongs to a campaign outside its document: its numbers, its queue, and who works in it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import col, delete, select

from db.session import Session
from db.tables import Membership, Number, Queue, User
from domain.errors import Invalid, Problem
from graphs.campaign import Campaign, Member


async def set_numbers(
    session: Session, campaign_id: str, campaign: Campaign | None, *, trusted: bool = False
) -> None:
    """Let the campaign answer the numbers of its document, and no others.

    A number that was not known may be presented as caller id only if who names it is `trusted` to own it.
    """
    wanted = () if campaign is None else campaign.numbers
    held = (await session.exec(select(Number).where(Number.campaign_id == campaign_id))).all()
    for number in held:
        if number.e164 not in wanted:
            number.campaign_id = None
            session.add(number)
    for index, e164 in enumerate(wanted):
        number = await session.get(Number, e164) or Number(e164=e164, verified=trusted)
        if number.campaign_id not in (None, campaign_id):
            raise Invalid([_taken(e164, index)])
        number.campaign_id = campaign_id
        await session.put(number)
    await _check_caller_id(session, campaign)


async def set_crew(session: Session, campaign_id: str, campaign: Campaign | None) -> None:
    """Make queue and memberships as the document says; what was changed later outside of it stays."""
    queue = (await session.exec(select(Queue).where(Queue.campaign_id == campaign_id))).first()
    if campaign is None:
        if queue is not None:
            await session.change(delete(Membership).where(col(Membership.queue_id) == queue.id))
            await session.delete(queue)
            await session.flush()
        return
    queue = queue or Queue(id=session.new_id(), name=campaign.work.queue, campaign_id=campaign_id)
    await _name(session, queue, campaign.work.queue)
    queue.ring_seconds = _seconds(campaign.work.ring_time)
    queue.wrap_up_seconds = _seconds(campaign.work.wrap_up)
    queue.wrap_up_extra_seconds = _seconds(campaign.work.wrap_up_extra)
    queue.fail_break_seconds = _seconds(campaign.work.fail_break)
    await session.put(queue)
    await _set_members(session, queue, await _agents(session, campaign.work.members))


async def _check_caller_id(session: Session, campaign: Campaign | None) -> None:
    if campaign is None or campaign.caller_id is None:
        return
    number = await session.get(Number, campaign.caller_id)
    if number is None or not number.verified:
        raise Invalid([_CALLER_ID])


async def _name(session: Session, queue: Queue, name: str) -> None:
    other = (await session.exec(select(Queue.campaign_id).where(Queue.name == name))).first()
    if other is not None and other != queue.campaign_id:
        raise Invalid([_QUEUE_TAKEN])
    queue.name = name


async def _agents(session: Session, members: tuple[Member, ...]) -> Mapping[str, Member]:
    """The members by the id of their user."""
    by_email = {member.agent.casefold(): member for member in members}
    users = await session.exec(select(User.email, User.id).where(col(User.email).in_(by_email)))
    return {user_id: by_email[email] for email, user_id in users}


async def _set_members(session: Session, queue: Queue, members: Mapping[str, Member]) -> None:
    here = (await session.exec(select(Membership).where(Membership.queue_id == queue.id))).all()
    for membership in here:
        if membership.agent_id not in members:
            await session.delete(membership)
    present = {membership.agent_id for membership in here}
    for agent_id, member in members.items():
        if agent_id not in present:
            session.add(
                Membership(
                    id=session.new_id(),
                    queue_id=queue.id,
                    agent_id=agent_id,
                    position=member.position,
                    tier=member.tier,
                    score=member.score,
                    mode=member.mode,
                )
            )
    await session.flush()


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _taken(e164: str, index: int) -> Problem:
    return Problem(
        "number_taken",
        f"The number {e164} is answered by another campaign. Remove it there first.",
        f"Numer {e164} obsługuje inna kampania. Najpierw usuń go tam.",
        field=f"numbers.{index}",
    )


_CALLER_ID = Problem(
    "caller_id_not_verified",
    "The caller id is not a verified number of yours. Register and verify it under /numbers.",
    "Numer prezentowany nie jest Twoim zweryfikowanym numerem. Zarejestruj go w /numbers.",
    field="caller_id",
)
_QUEUE_TAKEN = Problem(
    "queue_taken",
    "Another campaign has a queue of this name. Choose another one.",
    "Inna kampania ma kolejkę o tej nazwie. Wybierz inną.",
    field="queue",
)
