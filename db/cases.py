"""Knows a case between two steps of its workflow: where it stands, and one transaction for each step."""

from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, exists
from sqlmodel import col, func, select

from db import effects, sla
from db.case_changes import with_values
from db.facts import facts_of
from db.opening import spread_json, tell_screens
from db.prepared import Prepared
from db.rules import process_of, rules_at, rules_in
from db.seats import SeatState
from db.session import Database, Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, CaseHistory, Disposition
from db.tables.seats import Seat
from domain.cases import HistoryRow, LoadedCase, StepRecord, StoredStep
from domain.errors import NotFound
from domain.ids import CampaignId, CaseId, GraphHash
from domain.time import format_span
from graphs.conditions import Values
from graphs.process import cursor_from_json

LATE = "late"
_chosen: Any = sqlalchemy.select
_STANDS = Prepared(
    _chosen(
        col(Case.campaign_id),
        col(Case.process_hash),
        col(Case.workflow),
        col(Case.cursor),
        col(Campaign.etag).label("rules"),
        exists().where(effects.is_unsettled(col(Case.id))).correlate(Case).label("unsettled"),
    )
    .join_from(Case, Campaign, col(Campaign.id) == Case.campaign_id)
    .where(Case.id == bindparam("case_id"))
)


class Cases:
    """What the workflow of a case reads and writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, case_id: CaseId) -> LoadedCase:
        """Where the case stands; the lock of those who write is taken only where its workflow is new."""
        async with self._database.read() as session:
            loaded, is_new = await _load(session, case_id)
        if is_new:
            await self._database.run(lambda session: _begin(session, case_id))
        return loaded

    async def commit_step(self, step: StepRecord) -> StoredStep:
        """Write the step; one that is there already comes back as it is stored, and stays."""
        return await self._database.run(lambda session: _commit(session, step))

    async def write_late(self, case_id: CaseId, what: str, told: str) -> None:
        """Keep what came too late to move the case in its history, once for this key."""
        await self._database.run(lambda session: write_late(session, case_id, what, told))

    async def answer(self, case_id: CaseId, process_hash: GraphHash, conditions: list[str]) -> list[bool]:
        """Whether each of these conditions of the process (by id) holds for the case now."""
        async with self._database.read() as session:
            process = await process_of(session, process_hash)
            values = Values(await facts_of(session, case_id))
        known = process.conditions
        return [values.holds(known[name]) for name in conditions]


async def locked_case(session: Session, case_id: str) -> Case:
    mine = select(Case).where(Case.id == case_id)
    case = (await session.exec(mine.with_for_update(key_share=True))).first()
    if case is None:
        raise NotFound(kind="case", name=case_id)
    return case


async def write_late(session: Session, case_id: str, what: str, told: str | None = None) -> None:
    """A row for what came too late to move the case; the fact of this key is written once."""
    case = await locked_case(session, case_id)
    known = select(CaseHistory.id).where(CaseHistory.case_id == case_id, CaseHistory.told == told)
    if told is not None and (await session.exec(known.limit(1))).first() is not None:
        return
    rows = select(func.count()).where(CaseHistory.case_id == case_id, CaseHistory.step == case.step)
    late = HistoryRow(case.status, case.status, None, "system", f"{LATE}.{what}")
    written = _history(session, case, late, (await session.exec(rows)).one())
    written.told = told
    session.add(written)


async def _load(session: Session, case_id: CaseId) -> tuple[LoadedCase, bool]:
    """The case, and whether nobody has written down yet that it has a workflow."""
    found = await session.asked(_STANDS, case_id=case_id)
    if not found:
        raise NotFound(kind="case", name=case_id)
    (case,) = found
    process = await process_of(session, case.process_hash)
    rules = await rules_in(session, await rules_at(session, case.campaign_id, case.rules), process)
    loaded = LoadedCase(
        case_id=case_id,
        campaign_id=CampaignId(case.campaign_id),
        process_hash=GraphHash(case.process_hash),
        zone=rules.zone,
        redial_after_s=rules.redial_after.total_seconds(),
        cursor=case.cursor,
        latest=rules.latest,
        within=None if rules.within is None else format_span(rules.within),
        owners=dict(rules.owners),
        effects=await effects.unsettled(session, case_id) if case.unsettled else (),
        rules=case.rules,
    )
    return loaded, case.workflow == "none"


async def _begin(session: Session, case_id: CaseId) -> None:
    case = await locked_case(session, case_id)
    if case.workflow == "none":
        case.workflow = "running"


async def _commit(session: Session, step: StepRecord) -> StoredStep:
    case = await locked_case(session, step.case_id)
    disposition = await session.get(Disposition, step.disposition_id) if step.disposition_id else None
    if case.step >= step.number or await _written(session, case, step, disposition):
        return await _stored(session, case, step, disposition)
    newest = await _newest_rules(session, case) if step.rules else 0
    if step.rules != newest:
        return StoredStep(case.step, case.cursor, repeated=True, applied=False, rules=newest)
    await effects.drop(session, case, step)
    await sla.tell(session, case, step.rows)
    case.step, case.updated_at = step.number, session.now
    spread_json(case, step.cursor)
    case.workflow = "finished" if cursor_from_json(step.cursor).finished else "running"
    if step.attempt_id is not None and case.attempt_id == step.attempt_id:
        case.attempt_id = None
    if disposition is not None:
        await _save(session, case, disposition)
    for position, row in enumerate(step.rows):
        written = _history(session, case, row, position, disposition if position == 0 else None)
        written.told = step.told
        session.add(written)
    await effects.plan(session, case, step.effects)
    tell_screens(session, case, "step")
    return StoredStep(step.number, step.cursor, effects.for_the_case(step.effects))


async def _newest_rules(session: Session, case: Case) -> int:
    return (await session.exec(select(Campaign.etag).where(Campaign.id == case.campaign_id))).one()


async def _written(session: Session, case: Case, step: StepRecord, disposition: Disposition | None) -> bool:
    """The event behind the step was written already: its workflow task was lost, and the next one meets the event
    again, perhaps after others, so that the step's number does not tell."""
    if disposition is not None:
        return disposition.state == "saved"
    if step.attempt_id is not None:
        return case.attempt_id != step.attempt_id
    if step.told is None:
        return False
    mine = select(CaseHistory.id).where(CaseHistory.case_id == case.id, CaseHistory.told == step.told)
    return (await session.exec(mine.limit(1))).first() is not None


