"""Knows what an agent has before them: the offer or call of now, the counters of the day, coming recalls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, or_, select

from db import call_list, case_list
from db.agent_list import AgentView
from db.call_list import CallView
from db.case_beside import beside
from db.case_list import CaseFilter
from db.case_views import CaseView, dialled, significant_of
from db.pages import Listing, Order, Window, page
from db.rules import rules_of_campaign
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case, Contact, Disposition, QueueEntry, SeatInterval
from db.unhandled import UnhandledView, standing
from db.views import view
from domain.access import Who
from domain.errors import NotFound
from domain.qualifiers import Visibility
from graphs.campaign.values import Shown


@dataclass(frozen=True, slots=True)
class OfferView:
    """A call that rings, or that is dialled for this agent."""

    call_id: str | None
    attempt_id: str | None
    campaign: str | None
    waiting_since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Counters:
    """Of the last 24 hours: calls talked, statuses saved; durations in seconds. `successes` are the cases that
    count as the agent's, whenever they were credited (SYS-P-78).
    """

    calls: int
    saved: int
    successes: int
    talk_seconds: int
    break_seconds: int
    wrap_up_seconds: int


@dataclass(frozen=True, slots=True)
class RecallView:
    """A case that is due at a time; `dialled_at`, `do_not_call` and `significant` as in a case."""

    case_id: str
    number: int
    campaign: str
    contact: str
    status: str
    visibility: str
    owner_id: str | None
    due_at: datetime
    due_zone: str | None
    due_wall: str | None
    dialled_at: datetime | None
    do_not_call: str | None
    significant: list[Shown]


@dataclass(frozen=True, slots=True)
class Now:
    """What the agent's seat is about; `call` stays during wrap-up, `case` is that call's. `unhandled` are the
    records left without a status in campaigns that limit them.
    """

    offer: OfferView | None
    call: CallView | None
    case: CaseView | None
    counters: Counters
    recalls: list[RecallView]
    unhandled: list[UnhandledView]


async def now(session: Session, who: Who, agent: AgentView) -> Now:
    """Everything that the agent's screen shows at once."""
    call = await _call(session, who, agent)
    case = None
    if call is not None and call.case_id is not None:
        case = await _case(session, who, call.case_id)
    return Now(
        offer=await _offer(session, agent),
        call=call,
        case=case,
        counters=await _counters(session, agent.id),
        recalls=(await recalls(session, who, CaseFilter(), Window(limit=10))).items,
        unhandled=await standing(session, agent.id),
    )


async def recalls(session: Session, who: Who, wanted: CaseFilter, window: Window) -> Listing[RecallView]:
    """Cases that are due, in the order in which they come back; private ones only for owner and overseers."""
    query = (
        select(Case, Campaign, col(Contact.name))
        .join(Campaign, col(Campaign.id) == Case.campaign_id)
        .join(Contact, col(Contact.id) == Case.contact_id)
        .where(
            col(Case.due_at).is_not(None),
            col(Case.finished).is_(False),
            work_in_sight(col(Case.campaign_id), who),
        )
    )
    if who.is_only_agent:
        mine = or_(Case.visibility == Visibility.PUBLIC, Case.owner_id == who.user_id)
        query = query.where(mine)
    if wanted.campaign is not None:
        query = query.where(Campaign.name == wanted.campaign)
    if wanted.owner is not None:
        query = query.where(Case.owner_id == wanted.owner)
    if wanted.due_before is not None:
        query = query.where(col(Case.due_at) < wanted.due_before)
    order = Order((col(Case.last_in_queue), col(Case.due_at), col(Case.id)))
    found: Listing[Any] = await page(session, query, order, window, lambda row: row)
    told = await beside(session, [row[0].id for row in found.items])
    return Listing([_recall(row, told[row[0].id]) for row in found.items], found.next)


async def _offer(session: Session, agent: AgentView) -> OfferView | None:
    if agent.state not in ("offered", "reserved"):
        return None
    entry = await session.get(QueueEntry, agent.entry_id) if agent.entry_id else None
    campaign = await session.get(Campaign, agent.campaign_id) if agent.campaign_id else None
    return OfferView(
        call_id=agent.call_id,
        attempt_id=agent.attempt_id,
        campaign=campaign and campaign.name,
        waiting_since=entry and entry.since,
        until=agent.until,
    )


async def _call(session: Session, who: Who, agent: AgentView) -> CallView | None:
    if agent.call_id is None:
        return None
    try:
        return (await call_list.read(session, who, agent.call_id)).call
    except NotFound:
        return None


async def _case(session: Session, who: Who, case_id: str) -> CaseView | None:
    try:
        return await case_list.read(session, who, case_id)
    except NotFound:
        return None


async def _counters(session: Session, agent_id: str) -> Counters:
    since = session.now - timedelta(hours=24)
    talked = select(func.count()).where(Call.agent_id == agent_id, col(Call.bridged_at) >= since)
    saved = select(func.count()).where(Disposition.by == agent_id, col(Disposition.saved_at) >= since)
    spans = await _spans(session, agent_id, since)
    credited = select(func.count()).where(Case.credited_to == agent_id)
    return Counters(
        calls=(await session.exec(talked)).one(),
        saved=(await session.exec(saved)).one(),
        successes=(await session.exec(credited)).one(),
        talk_seconds=spans.get("busy", 0),
        break_seconds=spans.get("break", 0),
        wrap_up_seconds=spans.get("wrap_up", 0),
    )


async def _spans(session: Session, agent_id: str, since: datetime) -> dict[str, int]:
    """Seconds in each state; a stretch without work that names a break is a break."""
    query = select(SeatInterval).where(
        SeatInterval.agent_id == agent_id,
        or_(col(SeatInterval.ended_at).is_(None), col(SeatInterval.ended_at) > since),
    )
    spans: dict[str, int] = {}
    for interval in await session.exec(query):
        state = "break" if interval.state == "away" and interval.detail else interval.state
        ended = interval.ended_at or session.now
        seconds = (ended - max(interval.began_at, since)).total_seconds()
        spans[state] = spans.get(state, 0) + round(seconds)
    return spans


def _recall(found: Any, told: Any) -> RecallView:
    case, campaign = found[0], found[1]
    rules = rules_of_campaign(campaign)
    return view(
        RecallView,
        case,
        case_id=case.id,
        campaign=campaign.name,
        contact=found[2],
        dialled_at=dialled(case.due_at, case.lifecycle, rules),
        do_not_call=told.block,
        significant=significant_of(case.fields, told.points or (), rules),
    )
