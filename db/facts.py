"""Knows the facts of a case that conditions may ask about: the values of graphs.conditions.FACTS."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlmodel import and_, col, not_, select

from db.session import Session
from db.tables.calls import Call
from db.tables.campaigns import Campaign
from db.tables.cases import Case, CaseHistory, Contact, ContactPoint
from db.tables.effects import Attempt
from domain.outcomes import Outcome
from domain.time import local
from domain.working_days import is_working_day
from graphs.conditions import call_facts

_BY_HAND_OR_LATE = ("changed.%", "late.%")
_COUNTED = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.CANCELLED)

Facts = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that has ended."""

    id: str
    outcome: str
    at: datetime


async def facts_of(session: Session, case_id: str) -> Facts:
    """The values of every group by name, as they are now."""
    case = await session.get_one(Case, case_id)
    campaign = await session.get_one(Campaign, case.campaign_id)
    tried = await _attempts(session, case_id)
    call = await _latest_call(session, case_id)
    wall = local(session.now, campaign.zone)
    return {
        "case": {
            **_standing(session, case),
            **await _stay(session, case),
            "tries": len(list(takewhile(_unanswered, reversed(tried)))),
            "weekday": wall.isoweekday(),
            "hour": wall.hour,
            "working_day": is_working_day(wall.date()),
        },
        "contact": await _contact(session, case.contact_id),
        "record": dict(case.fields),
        "call": _call(session.now, call, tried),
        "attempts": {
            **dict.fromkeys(_COUNTED, 0),
            **Counter(attempt.outcome for attempt in tried),
            "total": len(tried),
            "today": sum(local(attempt.at, campaign.zone).date() == wall.date() for attempt in tried),
        },
    }


def _unanswered(attempt: Tried) -> bool:
    return attempt.outcome != Outcome.ANSWERED


def _standing(session: Session, case: Case) -> dict[str, object]:
    return {
        "status": case.status,
        "number": case.number,
        "qualifier": case.qualifier,
        "steps": case.step,
        "age_days": (session.now - case.created_at).days,
        "due": case.due_at is not None,
        "owned": case.owner_id is not None,
        "credited": case.credited_to is not None,
    }


async def _stay(session: Session, case: Case) -> dict[str, object]:
    """A step enters the status of its last row; saving the present status once more begins no new stay."""
    columns = select(CaseHistory.step, CaseHistory.status, CaseHistory.at)
    entries = [col(CaseHistory.edge).not_like(kind) for kind in _BY_HAND_OR_LATE]
    only_told = and_(col(CaseHistory.edge).like("sla%"), CaseHistory.status == CaseHistory.from_status)
    rows = columns.where(CaseHistory.case_id == case.id, *entries, not_(only_told))
    order = rows.order_by(col(CaseHistory.step), col(CaseHistory.position))
    steps = {step: (status, at) for step, status, at in await session.exec(order)}
    stay = list(takewhile(lambda entry: entry[0] == case.status, reversed(steps.values())))
    return {
        "entries": sum(status == case.status for status, _ in steps.values()),
        "in_status_days": (session.now - (stay[-1][1] if stay else case.created_at)).days,
    }


async def _contact(session: Session, contact_id: str) -> dict[str, object]:
    contact = await session.get_one(Contact, contact_id)
    mine = select(ContactPoint).where(ContactPoint.contact_id == contact_id)
    points = (await session.exec(mine.order_by(col(ContactPoint.position).desc()))).all()
    first = {point.kind: point.value for point in points}
    return {
        "name": contact.name,
        "phone": first.get("phone", ""),
        "mail": first.get("mail", ""),
        "anonymous": contact.anonymous,
    }


async def _attempts(session: Session, case_id: str) -> list[Tried]:
    """The attempts that were dialled for an agent and have ended, in their order."""
    told = (Attempt.state == "ended", col(Attempt.effect_key).is_(None))
    mine = select(Attempt).where(Attempt.case_id == case_id, *told)
    ended = (await session.exec(mine.order_by(col(Attempt.planned_at)))).all()
    return [
        Tried(attempt.id, attempt.outcome, attempt.planned_at)
        for attempt in ended
        if attempt.outcome is not None and attempt.outcome != Outcome.CANCELLED
    ]


async def _latest_call(session: Session, case_id: str) -> Call | None:
    messages = select(Attempt.id).where(Attempt.case_id == case_id, col(Attempt.effect_key).is_not(None))
    mine = select(Call).where(Call.case_id == case_id, col(Call.id).not_in(messages))
    return (await session.exec(mine.order_by(col(Call.started_at).desc()).limit(1))).first()


def _call(now: datetime, call: Call | None, tried: Sequence[Tried]) -> dict[str, object]:
    """The latest call, also where it is an attempt that nobody answered."""
    last = tried[-1] if tried else None
    if last is not None and (call is None or (call.id != last.id and call.started_at < last.at)):
        return call_facts(last.outcome, "outbound", 0)
    if call is None:
        return call_facts("", "", 0)
    outcomes = {attempt.id: attempt.outcome for attempt in tried}
    met = Outcome.ANSWERED if call.bridged_at is not None else Outcome.UNHANDLED
    began = call.answered_at or call.ended_at or now
    seconds = int(((call.ended_at or now) - began).total_seconds())
    told = call_facts(outcomes.get(call.id, met), call.direction, max(seconds, 0))
    return {**told, "inbound_status": call.inbound_status or ""}
