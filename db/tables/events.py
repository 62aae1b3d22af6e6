"""Knows what screens and integrators hear: event log, audit log, answers kept for repeated requests."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from db.types import Json, Moment, Row


class Event(Row, table=True):
    """One change of a seat, call, case, queue or message, in the order of `seq`; streamed and reported."""

    seq: int | None = Field(default=None, primary_key=True)
    topic: str
    kind: str
    campaign_id: str | None = Field(default=None, index=True)
    agent_id: str | None = Field(default=None, index=True)
    subject_id: str
    data: dict[str, Any] = Json(default_factory=dict)
    at: datetime = Moment()


class Audit(Row, table=True):
    """Who changed which setting or document."""

    id: str = Field(primary_key=True)
    at: datetime = Moment()
    user_id: str | None = None
    action: str
    subject: str
    detail: dict[str, Any] = Json(default_factory=dict)


class IdempotentAnswer(Row, table=True):
    """The first answer given under an Idempotency-Key; the same key with another body is a conflict."""

    key: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    route: str
    body_hash: str
    status: int
    answer: dict[str, Any] = Json(default_factory=dict)
    at: datetime = Moment()
