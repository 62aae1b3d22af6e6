"""Knows contacts, their numbers and addresses, their cases, and what was saved about them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Integer, Sequence, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from db.types import Json, Maybe, Moment, Row

case_numbers = Sequence("case_number", metadata=SQLModel.metadata)
"""Ticket numbers on PostgreSQL; SQLite has one writer, which counts by itself."""

_case_etag = Column("etag", Integer, nullable=False)


class Contact(Row, table=True):
    """A person; `anonymous` when the caller withheld the number."""

    id: str = Field(primary_key=True)
    name: str = ""
    anonymous: bool = False
    created_at: datetime = Moment()


class ContactPoint(Row, table=True):
    """A number (E.164) or address of a contact, with the text as it was written."""

    __table_args__ = (UniqueConstraint("kind", "value", "contact_id"),)
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact.id", index=True)
    kind: str
    value: str = Field(index=True)
    raw: str
    position: int = 1


class Case(Row, table=True):
    """A contact in a campaign: where it stands in its process, when it is due and whose it is.

    `workflow` is none, running or finished; `cursor` is the interpreter's state (ids, statuses, times).
    `origin_id` is the case that it was moved or copied from.
    `sla_warning_at` and `sla_deadline` are those of the present stay in its status.
    `attempt_id` stays until the step that hears the outcome; `unhandled_by` until somebody saves a status,
    and `unanswered` too: the channel of the customer's last message.
    """

    __table_args__ = (
        Index(
            "ix_case_dialable",
            "campaign_id",
            "last_in_queue",
            "due_at",
            sqlite_where=text("attempt_id IS NULL AND due_at IS NOT NULL"),
            postgresql_where=text("attempt_id IS NULL AND due_at IS NOT NULL"),
        ),
        Index(
            "ix_case_sla",
            "sla_deadline",
            sqlite_where=text("sla_deadline IS NOT NULL"),
            postgresql_where=text("sla_deadline IS NOT NULL"),
        ),
        Index("ix_case_contact_campaign", "contact_id", "campaign_id"),
    )
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _case_etag}
    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    contact_id: str = Field(foreign_key="contact.id")
    process_hash: str = Field(foreign_key="graph_document.hash")
    workflow: str = "none"
    step: int = 0
    cursor: dict[str, Any] = Json()
    status: str = Field(index=True)
    qualifier: str = "none"
    lifecycle: str = "open"
    visibility: str = "public"
    finished: bool = False
    due_at: datetime | None = Maybe(index=True)
    due_zone: str | None = None
    due_wall: str | None = None
    sla_warning_at: datetime | None = Maybe()
    sla_deadline: datetime | None = Maybe()
    last_in_queue: bool = False
    owner_id: str | None = Field(default=None, foreign_key="user.id", index=True)
    credited_to: str | None = Field(default=None, foreign_key="user.id")
    attempt_id: str | None = None
    unhandled_by: str | None = Field(default=None, foreign_key="user.id", index=True)
    unanswered: str | None = None
    fields: dict[str, Any] = Json(default_factory=dict)
    origin_id: str | None = None
    created_at: datetime = Moment()
    updated_at: datetime = Moment()
    etag: int = Field(default=1, sa_column=_case_etag)


class CaseHistory(Row, table=True):
    """One row for each save, action and system change (SYS-P-80, 81); `ordered_by` is a user or `system`.

    `told` is the key of the fact behind it, if there is one: that fact is written once.
    """

    __table_args__ = (UniqueConstraint("case_id", "step", "position"),)
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    step: int
    position: int = 0
    status: str
    from_status: str | None = None
    owner_id: str | None = None
    ordered_by: str
    edge: str
    graph_hash: str
    at: datetime = Moment()
    disposition_id: str | None = None
    told: str | None = None
    note: str = ""


class Disposition(Row, table=True):
    """What an agent saves: a draft until the step that applies it commits. `key` is its Idempotency-Key."""

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    key: str = Field(unique=True)
    body_hash: str
    status: str
    note: str = ""
    callback_at: str | None = None
    fields: dict[str, Any] = Json(default_factory=dict)
    call_id: str | None = None
    by: str
    state: str = "draft"
    step: int | None = None
    created_at: datetime = Moment()
    saved_at: datetime | None = Maybe()
