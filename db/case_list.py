"""Knows cases as screens show them: with their campaign, their contact and whose they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import bindparam, literal, not_, true
from sqlmodel import col, func, or_, select

from db.case_changes import case_in_sight
from db.dispositions import latest_of
from db.do_not_call import blocks_of
from db.effect_list import EffectView, sent_before_revoking
from db.hours import RECALLS, dialled_at
from db.owners import orphaned
from db.pages import Listing, Order, Window, page
from db.rules import process_of, rules_of_campaign
from db.scopes import in_own_campaigns, work_in_sight
from db.session import Session
from db.sla import SlaView, sla_of, stands
from db.tables import Campaign, Case, Contact, ContactPoint, User
from db.types import UtcDateTime
from db.version_refs import VersionRefs, version_refs
from db.views import view
from domain.access import Who
from domain.errors import NotFound
from domain.phones import Phone, normalize
from domain.qualifiers import Lifecycle, TimeSource
from graphs.campaign.values import Shown, significant, stored_problems
from graphs.process.compiled import Node
from graphs.process.explain import Words

_POINTS: Any = (
    select(col(ContactPoint.contact_id), col(ContactPoint.kind), col(ContactPoint.value))
    .where(col(ContactPoint.contact_id).in_(bindparam("contacts", expanding=True)))
    .order_by(col(ContactPoint.position), col(ContactPoint.id))
)
_LATE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class ContactView:
    id: str
    name: str
    anonymous: bool
    phones: list[str]
    emails: list[str]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    field: str
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class CaseView:
    """`ticket` (`#` and the number) and `sla` are there where the ticket channel is active. `due_wall` is the time
    as it was meant in `due_zone`; at `dialled_at` the campaign's windows let it be dialled at the earliest, unless
    `do_not_call` blocks a number (`campaign`, `global`). `unhandled_by` ended a call without a status; `significant`
    fields identify the record; `already_sent`, of one case read alone, is what had left when a success was taken back;
    `field_problems`, of one case read alone, is what the campaign cannot accept of the stored fields, or misses;
    `process_version` is the published version that the case keeps for good.
    """

    id: str
    number: int
    ticket: str | None
    campaign: str
    contact: ContactView
    status: str
    qualifier: str
    lifecycle: str
    visibility: str
    finished: bool
    due_at: datetime | None
    due_zone: str | None
    due_wall: str | None
    dialled_at: datetime | None
    sla: SlaView | None
    do_not_call: str | None
    owner_id: str | None
    owner: str | None
    credited_to: str | None
    attempt_id: str | None
    unhandled_by: str | None
    process_hash: str
    process_version: int
    fields: dict[str, Any]
    significant: list[Shown]
    field_problems: list[FieldProblem]
    already_sent: list[EffectView]
    created_at: datetime
    updated_at: datetime
    etag: int


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
    run: Any = session.exec
    asked = {"case_id": case_id, "user_id": who.user_id}
    found = (await run(_one(who.sees_everything), params=asked)).first()
    if found is None:
        raise NotFound(kind="case", name=case_id)
    case: Case = found[0]
    sent = await sent_before_revoking(session, case)
    seen = (await _views(session, [found]))[0]
    return replace(seen, already_sent=sent, field_problems=_field_problems(case, found[1], seen.contact))


async def listing(session: Session, who: Who, wanted: CaseFilter, window: Window) -> Listing[CaseView]:
    """The cases in sight that pass the filter."""
    query = _filtered(_query(who), wanted, session.now)
    found: Listing[Any] = await page(session, query, _order(wanted.sort), window, lambda row: row)
    return Listing(await _views(session, found.items), found.next)


async def choices(session: Session, who: Who, case_id: str) -> list[StatusChoice]:
    """What may be saved for a case, in the order of its process."""
    case, campaign = await case_in_sight(session, who, case_id)
    process = await process_of(session, case.process_hash)
    rules = rules_of_campaign(campaign)
    return [_choice(node, latest_of(rules, node, session.now)) for node in process.choices()]


@cache
def _one(everything: bool) -> Any:
    """Made once for all who see everything, and once for the others."""
    return _joined().where(
        Case.id == bindparam("case_id"),
        true() if everything else in_own_campaigns(col(Case.campaign_id), bindparam("user_id")),
    )


def _query(who: Who) -> Any:
    return _joined().where(work_in_sight(col(Case.campaign_id), who))


def _joined() -> Any:
    return (
        select(Case, Campaign, Contact, col(User.name))
        .join(Campaign, col(Campaign.id) == Case.campaign_id)
        .join(Contact, col(Contact.id) == Case.contact_id)
        .join(User, col(User.id) == Case.owner_id, isouter=True)
    )


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


async def _views(session: Session, found: Sequence[Any]) -> list[CaseView]:
    points = await points_of(session, [row[0].contact_id for row in found])
    versions = await version_refs(session, {row[0].process_hash for row in found})
    blocks = await blocks_of(session, [row[0].id for row in found])
    return [
        _view(row, points.get(row[2].id, []), blocks.get(row[0].id), versions, session.now) for row in found
    ]


def _view(
    found: Any, mine: Sequence[ContactPoint], block: str | None, versions: VersionRefs, now: datetime
) -> CaseView:
    case, campaign, contact, owner = found[0], found[1], found[2], found[3]
    shown = ContactView(
        id=contact.id,
        name=contact.name,
        anonymous=contact.anonymous,
        phones=[point.value for point in mine if point.kind == "phone"],
        emails=[point.value for point in mine if point.kind == "mail"],
    )
    return view(
        CaseView,
        case,
        campaign=campaign.name,
        contact=shown,
        owner=owner,
        ticket=f"#{case.number}" if campaign.tickets else None,
        dialled_at=dialled(case, campaign),
        sla=sla_of(case, campaign, now),
        do_not_call=block,
        process_version=versions.at(case.process_hash, case.created_at).number,
        significant=significant_of(case, campaign, mine),
        field_problems=[],
        already_sent=[],
    )


def _field_problems(case: Case, campaign: Campaign, contact: ContactView) -> list[FieldProblem]:
    points = [name for name, values in (("phone", contact.phones), ("mail", contact.emails)) if values]
    found = stored_problems(rules_of_campaign(campaign).fields, case.fields, points)
    return [FieldProblem(each.path[-1], each.code, Words(each.message, each.message_pl)) for each in found]


def dialled(case: Case, campaign: Campaign) -> datetime | None:
    """When the campaign's windows let the case be dialled at the earliest."""
    if case.due_at is None:
        return None
    return dialled_at(rules_of_campaign(campaign), case.due_at, recall=case.lifecycle in RECALLS)


def significant_of(case: Case, campaign: Campaign, points: Sequence[ContactPoint]) -> list[Shown]:
    """What identifies the record in lists; `points` are those of its contact in their order (FCC-111)."""
    fields = rules_of_campaign(campaign).fields
    own = {point.kind: point.value for point in reversed(points)}
    return list(significant(fields, {**case.fields, **own})) if fields else []


async def points_of(session: Session, contacts: Sequence[str]) -> dict[str, list[ContactPoint]]:
    points: dict[str, list[ContactPoint]] = {}
    for point in await session.rows(_POINTS, contacts=contacts):
        points.setdefault(point.contact_id, []).append(point)
    return points


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
