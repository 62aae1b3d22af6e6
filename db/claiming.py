"""Knows how attempts are planned in one transaction: due cases and free seats together, and messages without a seat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from db.announcing import may_play, plan_messages
from db.do_not_call import is_blocked
from db.due import dialable, due_cases, free_seats, in_hours, is_spoken_with, open_to
from db.hours import dials_at
from db.matching import ARBITER, PATIENCE
from db.rules import rules_of_campaign
from db.seats import SeatState, Work, move
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, ContactPoint
from db.tables.effects import Attempt, Effect
from db.tables.seats import Seat
from db.tables.switches import Trunk
from db.unhandled import blocked_agents
from domain.calls import Dial
from domain.ids import AgentId, CampaignId, CaseId, GraphHash, LegId
from domain.qualifiers import Visibility
from graphs.campaign import Campaign as CampaignRules
from routing.pacing import DialMode, pace

_DEFAULT_TRUNK = "trunk"
_SPARE = 2
"""Cases looked at for each seat: some are for an owner whose seat has gone to another."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One case for one seat."""

    case: Case
    point: ContactPoint
    seat_id: str
    agent_id: str
    queue_id: str


async def claim(session: Session, campaign_id: CampaignId, node: str) -> list[Dial]:
    """What the campaign may dial now: its messages, and due cases as far as its pace and the free seats allow."""
    campaign = await session.get(Campaign, campaign_id)
    if campaign is None:
        return []
    messages = await plan_messages(session, campaign, node)
    dials = await _claim_seats(session, campaign, node) if _may_dial(session, campaign) else []
    if not messages:
        return dials
    # Last, since their sound may have to be made first: no agent waits for that.
    return [*dials, *(found.dial for found in await planned(session, col(Attempt.id).in_(messages)))]


async def _claim_seats(session: Session, campaign: Campaign, node: str) -> list[Dial]:
    """Reserve a seat and plan an attempt for as many due cases as the campaign's pace allows."""
    await session.alone_with(ARBITER)
    blocked = await blocked_agents(session, campaign)
    free = await free_seats(session, campaign.id)
    seats = {seat_id: work for seat_id, work in free.items() if work[0] not in blocked}
    if not seats:
        return []
    agents = {agent for agent, _ in seats.values()}
    rules = rules_of_campaign(campaign)
    recalls = dials_at(rules, session.now, recall=True)
    due = await due_cases(session, campaign.id, agents, _SPARE * len(seats), recalls=recalls)
    allowed = pace(
        DialMode(rules.dial.mode), len(seats), len(due), await _in_flight(session, campaign.id) if due else 0
    )
    plans = list(_pair(due, seats))[:allowed]
    return await _write(session, campaign, node, plans)


def _may_dial(session: Session, campaign: Campaign) -> bool:
    rules = rules_of_campaign(campaign)
    automatic = rules.outbound and rules.dial.mode in tuple(DialMode)
    return campaign.on and automatic and dials_at(rules, session.now, recall=False)


def _pair(due: list[tuple[Case, ContactPoint]], seats: dict[str, tuple[str, str]]) -> Iterable[_Plan]:
    """The first due case gets the longest idle seat; a private one its owner's or none."""
    free = dict(seats)
    for case, point in due:
        owner = case.owner_id if case.visibility == Visibility.PRIVATE else None
        seat_id = next((id_ for id_, (agent, _) in free.items() if owner in (None, agent)), None)
        if seat_id is not None:
            agent_id, queue_id = free.pop(seat_id)
            yield _Plan(case, point, seat_id, agent_id, queue_id)


async def _in_flight(session: Session, campaign_id: str) -> int:
    mine = (col(Attempt.campaign_id) == campaign_id, col(Attempt.seat_id).is_not(None))
    open_attempts = select(func.count()).where(*mine, col(Attempt.state) != "ended")
    return (await session.exec(open_attempts)).one()


async def _write(session: Session, campaign: Campaign, node: str, plans: list[_Plan]) -> list[Dial]:
    wanted = [plan.seat_id for plan in plans]
    free = select(Seat).where(col(Seat.id).in_(wanted), Seat.state == SeatState.FREE)
    seats = {
        seat.id: seat for seat in await session.exec(free.with_for_update(key_share=True, skip_locked=True))
    }
    trunk = await trunk_to_the_world(session)
    rules = rules_of_campaign(campaign)
    dials: list[Dial] = []
    for plan in plans:
        if plan.seat_id in seats:
            attempt = await _plan_attempt(session, campaign, node, plan, rules)
            await _reserve(session, seats[plan.seat_id], plan, attempt, rules)
            dials.append(_dial(attempt, plan.point.value, trunk, rules, plan.agent_id))
    return dials


