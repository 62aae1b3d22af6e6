"""Knows calls from answer to end: who talks, which legs they have, and what an end brings about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, or_, select, update

from db.attempts import locked_attempt, settle_answered
from db.matching import match
from db.queues import close_entry, give_back, open_entry
from db.seats import SeatState, Work, locked_by_id, locked_for_call, move
from db.session import Session
from db.tables.calls import Call, Leg, SwitchCommand
from db.tables.seats import QueueEntry, Seat
from db.wrap_up import begin_wrap_up
from domain.calls import CallState, Command, CommandKind, LiveCall, LiveLeg
from domain.ids import AgentId, CallId, LegId
from domain.outcomes import OfferOutcome

SLOW = timedelta(minutes=1)
"""How long after its end a wait in a queue may last because we are slow."""


async def locked_call(session: Session, call_id: str) -> Call | None:
    mine = select(Call).where(Call.id == call_id)
    return (await session.exec(mine.with_for_update(key_share=True))).first()


def tell_screens(session: Session, call: Call, kind: str) -> None:
    session.record(
        "calls",
        kind,
        call.id,
        campaign_id=call.campaign_id,
        agent_id=call.agent_id,
        case_id=call.case_id,
        direction=call.direction,
        state=call.state,
        cause=call.end_cause,
        ended_by=call.ended_by,
    )


async def connected(session: Session, call: Call, command: Command) -> None:
    """The agent (or the dialled number) answered: seat busy, entry taken, call talking."""
    call.state = CallState.TALKING
    if command.agent_id is not None:
        call.agent_id, call.bridged_at = command.agent_id, session.now
    call.bridged_at = call.bridged_at or session.now
    entry = await session.get(QueueEntry, command.entry_id) if command.entry_id else None
    if entry is not None and entry.state in ("waiting", "offered"):
        entry.state, entry.seat_id, entry.left_at = "taken", command.seat_id, session.now
    seat = await locked_by_id(session, command.seat_id) if command.seat_id else None
    if seat is not None and (seat.leg_id == command.leg_id or seat.call_id is None):
        await move(session, seat, SeatState.BUSY, _work(seat, call, command))
    answered = update(Leg).where(col(Leg.id) == command.leg_id)
    await session.change(answered.values(state="up", answered_at=session.now))
    tell_screens(session, call, "connected")


def _work(seat: Seat, call: Call, command: Command) -> Work:
    return Work(
        queue_id=seat.queue_id,
        campaign_id=call.campaign_id,
        entry_id=command.entry_id,
        attempt_id=call.attempt_id,
        call_id=call.id,
        leg_id=command.leg_id,
    )


async def not_connected(session: Session, command: Command, outcome: OfferOutcome) -> None:
    """The agent did not take it: the seat is given back at once; what comes next is the workflow's."""
    ended = update(Leg).where(col(Leg.id) == command.leg_id, col(Leg.ended_at).is_(None))
    await session.change(ended.values(state="ended", ended_at=session.now))
    seat = await locked_by_id(session, command.seat_id) if command.seat_id else None
    offered = (SeatState.OFFERED, SeatState.RESERVED)
    if seat is not None and seat.leg_id == command.leg_id and seat.state in offered:
        await give_back(session, seat, outcome)
        await match(session)


async def end_talk(session: Session, call: Call, command: Command) -> None:
    """The agent (or the dialled number) of this order left; the customer stays."""
    call.state = CallState.IVR
    await _end_legs(session, call.id, session.now, all_but="customer")
    tell_screens(session, call, "talk_ended")
    seat = await locked_for_call(session, call.id)
    if seat is not None and seat.state == SeatState.BUSY and seat.leg_id == command.leg_id:
        await begin_wrap_up(session, seat)
        await match(session)


