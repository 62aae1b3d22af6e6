"""Knows what the arbiter decides upon: the calls that wait and the seats that are free at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import AgentId, EntryId, SeatId


class Mode(StrEnum):
    """Which calls an agent works on in a queue (CON-34, CON-36..38)."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BLENDING = "blending"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class WaitLevel:
    """From `after` of waiting on, the base priority counts `coefficient` times, 1..100 (FCC-155)."""

    after: timedelta
    coefficient: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue entry that no seat is offered; `delta` is what the IVR added, -100..100 (FCC-92)."""

    entry_id: EntryId
    queue_id: str
    since: datetime
    base_priority: int = 1
    delta: int = 0
    levels: tuple[WaitLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """An agent's membership in a queue; a lower tier is asked first."""

    queue_id: str
    position: int = 1
    tier: int = 1
    score: int = 0
    mode: Mode = Mode.BLENDING
    fail_break_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat whose agent could talk now, with the queues that the agent is signed in to."""

    seat_id: SeatId
    agent_id: AgentId
    idle_since: datetime
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    entries: tuple[Waiting, ...]
    seats: tuple[FreeSeat, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """This waiting call is to be offered to this seat."""

    entry_id: EntryId
    seat_id: SeatId
    agent_id: AgentId
