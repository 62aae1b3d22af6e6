"""Knows the time after a talk: how it begins, what ends it, and whose case stays unhandled."""

from datetime import timedelta

from sqlmodel import col, select, update

from db.seats import SeatState, move, rest
from db.session import Session
from db.tables.calls import Call
from db.tables.campaigns import Queue
from db.tables.cases import Case, Disposition
from db.tables.scripts import ScriptAnswers
from db.tables.seats import Seat
from db.unhandled import leaves_unhandled


async def begin_wrap_up(session: Session, seat: Seat) -> None:
    """The talk is over: time to save a status, unless one was saved already or the queue gives none."""
    queue = await session.get(Queue, seat.queue_id) if seat.queue_id else None
    seconds = queue.wrap_up_seconds if queue is not None else 0
    if seconds <= 0 or await _status_saved(session, seat):
        await end_wrap_up(session, seat)
        return
    seat.extended_seconds = 0
    until = session.now + timedelta(seconds=seconds)
    await move(session, seat, SeatState.WRAP_UP, until=until)
    session.tell(f"agent-{seat.agent_id}", "due", {"at": until.isoformat()})


async def end_wrap_up(session: Session, seat: Seat) -> None:
    """Free again (or away, as asked); a case without a saved status stays with its agent (FCC-11)."""
    if not await _status_saved(session, seat):
        await _leave_unhandled(session, seat)
    await rest(session, seat, worked=True)


async def _status_saved(session: Session, seat: Seat) -> bool:
    """Whether the agent has given the case a status, by saving one or by the answers of a script."""
    saved = select(Disposition.id).where(Disposition.call_id == seat.call_id, Disposition.state == "saved")
    decided = select(ScriptAnswers.id).where(
        ScriptAnswers.call_id == seat.call_id, col(ScriptAnswers.decides).is_(True)
    )
    found = [(await session.exec(query.limit(1))).first() for query in (saved, decided)]
    return any(found)


async def _leave_unhandled(session: Session, seat: Seat) -> None:
    call = await session.get(Call, seat.call_id) if seat.call_id else None
    if call is None or call.case_id is None:
        return
    await leaves_unhandled(session, call.case_id, seat.agent_id)
    open_case = (col(Case.id) == call.case_id, col(Case.finished).is_(False))
    mark = update(Case).where(*open_case).values(unhandled_by=seat.agent_id, etag=Case.etag + 1)
    if await session.change(mark):
        session.record(
            "agent",
            "case_unhandled",
            call.case_id,
            agent_id=seat.agent_id,
            campaign_id=call.campaign_id,
            call_id=call.id,
        )
