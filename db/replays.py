"""Knows what was kept of a case: its history, the facts it was told, what was saved, and how its effects ended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlmodel import col, select

from db import case_list, graphs
from db.effects import DIAL
from db.outbox import fact_of
from db.rules import process_of, rules_of
from db.session import Session
from db.tables import Attempt, Campaign, Case, CaseHistory, Disposition, Effect, Outbox, User
from db.version_refs import VersionRef, version_refs
from domain.access import Who
from domain.cases import CaseFact
from domain.effects import EffectState
from domain.outcomes import Outcome
from graphs.process import (
    SYSTEM,
    Assigned,
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    Process,
    Recalled,
    Row,
    Rules,
    Saved,
    Woken,
    event_of,
)
from graphs.process.behind import event_behind
from graphs.process.replay import Told

_NO_EVENT: Final = ("changed.fields", "changed.contact", "late.")
_ENDED: Final = (EffectState.CONFIRMED, EffectState.REJECTED, EffectState.UNKNOWN)
_UPDATE: Final = "update"
_ENDS: Final = ("done", "effect")
"""How the keys of what a step was told begin."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as it was kept; `text` is what the designer wrote of its version, `whole` whether this is all of it."""

    case_id: str
    number: int
    version: VersionRef
    text: str
    process: Process
    rules: Rules
    told: tuple[Told, ...]
    people: Mapping[str, str]
    whole: bool


