"""Knows what a save follows: the call of now, a call left without a status, or the last contact since a save."""

from datetime import datetime
from typing import Final

from sqlmodel import col, func, or_, select

from db.session import Session
from db.tables import Attempt, Call, Case, CaseHistory, Disposition
from domain.outcomes import Outcome

NO_CONTACT: Final = "none"
_WRITTEN: Final = ("mail", "sms", "chat")


async def occasion_of(session: Session, case: Case, call: Call | None) -> str:
    """An `Outcome`, `mail`, `sms`, `chat`, or `none`; `call` is the one that the agent has or has just had."""
    if call is not None and call.bridged_at is not None:
        return Outcome.ANSWERED
    if case.unhandled_by is not None:
        return Outcome.ANSWERED
    saved = select(func.max(Disposition.saved_at)).where(Disposition.case_id == case.id)
    since = (await session.exec(saved)).one()
    contacts = [await _attempt(session, case, since), await _message(session, case, since)]
    found = [contact for contact in contacts if contact is not None]
    return max(found)[1] if found else NO_CONTACT


async def _attempt(session: Session, case: Case, since: datetime | None) -> tuple[datetime, str] | None:
    query = (
        select(Attempt.ended_at, Attempt.outcome)
        .where(
            Attempt.case_id == case.id,
            col(Attempt.outcome).is_not(None),
            col(Attempt.ended_at) > (since or case.created_at),
        )
        .order_by(col(Attempt.ended_at).desc())
    )
    found = (await session.exec(query.limit(1))).first()
    return None if found is None or found[0] is None else (found[0], found[1] or "")


async def _message(session: Session, case: Case, since: datetime | None) -> tuple[datetime, str] | None:
    written = or_(*(col(CaseHistory.edge).startswith(f"on_{channel}") for channel in _WRITTEN))
    query = (
        select(CaseHistory.at, CaseHistory.edge)
        .where(CaseHistory.case_id == case.id, written, CaseHistory.at >= (since or case.created_at))
        .order_by(col(CaseHistory.at).desc())
    )
    found = (await session.exec(query.limit(1))).first()
    return None if found is None else (found[0], found[1].removeprefix("on_").partition("#")[0])
