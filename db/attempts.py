"""Knows how an attempt to reach a customer ends: once, with its outcome told to its case."""

from dataclasses import asdict

from sqlmodel import col, select, update

from db.seats import SeatState, rest
from db.session import Session
from db.tables.calls import Call
from db.tables.cases import Case
from db.tables.effects import Attempt, Effect
from db.tables.seats import Seat
from domain.cases import CaseFact
from domain.effects import EffectState
from domain.outcomes import Outcome

UNKNOWN_CAUSE = "unknown"


async def locked_attempt(session: Session, attempt_id: str) -> Attempt | None:
    mine = select(Attempt).where(Attempt.id == attempt_id)
    return (await session.exec(mine.with_for_update(key_share=True))).first()


async def settle(session: Session, attempt: Attempt, outcome: Outcome, cause: str) -> None:
    """The attempt has ended with this outcome, which its case hears; its seat is given back."""
    attempt.state, attempt.outcome, attempt.cause = "ended", outcome, cause
    attempt.ended_at = session.now
    state = EffectState.UNKNOWN if cause == UNKNOWN_CAUSE else EffectState.CONFIRMED
    await _settle_effect(session, attempt, state)
    await _give_seat_back(session, attempt)
    tell_case(session, attempt.case_id, _fact(session, attempt, outcome))


async def settle_answered(session: Session, attempt: Attempt, call: Call) -> None:
    """The call of an answered attempt is over: a customer who met no agent is unhandled (EXT-08)."""
    if attempt.state != "ended":
        outcome = Outcome.ANSWERED if call.bridged_at is not None else Outcome.UNHANDLED
        await settle(session, attempt, outcome, call.end_cause or "")


async def release(session: Session, attempt: Attempt, why: str) -> None:
    """Planned and never dialled: as if it had not been, but for the row that says why."""
    attempt.state, attempt.outcome, attempt.cause = "ended", Outcome.CANCELLED, why
    attempt.ended_at = session.now
    await _settle_effect(session, attempt, EffectState.CANCELLED)
    await _give_seat_back(session, attempt)
    mine = (col(Case.id) == attempt.case_id, col(Case.attempt_id) == attempt.id)
    await session.change(update(Case).where(*mine).values(attempt_id=None, etag=Case.etag + 1))
    _tell_screens(session, attempt)


def tell_case(session: Session, case_id: str, fact: CaseFact) -> None:
    """The case hears the fact; a workflow that is not there yet is started from its row."""
    session.tell(f"case-{case_id}", "fact", {**asdict(fact), "at": fact.at.isoformat()})


def _fact(session: Session, attempt: Attempt, outcome: Outcome) -> CaseFact:
    _tell_screens(session, attempt)
    return CaseFact(
        kind="outcome",
        key=f"outcome/{attempt.id}",
        at=session.now,
        outcome=outcome,
        attempt_id=attempt.id,
        ok=outcome is Outcome.ANSWERED,
    )


async def _settle_effect(session: Session, attempt: Attempt, state: EffectState) -> None:
    mine = update(Effect).where(col(Effect.key) == attempt.id)
    await session.change(mine.values(state=state, result=attempt.outcome, settled_at=session.now))


async def _give_seat_back(session: Session, attempt: Attempt) -> None:
    mine = select(Seat).where(
        Seat.attempt_id == attempt.id, col(Seat.state).in_((SeatState.RESERVED, SeatState.OFFERED))
    )
    seat = (await session.exec(mine.with_for_update(key_share=True))).first()
    if seat is not None:
        await rest(session, seat, worked=False)


def _tell_screens(session: Session, attempt: Attempt) -> None:
    session.record(
        "campaign",
        "attempt_ended",
        attempt.id,
        campaign_id=attempt.campaign_id,
        case_id=attempt.case_id,
        outcome=attempt.outcome,
        cause=attempt.cause,
    )
