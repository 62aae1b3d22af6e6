"""Knows how an attempt to reach a customer ends: once, and whoever ordered it is told how.

An attempt of the dialer is an occurrence of its case: its outcome, or that the agent ended the wait. One that plays a
message is the effect of an action: it is told as the end of that effect, and by nothing else.
"""

from dataclasses import asdict

from sqlmodel import col, select, update

from db.seats import SeatState, rest
from db.session import Session
from db.tables.calls import Call, SwitchCommand
from db.tables.cases import Case
from db.tables.effects import Attempt, Effect
from db.tables.seats import Seat
from domain.calls import CommandKind
from domain.cases import CaseFact
from domain.effects import EffectState
from domain.outcomes import Outcome

UNKNOWN_CAUSE = "unknown"


async def locked_attempt(session: Session, attempt_id: str) -> Attempt | None:
    mine = select(Attempt).where(Attempt.id == attempt_id)
    return (await session.exec(mine.with_for_update(key_share=True))).first()


async def settle(session: Session, attempt: Attempt, outcome: Outcome, cause: str) -> None:
    """The attempt has ended with this outcome, which its case hears; its seat is given back."""
    _end(session, attempt, outcome, cause)
    await _settle_effect(session, attempt, _state_after(attempt, outcome))
    if attempt.effect_key is not None:
        await _free_case(session, attempt)
        await tell_effect(session, attempt.effect_key, attempt.case_id, ok=outcome is Outcome.ANSWERED)
        return
    await _give_seat_back(session, attempt)
    tell_case(session, attempt.case_id, _fact(session, attempt, outcome))


async def settle_answered(session: Session, attempt: Attempt, call: Call) -> None:
    """The call of an answered attempt is over: a customer who met no agent is unhandled (EXT-08).

    While a message is still being played as far as we know, its own result settles the attempt: it may have been
    heard to its end in the very moment in which the customer hung up."""
    if attempt.state == "ended":
        return
    if attempt.effect_key is not None and await _plays(session, call.id):
        return
    met = call.bridged_at is not None and attempt.effect_key is None
    await settle(session, attempt, Outcome.ANSWERED if met else Outcome.UNHANDLED, call.end_cause or "")


async def settle_message(session: Session, attempt_id: str, *, heard: bool) -> None:
    """A message was played to its end, or was not; of an attempt that plays none, and later ones, this says nothing."""
    attempt = await locked_attempt(session, attempt_id)
    if attempt is not None and attempt.effect_key is not None and attempt.state != "ended":
        await settle(session, attempt, Outcome.ANSWERED if heard else Outcome.UNHANDLED, "message")


async def withdraw(session: Session, attempt: Attempt, cause: str) -> None:
    """The agent ended the wait before the customer answered: that, not an outcome, is what the case hears."""
    _end(session, attempt, Outcome.CANCELLED, cause)
    await _settle_effect(session, attempt, _state_after(attempt, Outcome.CANCELLED))
    await _give_seat_back(session, attempt)
    fact = CaseFact(
        kind="waiting",
        key=f"waiting/{attempt.id}",
        at=session.now,
        attempt_id=attempt.id,
        data={"by": attempt.withdrawn_by or ""},
    )
    tell_case(session, attempt.case_id, fact)


async def release(session: Session, attempt: Attempt, why: str) -> None:
    """Planned and never dialled: as if it had not been, but for the row that says why."""
    _end(session, attempt, Outcome.CANCELLED, why)
    if attempt.effect_key is None:
        await _settle_effect(session, attempt, EffectState.CANCELLED)
    await _give_seat_back(session, attempt)
    await _free_case(session, attempt)


async def tell_effect(session: Session, key: str, case_id: str, *, ok: bool) -> None:
    """The case hears how a call of its actions ended; a finished case has no ears, and nothing to learn."""
    case = await session.get_one(Case, case_id)
    if not case.finished:
        own = key.partition("/")[2]
        fact = CaseFact(kind="effect", key=f"effect/{own}", at=session.now, ok=ok, data={"effect": own})
        tell_case(session, case_id, fact)


def tell_case(session: Session, case_id: str, fact: CaseFact) -> None:
    """The case hears the fact; a workflow that is not there yet is started from its row."""
    session.tell(f"case-{case_id}", "fact", {**asdict(fact), "at": fact.at.isoformat()})


def _end(session: Session, attempt: Attempt, outcome: Outcome, cause: str) -> None:
    attempt.state, attempt.outcome, attempt.cause = "ended", outcome, cause
    attempt.ended_at = session.now
    _tell_screens(session, attempt)


def _state_after(attempt: Attempt, outcome: Outcome) -> EffectState:
    """A dial is done however it ended; a message only when it was heard."""
    if attempt.cause == UNKNOWN_CAUSE:
        return EffectState.UNKNOWN
    if outcome is Outcome.CANCELLED:
        return EffectState.CANCELLED
    done = attempt.effect_key is None or outcome is Outcome.ANSWERED
    return EffectState.CONFIRMED if done else EffectState.REJECTED


async def _plays(session: Session, call_id: str) -> bool:
    """Whether the switch was told to play something of which no result is known."""
    mine = (SwitchCommand.call_id == call_id, SwitchCommand.kind == CommandKind.READ)
    unknown = select(SwitchCommand.number).where(*mine, col(SwitchCommand.done_at).is_(None))
    return (await session.exec(unknown)).first() is not None


def _fact(session: Session, attempt: Attempt, outcome: Outcome) -> CaseFact:
    return CaseFact(
        kind="outcome",
        key=f"outcome/{attempt.id}",
        at=session.now,
        outcome=outcome,
        attempt_id=attempt.id,
        ok=outcome is Outcome.ANSWERED,
    )


async def _settle_effect(session: Session, attempt: Attempt, state: EffectState) -> None:
    mine = update(Effect).where(col(Effect.key) == (attempt.effect_key or attempt.id))
    await session.change(mine.values(state=state, result=attempt.outcome, settled_at=session.now))


async def _free_case(session: Session, attempt: Attempt) -> None:
    """No step of the case will do it: it hears no outcome."""
    mine = (col(Case.id) == attempt.case_id, col(Case.attempt_id) == attempt.id)
    await session.change(update(Case).where(*mine).values(attempt_id=None, etag=Case.etag + 1))


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
