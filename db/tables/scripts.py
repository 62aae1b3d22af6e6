"""Knows what was answered in the scripts of cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from db.types import Json, Maybe, Moment, Row


class ScriptAnswers(Row, table=True):
    """The answers of one talk along a script: a draft, one a case and script, until it is submitted.

    `script_hash` is the version with which the draft began. `results` are the fields that the submission set;
    `decides`: one of them moves the case, so that the call `call_id` needs no other status.
    """

    __table_args__ = (
        Index(
            "ix_script_answers_draft",
            "case_id",
            "script",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    script: str
    script_hash: str = Field(foreign_key="graph_document.hash")
    answers: dict[str, Any] = Json(default_factory=dict)
    results: dict[str, str] = Json(default_factory=dict)
    by: str = Field(foreign_key="user.id")
    call_id: str | None = Field(default=None, foreign_key="call.id", index=True)
    decides: bool = False
    etag: int = 1
    created_at: datetime = Moment()
    updated_at: datetime = Moment()
    submitted_at: datetime | None = Maybe()
