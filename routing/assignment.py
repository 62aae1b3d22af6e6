"""Knows which free seat is offered which waiting call."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from domain.ids import EntryId, SeatId
from routing.desk import Assignment, Desk, FreeSeat, Mode, Place, Waiting
from routing.priority import priority


def assign(desk: Desk, now: datetime) -> tuple[Assignment, ...]:
    """Offer the most urgent calls first, each to the longest idle seat of its queue's lowest tier.

    Every entry and every seat occurs at most once; equals go by id, so the same desk gives the same answer.
    The price is sorting: O(e log e + m log m) for e entries and m memberships of free seats."""
    lines = _lines(desk.seats, now)
    taken: set[SeatId] = set()
    offers: list[Assignment] = []
    for entry in sorted(desk.entries, key=lambda entry: _urgency(entry, now)):
        line = lines.get(entry.queue_id, iter(()))
        seat = next((seat for seat in line if seat.seat_id not in taken), None)
        if seat is not None:
            taken.add(seat.seat_id)
            offers.append(Assignment(entry.entry_id, seat.seat_id, seat.agent_id))
    return tuple(offers)


def _urgency(entry: Waiting, now: datetime) -> tuple[int, datetime, EntryId]:
    return -priority(entry, now), entry.since, entry.entry_id


def _lines(seats: tuple[FreeSeat, ...], now: datetime) -> dict[str, Iterator[FreeSeat]]:
    """For each queue its seats in the order in which they are asked.

    Iterators, since a seat that one call passed over is taken for all: nothing is looked at twice."""
    lines: defaultdict[str, list[tuple[int, datetime, SeatId, FreeSeat]]] = defaultdict(list)
    for seat in seats:
        for place in seat.places:
            if _may_take(place, now):
                lines[place.queue_id].append((place.tier, seat.idle_since, seat.seat_id, seat))
    return {queue: (row[3] for row in sorted(rows, key=lambda row: row[:3])) for queue, rows in lines.items()}


def _may_take(place: Place, now: datetime) -> bool:
    resting = place.fail_break_until is not None and now < place.fail_break_until
    return place.mode in (Mode.INBOUND, Mode.BLENDING) and not resting
