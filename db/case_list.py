"""Knows cases as screens show them: with their campaign, their contact and whose they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, literal, not_, true
from sqlmodel import col, func, or_, select

from db.case_beside import BESIDE, beside
from db.case_changes import case_in_sight
from db.case_views import CASES, Alone, CaseView, case_view, field_problems
from db.dispositions import latest_of
from db.effect_list import sent_before_revoking
from db.owners import orphaned
from db.pages import Listing, Order, Window, page
from db.prepared import Prepared
from db.rules import process_of, rules_at, rules_of_campaign
from db.scopes import in_own_campaigns, work_in_sight
from db.session import Session
from db.sessions import ASKING, Asks, who_of
from db.sla import stands
from db.tables import Campaign, Case, Contact, ContactPoint
from db.types import UtcDateTime
from domain.access import Who
from domain.errors import NotFound
from domain.phones import Phone, normalize
from domain.qualifiers import Lifecycle, TimeSource
from graphs.process.compiled import Node


def _one_as(holder: Any) -> Prepared:
    """A holder of a secret and a case of any campaign; `own` says whether its campaign is one of theirs."""
    asking, shown = holder.subquery("asking"), _ONE.subquery("shown")
    own = in_own_campaigns(shown.c.campaign_id, asking.c.asking_id).label("own")
    return Prepared(sqlalchemy.select(asking, shown, own).join_from(asking, shown, true(), isouter=True))


_ONE: Any = CASES.add_columns(*BESIDE).where(Case.id == bindparam("case_id"))
_ANY = Prepared(_ONE)
_OWN = Prepared(_ONE.where(in_own_campaigns(col(Case.campaign_id), bindparam("user_id"))))
_READ_AS = {kind: _one_as(holder) for kind, holder in ASKING.items()}
_LATE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    campaign: str | None = None
    status: str | None = None
    owner: str | None = None
    due_before: datetime | None = None
    finished: bool | None = None
    orphaned: bool | None = None
    sla: str | None = None
    q: str | None = None
    sort: str = "-created_at"


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """A status that may be saved; `needs_time` asks for the time of the callback, which is at `latest`;
    `needs_owner` asks for the agent who will be responsible.
    """

    status: str
    title: str
    color: str | None
    available_after: list[str]
    needs_time: bool
    latest: datetime | None
    needs_owner: bool
    closes: bool


async def read(session: Session, who: Who, case_id: str) -> CaseView:
    """One case, if it is in sight."""
    query = _ANY if who.sees_everything else _OWN
    found = await session.asked(query, case_id=case_id, user_id=who.user_id)
    if not found:
        raise NotFound(kind="case", name=case_id)
    return await _shown(session, found[0])


async def read_as(session: Session, asks: Asks, case_id: str) -> tuple[Who | None, CaseView | None]:
    """Who asks, and one case if it is in their sight: both by one statement."""
    values = asks.values(session.now)
    found = await session.asked(_READ_AS[asks.kind], case_id=case_id, **values)
    if not found:
        return None, None
    row, who = found[0], who_of(found[0])
    in_sight = row.id is not None and (who.sees_everything or row.own)
    return who, await _shown(session, row) if in_sight else None


async def _shown(session: Session, row: Any) -> CaseView:
    rules = await rules_at(session, row.campaign_id, row.rules)
    alone = Alone(await sent_before_revoking(session, row), field_problems(row.fields, row.points, rules))
    return case_view(row, row, rules, session.now, alone)


async def listing(session: Session, who: Who, wanted: CaseFilter, window: Window) -> Listing[CaseView]:
    """The cases in sight that pass the filter."""
    query = _filtered(CASES.where(work_in_sight(col(Case.campaign_id), who)), wanted, session.now)
    found: Listing[Any] = await page(session, query, _order(wanted.sort), window, _itself)
    told = await beside(session, [row.id for row in found.items])
    shown = [
        case_view(row, told[row.id], await rules_at(session, row.campaign_id, row.rules), session.now)
        for row in found.items
    ]
    return Listing(shown, found.next)


async def choices(session: Session, who: Who, case_id: str) -> list[StatusChoice]:
    """What may be saved for a case, in the order of its process."""
    case, campaign = await case_in_sight(session, who, case_id)
    process = await process_of(session, case.process_hash)
    rules = rules_of_campaign(campaign)
    return [_choice(node, latest_of(rules, node, session.now)) for node in process.choices()]


def _filtered(query: Any, wanted: CaseFilter, now: datetime) -> Any:
    conditions: dict[str, Callable[[Any], Any]] = {
        "campaign": col(Campaign.name).__eq__,
        "status": col(Case.status).__eq__,
        "owner": col(Case.owner_id).__eq__,
        "due_before": col(Case.due_at).__lt__,
        "finished": col(Case.finished).__eq__,
        "orphaned": lambda wanted: orphaned() if wanted else not_(orphaned()),
        "sla": partial(stands, now=now),
        "q": _search,
    }
    for name, condition in conditions.items():
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(condition(value))
    return query


def _search(q: str) -> Any:
    """A ticket number, a phone number, or part of a contact's name or address."""
    phone = normalize(q)
    value = phone.e164 if isinstance(phone, Phone) else q
    points = select(ContactPoint.contact_id).where(
        or_(ContactPoint.value == value, col(ContactPoint.value).icontains(q, autoescape=True))
    )
    found = or_(col(Contact.name).icontains(q, autoescape=True), col(Contact.id).in_(points))
    number = q.removeprefix("#")
    is_number = number.isascii() and number.isdigit() and len(number) <= 9
    return or_(found, Case.number == int(number)) if is_number else found


def _order(sort: str) -> Order:
    column: Any = {
        "created_at": col(Case.created_at),
        "due_at": func.coalesce(col(Case.due_at), literal(_LATE, UtcDateTime())),
        "sla_deadline": func.coalesce(col(Case.sla_deadline), literal(_LATE, UtcDateTime())),
        "number": col(Case.number),
    }[sort.removeprefix("-")]
    return Order((column, col(Case.id)), descending=sort.startswith("-"))


def _itself(row: Any) -> Any:
    return row


def _choice(node: Node, latest: datetime) -> StatusChoice:
    return StatusChoice(
        status=node.name,
        title=node.title,
        color=node.color,
        available_after=list(node.available_after),
        needs_time=node.time is TimeSource.AGENT,
        latest=latest if node.time is TimeSource.AGENT else None,
        needs_owner=node.owner_chosen,
        closes=node.lifecycle is Lifecycle.TERMINAL,
    )
