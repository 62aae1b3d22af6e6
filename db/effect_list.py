"""Knows what a case has had done: what was planned, sent or cancelled, when, and how it ended (NEW-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.case_changes import case_in_sight
from db.effect_words import WAITING, words_of
from db.effects import DIAL
from db.rules import process_of
from db.session import Session
from db.tables import Case, CaseHistory, Effect, Message
from domain.access import Who
from domain.effects import EffectState
from domain.qualifiers import SuccessEffect
from graphs.process import Process, cursor_from_json
from graphs.words import Words

_SENT = (EffectState.CONFIRMED, EffectState.UNKNOWN, EffectState.ATTEMPTING)


@dataclass(frozen=True, slots=True)
class EffectView:
    """An action of `status`. `state`: waiting (for `due_at`), planned, attempting, confirmed, rejected, unknown or
    cancelled; `to` is the address, number or service, `reference` what the other side calls it."""

    key: str
    kind: str
    status: str
    state: str
    words: Words
    to: str | None
    reference: str | None
    message_id: str | None
    due_at: datetime | None
    planned_at: datetime | None
    attempted_at: datetime | None
    settled_at: datetime | None


async def listing(session: Session, who: Who, case_id: str) -> list[EffectView]:
    """Everything that the case has ordered, the oldest first, and then what waits for its time."""
    case, _ = await case_in_sight(session, who, case_id)
    process = await process_of(session, case.process_hash)
    return [*await _done(session, case_id), *_waiting(case, process)]


async def sent_before_revoking(session: Session, case: Case) -> list[EffectView]:
    """What was on its way before the case came into its present status, if that takes a success back; else nothing."""
    if not await _revokes(session, case.process_hash, case.status):
        return []
    came = select(CaseHistory.at).where(
        CaseHistory.case_id == case.id,
        CaseHistory.status == case.status,
        col(CaseHistory.from_status).is_distinct_from(case.status),
    )
    newest = (col(CaseHistory.step).desc(), col(CaseHistory.position).desc())
    since = (await session.exec(came.order_by(*newest).limit(1))).first() or case.created_at
    return await _sent(session, case.id, since, session.now)


async def sent_by_then(session: Session, row: CaseHistory) -> list[EffectView]:
    """What had left when this row of the history took a success back; of every other row nothing."""
    if row.from_status == row.status or not await _revokes(session, row.graph_hash, row.status):
        return []
    return await _sent(session, row.case_id, row.at, row.at)


async def _revokes(session: Session, graph_hash: str, status: str) -> bool:
    node = (await process_of(session, graph_hash)).nodes.get(status)
    return node is not None and node.success is SuccessEffect.REVOKE


async def _sent(session: Session, case_id: str, planned_before: datetime, by: datetime) -> list[EffectView]:
    left = (col(Effect.state).in_(_SENT), col(Effect.attempted_at) <= by)
    return await _done(session, case_id, *left, col(Effect.planned_at) < planned_before)


async def _done(session: Session, case_id: str, *more: Any) -> list[EffectView]:
    run: Any = session.exec
    query = (
        select(Effect, Message)
        .join(Message, col(Message.effect_key) == Effect.key, isouter=True)
        .where(Effect.case_id == case_id, Effect.kind != DIAL, *more)
        .order_by(col(Effect.planned_at), col(Effect.key))
    )
    return [_view(effect, message) for effect, message in await run(query)]


def _view(effect: Effect, message: Message | None) -> EffectView:
    return EffectView(
        key=effect.key,
        kind=effect.kind,
        status=effect.args["status"],
        state=effect.state,
        words=words_of(effect.state, effect.result),
        to=message.recipient if message is not None else effect.args.get("service") or effect.args.get("to"),
        reference=effect.provider_ref,
        message_id=message and message.id,
        due_at=effect.due_at,
        planned_at=effect.planned_at,
        attempted_at=effect.attempted_at,
        settled_at=effect.settled_at,
    )


def _waiting(case: Case, process: Process) -> Iterator[EffectView]:
    for pending in cursor_from_json(case.cursor).standing.pending:
        if not pending.term:
            yield EffectView(
                key=f"{case.id}/{pending.key}",
                kind=process.nodes[pending.status].tasks[pending.action].kind,
                status=pending.status,
                state=WAITING,
                words=words_of(WAITING, None),
                to=None,
                reference=None,
                message_id=None,
                due_at=pending.at,
                planned_at=None,
                attempted_at=None,
                settled_at=None,
            )
