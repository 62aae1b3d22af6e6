"""Knows how a dialled customer who answers becomes a call: with the agent whose seat was kept, or with a message."""

from dataclasses import asdict
from datetime import timedelta

from db.attempts import locked_attempt
from db.matching import PATIENCE, standing_offer
from db.seats import SeatState, Work, locked_by_id, move
from db.session import Session
from db.tables.calls import Call, Leg
from db.tables.campaigns import Queue
from db.tables.cases import Case, ContactPoint
from db.tables.effects import Attempt
from db.tables.seats import Seat
from domain.calls import NewCall, Offer
from domain.errors import NotFound
from domain.ids import CallId, CampaignId, CaseId, GraphHash, LegId


async def take_over(session: Session, attempt_id: LegId, uniqueid: str, epoch: str) -> NewCall:
    """The call of an answered attempt with its workflow; told twice, it is the same call and offer."""
    attempt = await locked_attempt(session, attempt_id)
    if attempt is None:
        raise NotFound(kind="attempt", name=attempt_id)
    seat = await _kept_seat(session, attempt)
    if attempt.call_id is not None:
        return _new_call(attempt, attempt.call_id, await _offer(session, seat))
    call = await _new_row(session, attempt, uniqueid, epoch)
    attempt.call_id, attempt.answered_at = call.id, session.now
    if attempt.state != "ended":
        attempt.state = "answered"
    if seat is not None:
        await _ring(session, seat, attempt, call)
    new_call = _new_call(attempt, call.id, await _offer(session, seat))
    session.tell(f"call-{call.id}", "CallWorkflow", asdict(new_call), kind="start")
    session.record(
        "calls", "answered", call.id, campaign_id=call.campaign_id, case_id=call.case_id, direction="outbound"
    )
    return new_call


async def _kept_seat(session: Session, attempt: Attempt) -> Seat | None:
    seat = await locked_by_id(session, attempt.seat_id) if attempt.seat_id is not None else None
    kept = (SeatState.RESERVED, SeatState.OFFERED)
    return seat if seat is not None and seat.attempt_id == attempt.id and seat.state in kept else None


async def _new_row(session: Session, attempt: Attempt, uniqueid: str, epoch: str) -> Call:
    case = await session.get_one(Case, attempt.case_id)
    point = await session.get_one(ContactPoint, attempt.contact_point_id)
    call = Call(
        # The dialled channel bears the attempt's id as its call from the start.
        id=attempt.id,
        direction="outbound",
        node=attempt.node,
        campaign_id=attempt.campaign_id,
        contact_id=case.contact_id,
        case_id=case.id,
        attempt_id=attempt.id,
        caller=attempt.caller_id,
        called=point.value,
        ivr_hash=attempt.ivr_hash,
        state="ringing" if attempt.ivr_hash is None else "ivr",
        uniqueid=uniqueid,
        epoch=epoch,
        started_at=attempt.dialled_at or session.now,
        answered_at=session.now,
    )
    await session.put(call, _leg(session, attempt, call))
    return call


def _leg(session: Session, attempt: Attempt, call: Call) -> Leg:
    return Leg(
        id=attempt.id,
        call_id=call.id,
        role="customer",
        uniqueid=call.uniqueid or "",
        state="up",
        created_at=call.started_at,
        answered_at=session.now,
    )


async def _ring(session: Session, seat: Seat, attempt: Attempt, call: Call) -> None:
    queue = await session.get_one(Queue, seat.queue_id)
    work = Work(
        queue_id=seat.queue_id,
        campaign_id=attempt.campaign_id,
        attempt_id=attempt.id,
        call_id=call.id,
        leg_id=session.new_id(),
    )
    until = session.now + timedelta(seconds=queue.ring_seconds) + PATIENCE
    await move(session, seat, SeatState.OFFERED, work, until)


async def _offer(session: Session, seat: Seat | None) -> Offer | None:
    if seat is None or seat.leg_id is None:
        return None
    return standing_offer(seat, await session.get_one(Queue, seat.queue_id))


def _new_call(attempt: Attempt, call_id: str, offer: Offer | None) -> NewCall:
    return NewCall(
        call_id=CallId(call_id),
        node=attempt.node,
        direction="outbound",
        campaign_id=CampaignId(attempt.campaign_id),
        case_id=CaseId(attempt.case_id),
        ivr_hash=None if attempt.ivr_hash is None else GraphHash(attempt.ivr_hash),
        offer=offer,
    )
