"""Knows calls as screens show them: live and past ones, with their legs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from db import inbound_statuses
from db.case_beside import Points, beside
from db.case_views import significant_of
from db.pages import Listing, Order, Window, page
from db.rules import rules_of_campaign
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case, Leg, User
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound
from graphs.campaign.values import Shown


@dataclass(frozen=True, slots=True)
class CallView:
    """`significant` are the fields that identify the record of the call's case; `inbound_status` is what the
    customer of an inbound call wanted, as its agent says.
    """

    id: str
    direction: str
    state: str
    campaign: str | None
    case_id: str | None
    contact_id: str | None
    agent_id: str | None
    agent: str | None
    attempt_id: str | None
    caller: str
    caller_name: str
    called: str
    started_at: datetime
    answered_at: datetime | None
    queued_at: datetime | None
    bridged_at: datetime | None
    ended_at: datetime | None
    end_cause: str | None
    ended_by: str | None
    inbound_status: str | None
    inbound_status_title: str | None
    significant: list[Shown]


@dataclass(frozen=True, slots=True)
class LegView:
    id: str
    role: str
    agent_id: str | None
    state: str
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    cause: int | None


@dataclass(frozen=True, slots=True)
class CallDetail:
    call: CallView
    legs: list[LegView]


@dataclass(frozen=True, slots=True)
class CallFilter:
    campaign: str | None = None
    case: str | None = None
    agent: str | None = None
    state: str | None = None
    live: bool | None = None
    inbound_status: str | None = None


async def listing(session: Session, who: Who, wanted: CallFilter, window: Window) -> Listing[CallView]:
    """The calls in sight, the newest first."""
    query = _query(who)
    if wanted.campaign is not None:
        query = query.where(Campaign.name == wanted.campaign)
    if wanted.case is not None:
        query = query.where(Call.case_id == wanted.case)
    if wanted.agent is not None:
        query = query.where(Call.agent_id == wanted.agent)
    if wanted.state is not None:
        query = query.where(Call.state == wanted.state)
    if wanted.inbound_status is not None:
        query = query.where(Call.inbound_status == wanted.inbound_status)
    if wanted.live is not None:
        query = query.where(col(Call.ended_at).is_(None) == wanted.live)
    order = Order((col(Call.started_at), col(Call.id)), descending=True)
    found: Listing[Any] = await page(session, query, order, window, lambda row: row)
    return Listing(await _views(session, found.items), found.next)


async def read(session: Session, who: Who, call_id: str) -> CallDetail:
    """One call with its legs, if it is in sight."""
    run: Any = session.exec
    found = (await run(_query(who).where(Call.id == call_id))).first()
    if found is None:
        raise NotFound(kind="call", name=call_id)
    legs: Sequence[Leg] = (
        await session.exec(select(Leg).where(Leg.call_id == call_id).order_by(col(Leg.created_at)))
    ).all()
    (call,) = await _views(session, [found])
    return CallDetail(call, [view(LegView, leg) for leg in legs])


async def in_hand(session: Session, who: Who, call_id: str) -> CallView:
    """A call that this person may do something with: agents their own, others any in sight."""
    found = (await read(session, who, call_id)).call
    if found.agent_id != who.user_id and not who.has(Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR):
        raise NotFound(kind="call", name=call_id)
    return found


def _query(who: Who) -> Any:
    return (
        select(Call, Campaign, col(User.name), Case)
        .join(Campaign, col(Campaign.id) == Call.campaign_id, isouter=True)
        .join(User, col(User.id) == Call.agent_id, isouter=True)
        .join(Case, col(Case.id) == Call.case_id, isouter=True)
        .where(or_(work_in_sight(col(Call.campaign_id), who), Call.agent_id == who.user_id))
    )


async def _views(session: Session, found: Sequence[Any]) -> list[CallView]:
    told = await beside(session, [row[3].id for row in found if row[3] is not None])
    named = {row[0].inbound_status for row in found} - {None}
    titles = await inbound_statuses.titles(session, sorted(named)) if named else {}
    return [_view(row, told[row[3].id].points if row[3] is not None else None, titles) for row in found]


def _view(found: Any, points: Points | None, titles: Mapping[str, str]) -> CallView:
    call, campaign, agent, case = found[0], found[1], found[2], found[3]
    shown: list[Shown] = []
    if campaign is not None and case is not None:
        shown = significant_of(case.fields, points or (), rules_of_campaign(campaign))
    more = {"agent": agent, "significant": shown, "inbound_status_title": titles.get(call.inbound_status)}
    return view(CallView, call, campaign=campaign and campaign.name, **more)
