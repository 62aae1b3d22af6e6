"""Knows the queues of waiting calls: who waits, who is offered what, who left and why.

Whoever locks several rows takes them in this order: call, attempt, entry, seat, case.
"""

from datetime import timedelta

from sqlalchemy import and_, exists
from sqlmodel import col, select, update

from db.matching import match, standing_offer
from db.seats import SeatState, locked_by_id, rest
from db.session import Database, Session
from db.tables.calls import Call, SwitchCommand
from db.tables.campaigns import Membership, Queue
from db.tables.seats import QueueEntry, Seat
from domain.calls import CallState, CommandKind, Offer
from domain.errors import NotFound
from domain.ids import CallId
from domain.outcomes import OfferOutcome

UNREACHABLE_BREAK = 5
"""Seconds at least without offers for an agent whose phone could not be rung."""

AGENTS_FAULT = (OfferOutcome.REJECTED, OfferOutcome.EXPIRED, OfferOutcome.UNREACHABLE)


class Queues:
    """The arbiter as the workflows of calls see it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enter(self, call_id: CallId, queue: str | None, max_wait_s: float | None) -> Offer | None:
        """Put the call in the queue, by default its campaign's, and match; its offer if it won one.

        Repeated, it is the same entry and the same offer."""
        return await self._database.run(lambda session: _enter(session, call_id, queue, max_wait_s))

    async def offer_failed(self, offer: Offer, outcome: str) -> Offer | None:
        """Give the seat and the entry back, match again; the next offer of this call, if there is one."""
        return await self._database.run(lambda session: _offer_failed(session, offer, OfferOutcome(outcome)))

    async def leave(self, call_id: CallId, why: str) -> None:
        await self._database.run(lambda session: _leave(session, call_id, why))

    async def match(self) -> int:
        """Free what was forgotten, offer waiting calls to free seats; how many were offered."""
        return await self._database.run(_match_all)


async def open_entry(session: Session, call_id: str) -> QueueEntry | None:
    """The one entry with which the call waits now."""
    waiting = select(QueueEntry).where(
        QueueEntry.call_id == call_id, col(QueueEntry.state).in_(("waiting", "offered"))
    )
    return (await session.exec(waiting.with_for_update(key_share=True))).first()


async def close_entry(session: Session, entry: QueueEntry, why: str) -> None:
    """The entry is gone; the seat that it was offered is not touched."""
    entry.state, entry.why, entry.left_at, entry.seat_id = "gone", why, session.now, None
    waited = (session.now - entry.since).total_seconds()
    session.record(
        "queues", "left", entry.id, call_id=entry.call_id, queue_id=entry.queue_id, why=why, waited=waited
    )


async def give_back(session: Session, seat: Seat, outcome: OfferOutcome) -> None:
    """The seat's offer came to nothing; an agent who is to blame gets no call of this queue for a while."""
    queue_id = seat.queue_id
    if outcome in AGENTS_FAULT and queue_id is not None:
        await _fail_break(session, seat, queue_id, outcome)
    if outcome is OfferOutcome.CALLER_LEFT:
        session.record("agent", "caller_left", seat.id, agent_id=seat.agent_id, call_id=seat.call_id)
    await rest(session, seat, worked=False)


async def _fail_break(session: Session, seat: Seat, queue_id: str, outcome: OfferOutcome) -> None:
    queue = await session.get_one(Queue, queue_id)
    # A phone that cannot be rung would otherwise be offered the same call again at once, and again.
    least = UNREACHABLE_BREAK if outcome is OfferOutcome.UNREACHABLE else 0
    seconds = max(queue.fail_break_seconds, least)
    if seconds <= 0:
        return
    until = session.now + timedelta(seconds=seconds)
    mine = (col(Membership.queue_id) == queue_id, col(Membership.agent_id) == seat.agent_id)
    await session.change(update(Membership).where(*mine).values(fail_break_until=until))
    session.record(
        "agent",
        "fail_break",
        seat.id,
        agent_id=seat.agent_id,
        why=outcome,
        until=until.isoformat(),
        queue_id=queue_id,
    )
    session.tell(f"agent-{seat.agent_id}", "due", {"at": until.isoformat()})


