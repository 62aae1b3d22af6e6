"""Knows campaigns, their numbers, their queues, who works in them, and which numbers they must not call."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false, text
from sqlmodel import Field, UniqueConstraint

from db.types import Json, Maybe, Moment, Row


class Campaign(Row, table=True):
    """A campaign: its document, the graphs pinned for new cases and calls, its switch (`on`).

    `tickets`: the ticket channel is active.
    """

    id: str = Field(primary_key=True)
    name: str = Field(unique=True, index=True)
    title: str
    text: str
    document: dict[str, Any] = Json()
    process_hash: str | None = Field(default=None, foreign_key="graph_document.hash")
    ivr_hash: str | None = Field(default=None, foreign_key="graph_document.hash")
    zone: str = "Europe/Warsaw"
    on: bool = False
    tickets: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    etag: int = 1
    updated_at: datetime = Moment()


class CampaignGraph(Row, table=True):
    """A version (`number` of the process or IVR `name`) that a campaign is held to; without a row it follows the
    newest at every start. While `percent` is not 0, that share of what is new gets the second version.
    """

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id")
    kind: str = Field(primary_key=True)
    name: str
    number: int
    hash: str = Field(foreign_key="graph_document.hash")
    percent: int = 0
    second_number: int | None = None
    second_hash: str | None = Field(default=None, foreign_key="graph_document.hash")
    split_at: datetime | None = Maybe()


class Number(Row, table=True):
    """A number of ours in E.164; calls to it go to its campaign, and it may be presented as caller id."""

    e164: str = Field(primary_key=True)
    campaign_id: str | None = Field(default=None, foreign_key="campaign.id", index=True)
    verified: bool = True


class Queue(Row, table=True):
    """A queue of waiting calls; `wrap_up`, `ring_time` and `fail_break` in seconds."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True, index=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    strategy: str = "longest_idle"
    ring_seconds: int = 20
    wrap_up_seconds: int = 30
    wrap_up_extra_seconds: int = 60
    fail_break_seconds: int = 10


class Membership(Row, table=True):
    """One agent in one queue, outside all versions.

    `blocked_since`: the agent reached the campaign's limit of unhandled records then; it counts while more of
    them are left than the campaign allows.
    """

    __table_args__ = (UniqueConstraint("queue_id", "agent_id"),)
    id: str = Field(primary_key=True)
    queue_id: str = Field(foreign_key="queue.id", index=True)
    agent_id: str = Field(foreign_key="user.id", index=True)
    position: int = 1
    tier: int = 1
    score: int = 0
    mode: str = "blending"
    logged_in: bool = True
    fail_break_until: datetime | None = Maybe()
    blocked_since: datetime | None = Maybe()


class DoNotCall(Row, table=True):
    """A number that must not be called or written to, by one campaign or (without one) by any (FCC-131, 160)."""

    __table_args__ = (
        UniqueConstraint("number", "campaign_id"),
        Index(
            "ix_do_not_call_everywhere",
            "number",
            unique=True,
            sqlite_where=text("campaign_id IS NULL"),
            postgresql_where=text("campaign_id IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    number: str = Field(index=True)
    campaign_id: str | None = Field(default=None, foreign_key="campaign.id", index=True)
    reason: str = ""
    by: str
    at: datetime = Moment()
