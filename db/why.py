"""Knows why a case is where it is: the edges, versions and rules that led there, and what comes next (NEW-08)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db import case_list
from db.do_not_call import blocked_case
from db.owners import orphaned
from db.rules import process_of, rules_of
from db.session import Session
from db.tables import Campaign, Case, CaseHistory, User
from db.version_refs import VersionRef, version_refs
from domain.access import Who
from domain.time import format_span
from graphs.process import Rules, cursor_from_json
from graphs.process.explain import Coming, coming, explain, title
from graphs.words import Words

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step on the way: the edge that was followed, by whom, in which version, and what it means."""

    at: datetime
    status: str
    title: str
    from_status: str | None
    edge: str
    ordered_by: str
    ordered_by_name: str
    version: VersionRef
    words: Words


@dataclass(frozen=True, slots=True)
class Why:
    """`rules` are the campaign's; `obstacles` say why nothing is dialled although it may be due."""

    case_id: str
    number: int
    status: str
    title: str
    qualifier: str
    finished: bool
    rules: dict[str, Any]
    because: list[Reason]
    next: list[Coming]
    obstacles: list[Words]


async def why(session: Session, who: Who, case_id: str, limit: int) -> Why:
    """The last steps of a case, the newest first, and what it waits for."""
    await case_list.read(session, who, case_id)
    case = await session.get_one(Case, case_id)
    campaign = await session.get_one(Campaign, case.campaign_id)
    process = await process_of(session, case.process_hash)
    cursor = cursor_from_json(case.cursor)
    return Why(
        case_id=case.id,
        number=case.number,
        status=case.status,
        title=title(process, case.status),
        qualifier=case.qualifier,
        finished=case.finished,
        rules=_shown(await rules_of(session, campaign, process)),
        because=await _reasons(session, case, limit),
        next=list(coming(process, cursor)),
        obstacles=[words async for words in _obstacles(session, case, campaign)],
    )


async def _reasons(session: Session, case: Case, limit: int) -> list[Reason]:
    newest = select(CaseHistory).where(CaseHistory.case_id == case.id)
    order = (col(CaseHistory.step).desc(), col(CaseHistory.position).desc())
    rows = (await session.exec(newest.order_by(*order).limit(limit))).all()
    versions = await version_refs(session, {row.graph_hash for row in rows})
    people = await _names(session, {row.ordered_by for row in rows})
    return [await _reason(session, row, versions.at(row.graph_hash, case.created_at), people) for row in rows]


async def _reason(session: Session, row: CaseHistory, version: VersionRef, people: dict[str, str]) -> Reason:
    process = await process_of(session, row.graph_hash)
    return Reason(
        at=row.at,
        status=row.status,
        title=title(process, row.status),
        from_status=row.from_status,
        edge=row.edge,
        ordered_by=row.ordered_by,
        ordered_by_name=people.get(row.ordered_by, SYSTEM),
        version=version,
        words=explain(process, row.edge, row.from_status, row.status),
    )


async def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    people: Sequence[tuple[str, str]] = (
        await session.exec(select(User.id, User.name).where(col(User.id).in_(set(ids))))
    ).all()
    return dict(people)


def _shown(rules: Rules) -> dict[str, Any]:
    return {
        "zone": rules.zone,
        "redial_after_s": rules.redial_after.total_seconds(),
        "latest": rules.latest and rules.latest.isoformat(),
        "within": rules.within and format_span(rules.within),
        "owners": dict(rules.owners),
    }


async def _obstacles(session: Session, case: Case, campaign: Campaign) -> AsyncIterator[Words]:
    if not campaign.on:
        yield Words("The campaign is off.", "Kampania jest wyłączona.")
    if case.unhandled_by is not None:
        yield Words(
            "An agent has not yet said what became of the last contact.",
            "Agent nie zapisał jeszcze wyniku ostatniego kontaktu.",
        )
    lost = select(Case.id).where(Case.id == case.id, orphaned())
    if (await session.exec(lost)).first() is not None:
        yield Words(
            "It is private, and its agent does not work in the campaign. Give it to another agent.",
            "Jest prywatna, a jej agent nie pracuje w kampanii. Przydziel ją innemu agentowi.",
        )
    blocked = select(Case.id).where(Case.id == case.id, blocked_case())
    if (await session.exec(blocked)).first() is not None:
        yield Words("A number of the customer must not be called.", "Do klienta nie wolno dzwonić.")