async def end_call(session: Session, call_id: CallId, at: datetime, cause: str, by: str) -> None:
    """The customer's channel is gone: legs, entry, seat and attempt are closed; the workflows are told."""
    call = await locked_call(session, call_id)
    if call is None or call.ended_at is not None:
        return
    call.state, call.ended_at, call.end_cause, call.ended_by = CallState.ENDED, at, cause, by
    await _end_legs(session, call_id, at)
    attempt = await locked_attempt(session, call.attempt_id) if call.attempt_id else None
    entry = await open_entry(session, call_id)
    if entry is not None:
        await close_entry(session, entry, "abandoned")
    await _free_seat(session, call_id)
    if attempt is not None:
        await settle_answered(session, attempt, call)
    if not await _told_by_an_order(session, call_id):
        session.tell(f"call-{call_id}", "hung_up")
    tell_screens(session, call, "ended")
    await match(session)


async def _told_by_an_order(session: Session, call_id: CallId) -> bool:
    """An order that brings two together ends with the call and says who left: a signal would say it twice."""
    waits = select(SwitchCommand.number).where(
        SwitchCommand.call_id == call_id,
        col(SwitchCommand.kind).in_((CommandKind.CONNECT, CommandKind.DIAL)),
        col(SwitchCommand.state).in_(("open", "talking")),
    )
    return (await session.exec(waits)).first() is not None


async def _free_seat(session: Session, call_id: CallId) -> None:
    seat = await locked_for_call(session, call_id)
    if seat is None:
        return
    if seat.state == SeatState.BUSY:
        await begin_wrap_up(session, seat)
    else:
        await give_back(session, seat, OfferOutcome.CALLER_LEFT)


async def _end_legs(session: Session, call_id: str, at: datetime, all_but: str = "") -> None:
    live = (col(Leg.call_id) == call_id, col(Leg.ended_at).is_(None), col(Leg.role) != all_but)
    await session.change(update(Leg).where(*live).values(state="ended", ended_at=at))


async def register_leg(
    session: Session, call_id: CallId, leg_id: LegId, role: str, agent_id: str | None
) -> None:
    """Our name of a channel before it is originated; once."""
    if await session.get(Leg, leg_id) is None:
        session.add(
            Leg(
                id=leg_id,
                call_id=call_id,
                role=role,
                agent_id=agent_id,
                uniqueid=f"cc-{leg_id}",
                created_at=session.now,
            )
        )


async def live(session: Session, node: str) -> Sequence[LiveCall]:
    calls = (await session.exec(select(Call).where(Call.node == node, col(Call.ended_at).is_(None)))).all()
    open_legs = (
        select(Leg)
        .join(Call, col(Call.id) == col(Leg.call_id))
        .where(Call.node == node, col(Call.ended_at).is_(None), col(Leg.ended_at).is_(None))
        .order_by(col(Leg.created_at))
    )
    legs: dict[str, list[LiveLeg]] = {}
    for leg in await session.exec(open_legs):
        agent = AgentId(leg.agent_id) if leg.agent_id else None
        legs.setdefault(leg.call_id, []).append(LiveLeg(LegId(leg.id), leg.uniqueid, leg.role, agent))
    waiting = await _waiting(session, node)
    return [_live_call(call, legs.get(call.id, []), call.id in waiting) for call in calls]


async def _waiting(session: Session, node: str) -> frozenset[str]:
    """Calls in a queue whose wait is not over."""
    in_time = or_(col(QueueEntry.until).is_(None), col(QueueEntry.until) > session.now - SLOW)
    entries = select(QueueEntry.call_id).join(Call, col(Call.id) == col(QueueEntry.call_id))
    open_ones = entries.where(Call.node == node, col(QueueEntry.state).in_(("waiting", "offered")), in_time)
    return frozenset(await session.exec(open_ones))


def _live_call(call: Call, legs: list[LiveLeg], waits: bool) -> LiveCall:
    return LiveCall(
        call_id=CallId(call.id),
        uniqueid=call.uniqueid or "",
        epoch=call.epoch,
        state=CallState(call.state),
        direction=call.direction,
        attempt_id=call.attempt_id,
        legs=tuple(legs),
        waits=waits,
    )
