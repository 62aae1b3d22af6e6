"""Knows what a save follows: the call of now, one left without a status, a message, the last attempt, or nothing.

An agent saves by a talk of their own, never by that of a colleague.
"""

from typing import Final

from sqlmodel import col, func, select

from db.session import Session
from db.tables import Attempt, Call, Case, Disposition, Seat
from domain.access import Who
from domain.outcomes import Outcome

NO_CONTACT: Final = "none"


async def occasion_of(session: Session, who: Who, case: Case, call: Call | None) -> str:
    """An `Outcome`, `mail`, `sms`, `chat`, or `none`; `call` is the one that the agent has or has just had."""
    if call is not None and call.bridged_at is not None:
        return Outcome.ANSWERED
    if case.unhandled_by is not None and (case.unhandled_by == who.user_id or not who.is_only_agent):
        return Outcome.ANSWERED
    if case.unanswered is not None:
        return case.unanswered
    return await _attempt(session, who, case) or NO_CONTACT


async def _attempt(session: Session, who: Who, case: Case) -> str | None:
    """How the last attempt for an agent ended that no status was saved after; whose does not matter, unless both
    talked."""
    saved = select(func.max(Disposition.saved_at)).where(Disposition.case_id == case.id)
    since = (await session.exec(saved)).one() or case.created_at
    told = (col(Attempt.effect_key).is_(None), col(Attempt.outcome) != Outcome.CANCELLED)
    query = (
        select(Attempt.outcome, Seat.agent_id)
        .join(Seat, col(Seat.id) == Attempt.seat_id, isouter=True)
        .where(Attempt.case_id == case.id, *told, col(Attempt.ended_at) > since)
        .order_by(col(Attempt.ended_at).desc())
    )
    outcome, agent_id = (await session.exec(query.limit(1))).first() or (None, None)
    own = outcome != Outcome.ANSWERED or agent_id == who.user_id or not who.is_only_agent
    return outcome if own else None
