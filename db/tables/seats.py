"""Knows the places for work and the entries that wait for one: the two compare-and-sets of the arbiter."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from db.types import Maybe, Moment


class Seat(SQLModel, table=True):
    """One place for work of one agent. `state`: away, free, reserved, offered, busy, wrap_up.

    `presence` is what the agent asked for (online, break, offline); asked for during an offer or a call, it takes
    effect after it. `until` is the truth of every limit; timers only wake.
    """

    __table_args__ = (UniqueConstraint("agent_id", "channel", "slot"),)
    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="user.id", index=True)
    channel: str = "voice"
    slot: int = 1
    state: str = Field(default="away", index=True)
    presence: str = "offline"
    break_type: str | None = None
    entry_id: str | None = None
    attempt_id: str | None = None
    call_id: str | None = None
    campaign_id: str | None = None
    extended_seconds: int = 0
    until: datetime | None = Maybe()
    since: datetime = Moment()
    idle_since: datetime | None = Maybe()
    version: int = 0


class SeatInterval(SQLModel, table=True):
    """Every stretch of time that a seat spent in a state: the agent's working time for reports."""

    __tablename__ = "seat_interval"
    id: str = Field(primary_key=True)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    agent_id: str = Field(index=True)
    state: str
    detail: str | None = None
    campaign_id: str | None = None
    call_id: str | None = None
    began_at: datetime = Moment()
    ended_at: datetime | None = Maybe()


class QueueEntry(SQLModel, table=True):
    """A waiting call. `state`: waiting, offered, taken, gone."""

    __tablename__ = "queue_entry"
    id: str = Field(primary_key=True)
    queue_id: str = Field(foreign_key="queue.id", index=True)
    call_id: str = Field(foreign_key="call.id", index=True)
    state: str = Field(default="waiting", index=True)
    priority: int = 0
    since: datetime = Moment()
    until: datetime | None = Maybe()
    offers: int = 0
    seat_id: str | None = None
    left_at: datetime | None = Maybe()
    why: str | None = None
