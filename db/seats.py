"""Knows how a seat changes: each change ends one interval, begins the next, and is told to the screens."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select, update

from db.session import Session
from db.tables.seats import Seat, SeatInterval

ONLINE, OFFLINE = "online", "offline"


class SeatState(StrEnum):
    AWAY = "away"
    FREE = "free"
    RESERVED = "reserved"
    OFFERED = "offered"
    BUSY = "busy"
    WRAP_UP = "wrap_up"


@dataclass(frozen=True, slots=True)
class Work:
    """What occupies a seat: the queue whose rules apply, the entry or attempt, the call, the agent's leg."""

    queue_id: str | None = None
    campaign_id: str | None = None
    entry_id: str | None = None
    attempt_id: str | None = None
    call_id: str | None = None
    leg_id: str | None = None


NOTHING = Work()


async def locked(session: Session, agent_id: str) -> Seat | None:
    """The agent's voice seat; others wait for it until the unit ends."""
    mine = select(Seat).where(Seat.agent_id == agent_id, Seat.channel == "voice")
    return (await session.exec(mine.with_for_update(key_share=True))).first()


async def locked_for_call(session: Session, call_id: str) -> Seat | None:
    """The seat that this call occupies now, if any; one that already wraps up does not count."""
    engaged = (SeatState.RESERVED, SeatState.OFFERED, SeatState.BUSY)
    found = select(Seat).where(Seat.call_id == call_id, col(Seat.state).in_(engaged))
    return (await session.exec(found.with_for_update(key_share=True))).first()


async def locked_by_id(session: Session, seat_id: str) -> Seat | None:
    return (
        await session.exec(select(Seat).where(Seat.id == seat_id).with_for_update(key_share=True))
    ).first()


async def move(
    session: Session, seat: Seat, state: SeatState, work: Work | None = None, until: datetime | None = None
) -> None:
    """Bring the seat into a state; `work` none keeps what occupies it."""
    seat.state, seat.until, seat.since = state, until, session.now
    if work is not None:
        for part in fields(work):
            setattr(seat, part.name, getattr(work, part.name))
    await _log_interval(session, seat)
    tell_screens(session, seat)


async def rest(session: Session, seat: Seat, *, worked: bool) -> None:
    """The seat has nothing to do: free or away, as its agent asked. No work done, no place in line lost."""
    seat.extended_seconds = 0
    if worked or seat.idle_since is None:
        seat.idle_since = session.now
    state = SeatState.FREE if seat.presence == ONLINE else SeatState.AWAY
    await move(session, seat, state, NOTHING)


def tell_screens(session: Session, seat: Seat, kind: str = "seat_changed", **more: str) -> None:
    session.record(
        "agent",
        kind,
        seat.id,
        agent_id=seat.agent_id,
        campaign_id=seat.campaign_id,
        state=seat.state,
        presence=seat.presence,
        break_type=seat.break_type,
        call_id=seat.call_id,
        until=seat.until.isoformat() if seat.until else None,
        **more,
    )


async def _log_interval(session: Session, seat: Seat) -> None:
    """A second change in the same unit replaces the first: nothing lasts no time."""
    pending = next(
        (row for row in session.new if isinstance(row, SeatInterval) and row.seat_id == seat.id), None
    )
    if pending is not None:
        session.expunge(pending)
    else:
        is_open = (col(SeatInterval.seat_id) == seat.id, col(SeatInterval.ended_at).is_(None))
        await session.change(update(SeatInterval).where(*is_open).values(ended_at=session.now))
    session.add(_interval(session, seat))


def _interval(session: Session, seat: Seat) -> SeatInterval:
    return SeatInterval(
        id=session.new_id(),
        seat_id=seat.id,
        agent_id=seat.agent_id,
        state=seat.state,
        detail=seat.break_type if seat.state == SeatState.AWAY else None,
        campaign_id=seat.campaign_id,
        call_id=seat.call_id,
        began_at=session.now,
    )
