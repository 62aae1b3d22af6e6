"""Knows how a case comes into being, and how its cursor is spread over the columns that others ask."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import func, select

from db import effects
from db.campaign_graphs import hash_for
from db.rules import process_of, rules_of
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, CaseHistory, case_numbers
from domain.cases import PlannedEffect
from domain.errors import Invalid, Problem
from graphs.process import NEW_CASE, Created, Cursor, Step, advance, cursor_from_json, cursor_to_json


@dataclass(frozen=True, slots=True)
class NewCase:
    """`on_call`: its customer is on the line, so that it is not due at once; `origin_id` is the case it was moved
    or copied from."""

    contact_id: str
    fields: dict[str, Any]
    on_call: bool = False
    by: str = "system"
    origin_id: str | None = None


async def open_case(session: Session, campaign: Campaign, new: NewCase) -> Case:
    """The case in its initial status; its workflow begins now only if that status has something to do."""
    if campaign.process_hash is None:
        raise Invalid([_without_process()])
    case_id = session.new_id()
    process_hash = await hash_for(session, campaign, "process", case_id) or campaign.process_hash
    process = await process_of(session, process_hash)
    rules = await rules_of(session, campaign, process)
    step = advance(process, NEW_CASE, Created(now=session.now, on_call=new.on_call), rules)
    case = Case(
        id=case_id,
        number=await _next_number(session),
        campaign_id=campaign.id,
        contact_id=new.contact_id,
        process_hash=process_hash,
        cursor={},
        status=process.initial.name,
        fields=new.fields,
        origin_id=new.origin_id,
        created_at=session.now,
        updated_at=session.now,
    )
    spread(case, step.cursor)
    case.step = step.cursor.number
    await session.put(case)
    _write_history(session, case, step)
    planned = tuple(PlannedEffect(f"{case.id}/{e.key}", e.kind, e.status, e.action) for e in step.effects)
    await effects.plan(session, case, planned)
    _begin(session, case, awaits=bool(step.effects) or step.wake_at is not None)
    return case


def _begin(session: Session, case: Case, *, awaits: bool) -> None:
    if awaits:
        case.workflow = "running"
        session.tell(f"case-{case.id}", "CaseWorkflow", {}, kind="start")
    tell_screens(session, case, "created")


def spread(case: Case, cursor: Cursor) -> None:
    """Write the cursor, and what is asked of it by SQL."""
    standing, due = cursor.standing, cursor.due
    _spread_sla(case, cursor)
    case.cursor = cursor_to_json(cursor)
    case.status, case.qualifier = cursor.status, standing.qualifier
    case.lifecycle, case.visibility = standing.lifecycle.value, standing.visibility.value
    case.finished, case.last_in_queue = cursor.closed, standing.end_of_queue
    case.owner_id, case.credited_to = standing.owner, standing.credited
    case.due_at = due.at if due else None
    case.due_zone = due.zone if due else None
    case.due_wall = due.wall.isoformat() if due else None


def _spread_sla(case: Case, cursor: Cursor) -> None:
    """A term that has run out is not in the cursor any more, yet belongs to the status until that is left."""
    if case.status != cursor.status:
        case.sla_warning_at = case.sla_deadline = None
    terms = {waiting.term: waiting.at for waiting in cursor.standing.pending if waiting.term}
    case.sla_warning_at = terms.get("sla.warning", case.sla_warning_at)
    case.sla_deadline = terms.get("sla", case.sla_deadline)


def spread_json(case: Case, cursor: dict[str, Any]) -> None:
    spread(case, cursor_from_json(cursor))


def tell_screens(session: Session, case: Case, kind: str) -> None:
    session.record(
        "cases",
        kind,
        case.id,
        campaign_id=case.campaign_id,
        agent_id=case.owner_id,
        status=case.status,
        due_at=case.due_at.isoformat() if case.due_at else None,
        finished=case.finished,
        step=case.step,
    )


def _write_history(session: Session, case: Case, step: Step) -> None:
    for position, row in enumerate(step.rows):
        session.add(
            CaseHistory(
                id=session.new_id(),
                case_id=case.id,
                step=case.step,
                position=position,
                status=row.status,
                from_status=row.from_status,
                owner_id=row.owner,
                ordered_by=row.ordered_by,
                edge=row.edge,
                graph_hash=case.process_hash,
                at=session.now,
            )
        )


async def _next_number(session: Session) -> int:
    if session.on_postgresql:
        return (await session.exec(select(case_numbers.next_value()))).one()
    return (await session.exec(select(func.coalesce(func.max(Case.number), 0)))).one() + 1


def _without_process() -> Problem:
    return Problem(
        "campaign_without_process",
        "The campaign has no process, so it can have no cases. Name one in its document.",
        "Kampania nie ma procesu, więc nie może mieć spraw. Podaj go w jej dokumencie.",
    )