async def record(session: Session, who: Who, case_id: str, limit: int) -> CaseRecord:
    """Up to `limit` rows of the history from its beginning, with all that was told meanwhile and moved nothing."""
    await case_list.read(session, who, case_id)
    case = await session.get_one(Case, case_id)
    campaign = await session.get_one(Campaign, case.campaign_id)
    process = await process_of(session, case.process_hash)
    version = (await version_refs(session, [case.process_hash])).at(case.process_hash, case.created_at)
    written = (
        await graphs.version(session, "process", version.name, version.number) if version.number else None
    )
    order = (col(CaseHistory.step), col(CaseHistory.position))
    mine = select(CaseHistory).where(CaseHistory.case_id == case_id).order_by(*order).limit(limit + 1)
    rows = (await session.exec(mine)).all()
    told = _told(process, rows[:limit], await _kept(session, case_id), whole=len(rows) <= limit)
    ids = {one.by for one in told}
    people = dict((await session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))).all())
    return CaseRecord(
        case_id=case_id,
        number=case.number,
        version=version,
        text=written.text if written else "",
        process=process,
        rules=await rules_of(session, campaign, process),
        told=told,
        people=people,
        whole=len(rows) <= limit,
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the rows of a history refer to; `tries` and `ends` are the attempts and the effects that have ended."""

    facts: Mapping[str, CaseFact]
    saves: Mapping[str, Disposition]
    tries: Sequence[Attempt]
    ends: Sequence[Effect]


async def _kept(session: Session, case_id: str) -> _Kept:
    heard = select(Outbox).where(
        Outbox.workflow_id == f"case-{case_id}", Outbox.name == "fact", col(Outbox.delivered_at).is_not(None)
    )
    facts = [fact_of(row.payload) for row in await session.exec(heard.order_by(col(Outbox.created_at)))]
    saves = await session.exec(select(Disposition).where(Disposition.case_id == case_id))
    ended = select(Effect).where(
        Effect.case_id == case_id, Effect.kind != DIAL, col(Effect.state).in_(_ENDED)
    )
    tried = select(Attempt).where(
        Attempt.case_id == case_id, Attempt.state == "ended", col(Attempt.effect_key).is_(None)
    )
    return _Kept(
        {fact.key: fact for fact in facts},
        {save.id: save for save in saves},
        (await session.exec(tried.where(col(Attempt.outcome) != Outcome.CANCELLED))).all(),
        (await session.exec(ended.order_by(col(Effect.settled_at)))).all(),
    )


def _told(process: Process, rows: Sequence[CaseHistory], kept: _Kept, *, whole: bool) -> tuple[Told, ...]:
    """Everything in its order: what wrote rows in that of the history, the rest by its time."""
    written = [_of_rows(process, group, kept) for group in _steps(rows)]
    silent = [one for one in _silent(rows, kept) if whole or one.at <= rows[-1].at]
    return tuple(sorted([*written, *silent], key=lambda one: one.at))


def _steps(rows: Iterable[CaseHistory]) -> Iterator[list[CaseHistory]]:
    """The rows of each step; what no process hears of was written beside them."""
    for (_, apart), group in groupby(rows, key=lambda row: (row.step, row.id if _is_apart(row) else "")):
        del apart
        yield list(group)


def _is_apart(row: CaseHistory) -> bool:
    return row.edge.startswith(_NO_EVENT)


def _of_rows(process: Process, rows: Sequence[CaseHistory], kept: _Kept) -> Told:
    first = rows[0]
    event, lost = _event(process, first, kept)
    kind = ""
    if isinstance(event, EffectDone):
        _, status, index = event.key.split("/")
        kind = process.nodes[status].tasks[int(index)].kind
    return Told(first.at, first.ordered_by, event, tuple(_row(row) for row in rows), kind, lost, first.step)


def _row(row: CaseHistory) -> Row:
    return Row(row.status, row.owner_id, row.ordered_by, row.edge, row.from_status)


def _event(process: Process, row: CaseHistory, kept: _Kept) -> tuple[Event | None, tuple[str, ...]]:
    """The event behind a step, and what of it was not kept."""
    fact = kept.facts.get(row.told or "")
    told, _, key = (row.told or "").partition("/")
    if _is_apart(row):
        return None, ()
    if fact is not None:
        return event_of(fact), ()
    if told in _ENDS:
        return EffectDone(row.at, key, row.edge.partition("#")[0].endswith("on_success")), ()
    if told and told != _UPDATE:
        return event_behind(process, _row(row), row.at), ("forgotten",)
    return _ordered(process, row, kept)


def _ordered(process: Process, row: CaseHistory, kept: _Kept) -> tuple[Event, tuple[str, ...]]:
    """What people did, or time alone."""
    match row.edge:
        case "created":
            return Created(row.at), ("on_call",)
        case "saved":
            return _saved(process, row, kept), ("occasion",)
        case "changed.recall":
            return Recalled(row.at, row.at, row.ordered_by), ("recall",)
        case "changed.owner":
            return Assigned(row.at, row.owner_id or "", row.ordered_by), ()
        case _:
            return Woken(row.at), ()


def _saved(process: Process, row: CaseHistory, kept: _Kept) -> Saved:
    save = kept.saves.get(row.disposition_id or "")
    callback = save.callback_at if save is not None else None
    chosen = row.status in process.nodes and process.nodes[row.status].owner_chosen
    return Saved(
        now=row.at,
        status=row.status,
        by=row.ordered_by,
        callback_at=None if callback is None else datetime.fromisoformat(callback),
        owner=row.owner_id if chosen else None,
    )


def _silent(rows: Sequence[CaseHistory], kept: _Kept) -> Iterator[Told]:
    """What the case was told and nothing came of; its process may have had no way for it."""
    written = {row.told for row in rows}
    for fact in kept.facts.values():
        event = event_of(fact)
        if fact.key not in written and event is not None:
            yield Told(fact.at, fact.data.get("by", SYSTEM), event)
    for attempt in kept.tries:
        if f"outcome/{attempt.id}" not in written | kept.facts.keys() and attempt.ended_at is not None:
            outcome = DialerOutcome(attempt.ended_at, Outcome(attempt.outcome or ""), attempt.id)
            yield Told(attempt.ended_at, SYSTEM, outcome)
    for effect in kept.ends:
        own = effect.key.partition("/")[2]
        told = {f"{end}/{own}" for end in _ENDS} & (written | kept.facts.keys())
        if own.count("/") == 2 and not told and effect.settled_at is not None:
            ok = effect.state == EffectState.CONFIRMED
            yield Told(effect.settled_at, SYSTEM, EffectDone(effect.settled_at, own, ok), kind=effect.kind)
