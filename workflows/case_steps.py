"""Knows how orders become events of the process language, and its steps become records for the database."""

from datetime import datetime, timedelta

from domain.cases import (
    AssignOwner,
    HistoryRow,
    LoadedCase,
    PlannedEffect,
    SaveDisposition,
    SetRecall,
    StepRecord,
)
from domain.ids import AgentId, CaseId
from domain.time import parse_span
from graphs import process as language


def saved_event(order: SaveDisposition, now: datetime) -> "language.Saved":
    callback_at = None if order.callback_at is None else datetime.fromisoformat(order.callback_at)
    return language.Saved(
        now=now,
        status=order.status,
        by=order.by,
        callback_at=callback_at,
        call_ended_at=order.call_ended_at,
        occasion=order.occasion,
        owner=order.owner,
    )


def assigned_event(order: AssignOwner, now: datetime) -> "language.Assigned":
    return language.Assigned(now=now, owner=order.owner, by=order.by)


def recalled_event(order: SetRecall, now: datetime) -> "language.Recalled":
    return language.Recalled(now=now, at=order.at, by=order.by)


def record_of(
    case_id: CaseId,
    step: "language.Step",
    at: datetime,
    save: SaveDisposition | None,
    attempt_id: str | None,
) -> StepRecord:
    """The step as the database writes it, in one transaction."""
    return StepRecord(
        case_id=case_id,
        number=step.cursor.number,
        cursor=language.cursor_to_json(step.cursor),
        at=at,
        rows=tuple(
            HistoryRow(row.status, row.from_status, _agent(row.owner), row.ordered_by, row.edge)
            for row in step.rows
        ),
        effects=tuple(
            PlannedEffect(f"{case_id}/{effect.key}", effect.kind, effect.status, effect.action)
            for effect in step.effects
        ),
        disposition_id=None if save is None else save.disposition_id,
        attempt_id=attempt_id,
        success_by=_agent(step.cursor.standing.credited),
    )


def rules_of(case: LoadedCase) -> "language.Rules":
    """What the case's campaign adds to its process."""
    return language.Rules(
        zone=case.zone,
        redial_after=timedelta(seconds=case.redial_after_s),
        latest=case.latest,
        within=None if case.within is None else parse_span(case.within),
        owners=case.owners,
    )


def _agent(agent_id: str | None) -> AgentId | None:
    return None if agent_id is None else AgentId(agent_id)
