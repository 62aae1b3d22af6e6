"""Knows the places for work and the entries that wait for one: the two compare-and-sets of the arbiter."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Integer, text
from sqlmodel import Field, UniqueConstraint

from db.types import Maybe, Moment, Row

_seat_version = Column("version", Integer, nullable=False)
_entry_version = Column("version", Integer, nullable=False)


class Seat(Row, table=True):
    """One place for work of one agent. `state`: away, free, reserved, offered, busy, wrap_up.

    `presence` is what the agent asked for (online, break, offline); asked for during an offer or a call, it
    takes effect after it. `until` is the truth of every limit; timers only wake. `leg_id` is the agent's leg
    that rings or talks, `queue_id` the queue whose rules apply. A write finds the `version` that was read.
    """

    __table_args__ = (UniqueConstraint("agent_id", "channel", "slot"),)
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _seat_version}
    id: str = Field(primary_key=True)
    agent_id: str = Field(foreign_key="user.id", index=True)
    channel: str = "voice"
    slot: int = 1
    state: str = Field(default="away", index=True)
    presence: str = "offline"
    break_type: str | None = None
    queue_id: str | None = None
    entry_id: str | None = None
    attempt_id: str | None = Field(default=None, index=True)
    call_id: str | None = Field(default=None, index=True)
    leg_id: str | None = None
    campaign_id: str | None = None
    extended_seconds: int = 0
    until: datetime | None = Maybe()
    since: datetime = Moment()
    idle_since: datetime | None = Maybe()
    version: int = Field(default=0, sa_column=_seat_version)


class SeatInterval(Row, table=True):
    """Every stretch of time that a seat spent in a state: the agent's working time for reports."""

    __table_args__ = (
        Index(
            "ix_seat_interval_open",
            "seat_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_seat_interval_agent_began", "agent_id", "began_at"),
    )
    id: str = Field(primary_key=True)
    seat_id: str = Field(foreign_key="seat.id")
    agent_id: str
    state: str
    detail: str | None = None
    campaign_id: str | None = None
    call_id: str | None = None
    began_at: datetime = Moment()
    ended_at: datetime | None = Maybe()


class QueueEntry(Row, table=True):
    """A waiting call, in one queue at a time. `state`: waiting, offered, taken, gone."""

    __table_args__ = (
        Index(
            "ix_queue_entry_open",
            "call_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        Index(
            "ix_queue_entry_waiting",
            "queue_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _entry_version}
    id: str = Field(primary_key=True)
    queue_id: str = Field(foreign_key="queue.id")
    call_id: str = Field(foreign_key="call.id", index=True)
    state: str = "waiting"
    priority: int = 0
    since: datetime = Moment()
    until: datetime | None = Maybe()
    offers: int = 0
    seat_id: str | None = None
    left_at: datetime | None = Maybe()
    why: str | None = None
    version: int = Field(default=0, sa_column=_entry_version)
