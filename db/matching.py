"""Knows the arbiter's one short transaction: read who waits and who is free, decide, write the offers."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import exists
from sqlmodel import col, select

from db.seats import SeatState, Work, move
from db.session import Session
from db.tables.campaigns import Membership, Queue
from db.tables.seats import QueueEntry, Seat
from domain.calls import Offer
from domain.ids import AgentId, EntryId, LegId, SeatId
from routing.assignment import assign
from routing.desk import Assignment, Desk, FreeSeat, Mode, Place, Waiting

ARBITER = "arbiter"
SPARE = 8
"""Waiting calls read beyond the number of seats, for those that others are changing at this moment."""
PATIENCE = timedelta(seconds=10)
"""What an offer may last beyond the ringing, for the switch and for us."""


async def match(session: Session, direct_to: str | None = None) -> tuple[Offer, ...]:
    """Offer waiting calls to free seats; each call's workflow is told, except that of the call `direct_to`.

    Whoever frees a seat or adds an entry ends the unit with this. It waits for nobody but another match: what
    others are changing at this moment it leaves out, and decides again without that."""
    await session.flush()
    await session.alone_with(ARBITER)
    seats = await _free_seats(session)
    entries = await _waiting(session, seats) if seats else {}
    offers: list[Offer] = []
    while entries and seats:
        assignments = assign(Desk(tuple(entries.values()), tuple(seats.values())), session.now)
        if not assignments:
            break
        offers += await _write(session, assignments, direct_to)
        for assignment in assignments:
            entries.pop(assignment.entry_id, None)
            seats.pop(assignment.seat_id, None)
    return tuple(offers)


async def _waiting(session: Session, seats: dict[str, FreeSeat]) -> dict[str, Waiting]:
    """The head of each queue that the seats serve: more than there are seats can win nothing.

    While all calls have the same base and no wait levels, this is the order of `routing.priority`."""
    found: dict[str, Waiting] = {}
    for queue_id in sorted({place.queue_id for seat in seats.values() for place in seat.places}):
        head = (
            select(QueueEntry.id, QueueEntry.since, QueueEntry.priority)
            .where(QueueEntry.queue_id == queue_id, QueueEntry.state == "waiting")
            .order_by(col(QueueEntry.priority).desc(), col(QueueEntry.since), col(QueueEntry.id))
            .limit(len(seats) + SPARE)
        )
        for id_, since, delta in await session.exec(head):
            found[id_] = Waiting(EntryId(id_), queue_id, since, delta=delta)
    return found


async def _free_seats(session: Session) -> dict[str, FreeSeat]:
    """Free seats of queues in which somebody waits."""
    wanted = exists().where(
        col(QueueEntry.queue_id) == col(Membership.queue_id), col(QueueEntry.state) == "waiting"
    )
    rows = await session.exec(
        select(Seat.id, Seat.agent_id, Seat.idle_since, Membership)
        .join(Membership, col(Membership.agent_id) == col(Seat.agent_id))
        .where(Seat.state == SeatState.FREE, col(Membership.logged_in), wanted)
    )
    found: dict[str, FreeSeat] = {}
    for seat_id, agent_id, idle_since, membership in rows:
        places = found[seat_id].places if seat_id in found else ()
        places = (*places, place_of(membership))
        found[seat_id] = FreeSeat(SeatId(seat_id), AgentId(agent_id), idle_since or session.now, places)
    return found


def place_of(membership: Membership) -> Place:
    return Place(
        queue_id=membership.queue_id,
        position=membership.position,
        tier=membership.tier,
        score=membership.score,
        mode=Mode(membership.mode),
        fail_break_until=membership.fail_break_until,
    )


async def _write(session: Session, assignments: Sequence[Assignment], direct_to: str | None) -> list[Offer]:
    """The compare-and-set of both sides; an assignment whose entry or seat is in other hands is dropped."""
    entries = await _unlocked(session, QueueEntry, [each.entry_id for each in assignments], "waiting")
    seats = await _unlocked(session, Seat, [each.seat_id for each in assignments], SeatState.FREE)
    queues = await _queues(session, {entry.queue_id for entry in entries.values()})
    offers: list[Offer] = []
    for assignment in assignments:
        entry, seat = entries.get(assignment.entry_id), seats.get(assignment.seat_id)
        if entry is None or seat is None:
            continue
        offer = await _offer(session, entry, seat, queues[entry.queue_id])
        offers.append(offer)
        if entry.call_id != direct_to:
            session.tell(f"call-{entry.call_id}", "offered", asdict(offer))
    return offers


async def _unlocked(session: Session, table: Any, ids: Sequence[str], state: str) -> dict[str, Any]:
    free = select(table).where(col(table.id).in_(ids), table.state == state)
    rows = await session.exec(free.with_for_update(key_share=True, skip_locked=True))
    return {row.id: row for row in rows}


async def _queues(session: Session, ids: set[str]) -> dict[str, Queue]:
    rows = await session.exec(select(Queue).where(col(Queue.id).in_(ids)))
    return {row.id: row for row in rows}


async def _offer(session: Session, entry: QueueEntry, seat: Seat, queue: Queue) -> Offer:
    entry.state, entry.seat_id = "offered", seat.id
    entry.offers += 1
    work = Work(
        queue_id=queue.id,
        campaign_id=queue.campaign_id,
        entry_id=entry.id,
        call_id=entry.call_id,
        leg_id=session.new_id(),
    )
    until = session.now + timedelta(seconds=queue.ring_seconds) + PATIENCE
    await move(session, seat, SeatState.OFFERED, work, until)
    return standing_offer(seat, queue)


def standing_offer(seat: Seat, queue: Queue) -> Offer:
    """The offer that a seat holds now."""
    return Offer(
        entry_id=EntryId(seat.entry_id) if seat.entry_id else None,
        seat_id=SeatId(seat.id),
        agent_id=AgentId(seat.agent_id),
        leg_id=LegId(seat.leg_id or ""),
        ring_ms=queue.ring_seconds * 1000,
        zip_tone=seat.entry_id is None,
    )
