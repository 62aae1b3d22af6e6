"""Knows calls, their legs on the switch, and the commands that workflows gave the switch."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from db.types import Json, Maybe, Moment, Row


class Call(Row, table=True):
    """One call. `state`: ivr, queued, ringing, talking, ended. `epoch`: when its Asterisk started.

    `inbound_status` is what the customer wanted, by its name in the dictionary.
    """

    __table_args__ = (
        Index(
            "ix_call_live",
            "node",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_call_started_at", "started_at"),
    )
    id: str = Field(primary_key=True)
    direction: str
    node: str
    campaign_id: str | None = Field(default=None, foreign_key="campaign.id", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id", index=True)
    case_id: str | None = Field(default=None, foreign_key="case.id", index=True)
    attempt_id: str | None = None
    agent_id: str | None = Field(default=None, foreign_key="user.id", index=True)
    ivr_hash: str | None = None
    caller: str = ""
    caller_name: str = ""
    called: str = ""
    state: str = "ivr"
    uniqueid: str | None = Field(default=None, unique=True)
    epoch: str = ""
    started_at: datetime = Moment()
    answered_at: datetime | None = Maybe()
    queued_at: datetime | None = Maybe()
    bridged_at: datetime | None = Maybe()
    ended_at: datetime | None = Maybe()
    end_cause: str | None = None
    ended_by: str | None = None
    inbound_status: str | None = None


class Leg(Row, table=True):
    """One channel of a call on the switch; its ChannelId is `cc-<id>`, or `ca-<id>` of an attempt, if we made it."""

    id: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="call.id", index=True)
    role: str
    agent_id: str | None = None
    uniqueid: str = Field(index=True)
    state: str = "new"
    created_at: datetime = Moment()
    answered_at: datetime | None = Maybe()
    ended_at: datetime | None = Maybe()
    cause: int | None = None


class Recording(Row, table=True):
    """The recorded talk of an agent's leg, whose id it bears. `state`: running, kept (its file is complete), missing.

    `name` is what people call the file; on the disk it is named by its id."""

    __table_args__ = (
        Index(
            "ix_recording_running",
            "state",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )
    id: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="call.id", index=True)
    state: str = "running"
    name: str | None = None
    seconds: float | None = None
    size: int | None = None
    sha256: str | None = None
    created_at: datetime = Moment()


class SwitchCommand(Row, table=True):
    """A workflow's order to the switch. `state`: open, talking (the other side answered),
    done (result known), sent (workflow told)."""

    __table_args__ = (
        Index(
            "ix_switch_command_unsent",
            "node",
            sqlite_where=text("state <> 'sent'"),
            postgresql_where=text("state <> 'sent'"),
        ),
    )
    call_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    node: str
    kind: str
    args: dict[str, Any] = Json(default_factory=dict)
    workflow_id: str
    run_id: str
    activity_id: str
    state: str = "open"
    result: dict[str, Any] | None = Json(nullable=True, default=None)
    created_at: datetime = Moment()
    done_at: datetime | None = Maybe()
