"""Knows the ledger of what leaves the house: dials and mails, their outcome, and the outbox of facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from db.types import Json, Maybe, Moment, Row


class Effect(Row, table=True):
    """An effect and its key. `state`: planned, attempting, confirmed, rejected, unknown, cancelled."""

    __table_args__ = (
        Index(
            "ix_effect_call_planned",
            "campaign_id",
            sqlite_where=text("kind = 'call' AND state = 'planned'"),
            postgresql_where=text("kind = 'call' AND state = 'planned'"),
        ),
    )
    key: str = Field(primary_key=True)
    kind: str
    effect_class: str = "marketing"
    campaign_id: str | None = Field(default=None, index=True)
    case_id: str | None = Field(default=None, foreign_key="case.id", index=True)
    state: str = "planned"
    fence: int = 0
    attempts: int = 0
    args: dict[str, Any] = Json(default_factory=dict)
    result: str | None = None
    provider_ref: str | None = None
    planned_at: datetime = Moment()
    due_at: datetime | None = Maybe()
    attempted_at: datetime | None = Maybe()
    settled_at: datetime | None = Maybe()


class Attempt(Row, table=True):
    """One dialling of a case; `id` is the leg id of the customer's channel and the key of its effect.

    `state`: planned, dialling, answered, ended. `rule` says on what ground it was allowed. One that plays a message
    has no seat: `effect_key` ordered it, `ivr_hash` is the tree that it walks. `withdrawn_by` is the agent who no
    longer waits for it.
    """

    __table_args__ = (
        Index(
            "ix_attempt_open",
            "node",
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
    )
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    contact_point_id: str = Field(foreign_key="contact_point.id")
    seat_id: str | None = Field(default=None, foreign_key="seat.id")
    effect_key: str | None = None
    ivr_hash: str | None = None
    withdrawn_by: str | None = None
    node: str
    call_id: str | None = None
    caller_id: str
    state: str = "planned"
    outcome: str | None = None
    cause: str | None = None
    rule: dict[str, Any] = Json(default_factory=dict)
    planned_at: datetime = Moment()
    dialled_at: datetime | None = Maybe()
    answered_at: datetime | None = Maybe()
    ended_at: datetime | None = Maybe()


class Message(Row, table=True):
    """What we sent or tried to send, as it was written. `channel`: mail, sms, courier, webhook; the recipient is an
    address, a number or a service. `attachment`: name, media_type, text."""

    id: str = Field(primary_key=True)
    effect_key: str = Field(unique=True, index=True)
    case_id: str | None = Field(default=None, foreign_key="case.id", index=True)
    channel: str = "mail"
    sender: str
    recipient: str
    subject: str
    body: str
    attachment: dict[str, Any] | None = Json(default=None, nullable=True)
    state: str
    at: datetime = Moment()


class Outbox(Row, table=True):
    """A fact for a workflow, written with what it tells of. `kind`: signal or start. Holds ids only."""

    __table_args__ = (
        Index(
            "ix_outbox_undelivered",
            "created_at",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    workflow_id: str = Field(index=True)
    kind: str = "signal"
    name: str
    payload: dict[str, Any] = Json(default_factory=dict)
    created_at: datetime = Moment()
    delivered_at: datetime | None = Maybe()
    note: str | None = None