async def _enter(
    session: Session, call_id: CallId, name: str | None, max_wait_s: float | None
) -> Offer | None:
    named = col(Queue.campaign_id) == col(Call.campaign_id) if name is None else col(Queue.name) == name
    both = select(Queue, Call).join(Call, and_(named, col(Call.id) == call_id))
    pair = (await session.exec(both.with_for_update(key_share=True, of=Call))).first()
    if pair is None:
        raise NotFound(kind="queue", name=name or "")
    queue, call = pair
    if call.ended_at is not None:
        return None
    entry = await open_entry(session, call_id)
    if entry is not None and entry.queue_id != queue.id:
        await _withdraw(session, entry, "moved")
        entry = None
    if entry is None:
        entry = await _new_entry(session, call, queue, max_wait_s)
    return await _offer_to(session, entry)


async def _new_entry(session: Session, call: Call, queue: Queue, max_wait_s: float | None) -> QueueEntry:
    until = None if max_wait_s is None else session.now + timedelta(seconds=max_wait_s)
    entry = QueueEntry(
        id=session.new_id(), queue_id=queue.id, call_id=call.id, since=session.now, until=until
    )
    call.state, call.queued_at = CallState.QUEUED, call.queued_at or session.now
    await session.put(entry)
    session.record(
        "queues", "entered", entry.id, call_id=call.id, queue_id=queue.id, campaign_id=queue.campaign_id
    )
    return entry


async def _offer_to(session: Session, entry: QueueEntry) -> Offer | None:
    """The offer of this entry: the one it holds, or one that a match gives it now."""
    if entry.state == "waiting":
        await match(session, direct_to=entry.call_id)
    if entry.state != "offered" or entry.seat_id is None:
        return None
    seat = await session.get_one(Seat, entry.seat_id)
    return standing_offer(seat, await session.get_one(Queue, entry.queue_id))


async def _offer_failed(session: Session, offer: Offer, outcome: OfferOutcome) -> Offer | None:
    entry = await _entry_of(session, offer)
    seat = await locked_by_id(session, offer.seat_id)
    if (
        seat is not None
        and seat.leg_id == offer.leg_id
        and seat.state in (SeatState.OFFERED, SeatState.RESERVED)
    ):
        await give_back(session, seat, outcome)
    if entry is None or entry.state not in ("waiting", "offered"):
        await match(session)
        return None
    if entry.state == "offered" and not await _rings_elsewhere(session, entry, offer):
        entry.state, entry.seat_id = "waiting", None
    return await _offer_to(session, entry)


async def _entry_of(session: Session, offer: Offer) -> QueueEntry | None:
    if offer.entry_id is None:
        return None
    mine = select(QueueEntry).where(QueueEntry.id == offer.entry_id)
    return (await session.exec(mine.with_for_update(key_share=True))).first()


async def _rings_elsewhere(session: Session, entry: QueueEntry, failed: Offer) -> bool:
    """Whether the entry holds a later offer than the failed one (this failure was told twice)."""
    seat = await session.get(Seat, entry.seat_id) if entry.seat_id else None
    return seat is not None and seat.entry_id == entry.id and seat.leg_id != failed.leg_id


async def _leave(session: Session, call_id: CallId, why: str) -> None:
    call = await session.get_one(Call, call_id, with_for_update={"key_share": True})
    entry = await open_entry(session, call_id)
    if entry is None:
        return
    if call.state == CallState.QUEUED:
        call.state = CallState.IVR
    await _withdraw(session, entry, why)
    await match(session)


async def _withdraw(session: Session, entry: QueueEntry, why: str) -> None:
    seat = await locked_by_id(session, entry.seat_id) if entry.seat_id else None
    await close_entry(session, entry, why)
    if seat is not None and seat.entry_id == entry.id and seat.state == SeatState.OFFERED:
        await give_back(session, seat, OfferOutcome.CALLER_LEFT)


async def _match_all(session: Session) -> int:
    for seat in await _forgotten(session):
        held = select(QueueEntry).where(QueueEntry.seat_id == seat.id, QueueEntry.state == "offered")
        for entry in await session.exec(held.with_for_update(key_share=True, skip_locked=True)):
            entry.state, entry.seat_id = "waiting", None
        await give_back(session, seat, OfferOutcome.EXPIRED)
    return len(await match(session))


async def _forgotten(session: Session) -> list[Seat]:
    """Seats whose offer ran out; but while an order to ring is open, the switch decides."""
    rings = exists().where(
        col(SwitchCommand.call_id) == col(Seat.call_id),
        col(SwitchCommand.kind) == CommandKind.CONNECT,
        col(SwitchCommand.state) == "open",
    )
    late = select(Seat).where(Seat.state == SeatState.OFFERED, col(Seat.until) < session.now, ~rings)
    return list((await session.exec(late.with_for_update(key_share=True, skip_locked=True))).all())
