"""Knows how agents come, rest and go: presence, the end of wrap-up, and the next moment that concerns them."""

from datetime import timedelta

from sqlmodel import col, func, select

from db import seats
from db.matching import match
from db.seats import OFFLINE, ONLINE, SeatState
from db.session import Database, Session
from db.tables.campaigns import Membership, Queue
from db.tables.people import Phone, User
from db.tables.seats import Seat
from db.wrap_up import end_wrap_up
from domain.agents import Standing
from domain.errors import AgentWithoutPhone, NotFound, NotInWrapUp, PhoneNotRegistered, WrapUpLimit
from domain.ids import AgentId

_EARLY = timedelta(milliseconds=50)
"""A timer of another clock may ring this much too soon."""


class Agents:
    """Each answers how the agent stands then: the next end of wrap-up or of a fail break, and whether signed out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> Standing:
        """Ask for online, break or offline; during an offer, a call or wrap-up it takes effect afterwards."""
        return await self._database.run(lambda session: _ask(session, agent_id, presence, break_type))

    async def settle(self, agent_id: AgentId) -> Standing:
        """Apply what is due."""
        return await self._database.run(lambda session: _settle(session, agent_id))

    async def end_wrap_up(self, agent_id: AgentId) -> Standing:
        """End it now; outside of wrap-up nothing happens."""
        return await self._database.run(lambda session: _end_wrap_up(session, agent_id))

    async def extend_wrap_up(self, agent_id: AgentId) -> Standing:
        """As much time again, up to the queue's limit."""
        return await self._database.run(lambda session: _extend(session, agent_id))


async def _ask(session: Session, agent_id: AgentId, presence: str, break_type: str | None) -> Standing:
    if presence == ONLINE:
        await _check_phone(session, agent_id)
    seat = await seats.locked(session, agent_id) or await _new_seat(session, agent_id)
    asked = (presence, break_type if presence == "break" else None)
    if (seat.presence, seat.break_type) == asked:
        return await _standing(session, seat)
    seat.presence, seat.break_type = asked
    if seat.state in (SeatState.AWAY, SeatState.FREE):
        await seats.rest(session, seat, worked=seat.state == SeatState.AWAY)
        await match(session)
    else:
        seats.tell_screens(session, seat, "presence_asked")
    return await _standing(session, seat)


async def _check_phone(session: Session, agent_id: AgentId) -> None:
    phone = (await session.exec(select(Phone).where(Phone.agent_id == agent_id))).first()
    if phone is None:
        raise AgentWithoutPhone
    if not phone.registered:
        raise PhoneNotRegistered(phone=phone.name)


async def _new_seat(session: Session, agent_id: AgentId) -> Seat:
    if await session.get(User, agent_id) is None:
        raise NotFound(kind="agent", name=agent_id)
    seat = Seat(id=session.new_id(), agent_id=agent_id, since=session.now)
    await session.put(seat)
    return seat


async def _settle(session: Session, agent_id: AgentId) -> Standing:
    seat = await seats.locked(session, agent_id)
    if seat is None:
        return Standing(offline=True)
    if seat.state == SeatState.WRAP_UP and seat.until and seat.until <= session.now + _EARLY:
        await end_wrap_up(session, seat)
    if seat.state == SeatState.FREE:
        await match(session)
    return await _standing(session, seat)


async def _end_wrap_up(session: Session, agent_id: AgentId) -> Standing:
    seat = await seats.locked(session, agent_id)
    if seat is None:
        return Standing(offline=True)
    if seat.state == SeatState.WRAP_UP:
        await end_wrap_up(session, seat)
        await match(session)
    return await _standing(session, seat)


async def _extend(session: Session, agent_id: AgentId) -> Standing:
    seat = await seats.locked(session, agent_id)
    if seat is None or seat.state != SeatState.WRAP_UP or seat.until is None:
        raise NotInWrapUp
    queue = await session.get_one(Queue, seat.queue_id)
    more = min(queue.wrap_up_seconds, queue.wrap_up_extra_seconds - seat.extended_seconds)
    if more <= 0:
        raise WrapUpLimit(seconds=queue.wrap_up_extra_seconds)
    seat.extended_seconds += more
    seat.until += timedelta(seconds=more)
    seats.tell_screens(session, seat)
    return await _standing(session, seat)


async def _standing(session: Session, seat: Seat) -> Standing:
    fail_break = await session.exec(
        select(func.min(Membership.fail_break_until)).where(
            Membership.agent_id == seat.agent_id, col(Membership.fail_break_until) > session.now
        )
    )
    wrap_up = seat.until if seat.state == SeatState.WRAP_UP else None
    deadlines = (moment for moment in (wrap_up, fail_break.one()) if moment is not None)
    return Standing(min(deadlines, default=None), offline=seat.presence == OFFLINE)