async def _plan_attempt(
    session: Session, campaign: Campaign, node: str, plan: _Plan, rules: CampaignRules
) -> Attempt:
    attempt = Attempt(
        id=session.new_id(),
        case_id=plan.case.id,
        campaign_id=campaign.id,
        contact_point_id=plan.point.id,
        seat_id=plan.seat_id,
        node=node,
        caller_id=rules.caller_id or "",
        rule={
            "document": campaign.etag,
            "due_at": plan.case.due_at.isoformat() if plan.case.due_at else None,
        },
        planned_at=session.now,
    )
    effect = Effect(
        key=attempt.id,
        kind="dial",
        effect_class="call",
        campaign_id=campaign.id,
        case_id=plan.case.id,
        planned_at=session.now,
    )
    session.add(attempt)
    session.add(effect)
    plan.case.attempt_id = attempt.id
    return attempt


async def _reserve(session: Session, seat: Seat, plan: _Plan, attempt: Attempt, rules: CampaignRules) -> None:
    work = Work(queue_id=plan.queue_id, campaign_id=attempt.campaign_id, attempt_id=attempt.id)
    until = session.now + rules.dial.ring_time + PATIENCE
    await move(session, seat, SeatState.RESERVED, work, until)


@dataclass(frozen=True, slots=True)
class Planned:
    """A stored attempt with what it needs to be dialled; one that plays a message has no seat."""

    attempt: Attempt
    campaign: Campaign
    point: ContactPoint
    seat: Seat | None
    trunk: str

    @property
    def dial(self) -> Dial:
        rules = rules_of_campaign(self.campaign)
        agent_id = None if self.seat is None else self.seat.agent_id
        return _dial(self.attempt, self.point.value, self.trunk, rules, agent_id)


async def planned(session: Session, *conditions: ColumnElement[bool], lock: bool = False) -> list[Planned]:
    """The attempts of these conditions, in one statement; locked for a change of them."""
    found = (
        select(Attempt, Campaign, ContactPoint, Seat)
        .join(Campaign, col(Campaign.id) == col(Attempt.campaign_id))
        .join(ContactPoint, col(ContactPoint.id) == col(Attempt.contact_point_id))
        .join(Seat, col(Seat.id) == col(Attempt.seat_id), isouter=True)
        .where(*conditions)
        .order_by(col(Attempt.planned_at), col(Attempt.id))
    )
    if lock:
        found = found.with_for_update(key_share=True, of=Attempt)
    rows = (await session.exec(found)).all()
    trunk = await trunk_to_the_world(session) if rows else ""
    return [Planned(*row, trunk) for row in rows]


async def obstacle_to(session: Session, found: Planned) -> str | None:
    """The claim's predicate once more, just before the dial; what stands against it, else None."""
    attempt, seat = found.attempt, found.seat
    may = may_play if attempt.effect_key is not None else _may_dial
    if not may(session, found.campaign):
        return "campaign_closed"
    if found.point.kind != "phone":
        return "number_changed"
    if await is_blocked(session, found.point.value, attempt.campaign_id):
        return "number_blocked"
    if seat is None:
        return await _obstacle_to_message(session, attempt)
    if seat.state != SeatState.RESERVED or seat.attempt_id != attempt.id:
        return "seat_gone"
    recalls = dials_at(rules_of_campaign(found.campaign), session.now, recall=True)
    still = select(Case.id).where(
        Case.id == attempt.case_id,
        Case.attempt_id == attempt.id,
        col(Case.due_at) <= session.now,
        dialable(),
        in_hours(recalls=recalls),
        open_to((seat.agent_id,)),
    )
    return None if (await session.exec(still)).first() is not None else "case_changed"


async def _obstacle_to_message(session: Session, attempt: Attempt) -> str | None:
    still = select(Case.id).where(
        Case.id == attempt.case_id, Case.attempt_id == attempt.id, ~is_spoken_with()
    )
    return None if (await session.exec(still)).first() is not None else "case_changed"


def _dial(attempt: Attempt, number: str, trunk: str, rules: CampaignRules, agent_id: str | None) -> Dial:
    return Dial(
        attempt_id=LegId(attempt.id),
        campaign_id=CampaignId(attempt.campaign_id),
        case_id=CaseId(attempt.case_id),
        number=number,
        trunk=trunk,
        caller_id=attempt.caller_id,
        ring=rules.dial.ring_time / timedelta(seconds=1),
        state=attempt.state,
        agent_id=None if agent_id is None else AgentId(agent_id),
        ivr_hash=None if attempt.ivr_hash is None else GraphHash(attempt.ivr_hash),
        # A message is for whoever answers.
        machine_detection=rules.dial.machine_detection and attempt.ivr_hash is None,
    )


async def trunk_to_the_world(session: Session) -> str:
    """The first trunk, or the demo's."""
    first = select(Trunk.name).order_by(col(Trunk.created_at), col(Trunk.name)).limit(1)
    return (await session.exec(first)).first() or _DEFAULT_TRUNK