async def _stored(
    session: Session, case: Case, step: StepRecord, disposition: Disposition | None
) -> StoredStep:
    """A step that is there already, or one that changed nothing but is the last word on an attempt."""
    if step.attempt_id is not None and case.attempt_id == step.attempt_id and case.cursor == step.cursor:
        case.attempt_id = None
    nameless = disposition is None and step.attempt_id is None and step.told is None
    applied = nameless or await _written(session, case, step, disposition)
    left = await effects.unsettled(session, case.id)
    return StoredStep(case.step, case.cursor, left, repeated=True, applied=applied)


async def _save(session: Session, case: Case, disposition: Disposition) -> None:
    """The disposition counts; whoever wrapped up that call has done so."""
    disposition.state, disposition.step, disposition.saved_at = "saved", case.step, session.now
    case.fields = with_values(case.fields, disposition.fields)
    case.unhandled_by, case.unanswered = None, None
    if disposition.call_id is None:
        return
    wraps_up = select(Seat.agent_id).where(
        Seat.call_id == disposition.call_id, Seat.state == SeatState.WRAP_UP
    )
    for agent_id in (await session.exec(wraps_up)).all():
        session.tell(f"agent-{agent_id}", "saved")


def _history(
    session: Session, case: Case, row: HistoryRow, position: int, disposition: Disposition | None = None
) -> CaseHistory:
    return CaseHistory(
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
        disposition_id=disposition.id if disposition else None,
        note=disposition.note if disposition else "",
    )
