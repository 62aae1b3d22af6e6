"""Knows the documents: drafts, immutable versions, the content-addressed store, prompts, mail templates."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, UniqueConstraint

from db.types import Json, Moment, Row


class GraphDocument(Row, table=True):
    """One canonical document; its hash is its name for ever."""

    hash: str = Field(primary_key=True)
    kind: str
    body: dict[str, Any] = Json()
    created_at: datetime = Moment()


class GraphVersion(Row, table=True):
    """The n-th published version of a named graph; `text` is what the designer wrote."""

    __table_args__ = (UniqueConstraint("kind", "name", "number"),)
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    name: str = Field(index=True)
    number: int
    title: str
    hash: str = Field(foreign_key="graph_document.hash")
    text: str
    published_at: datetime = Moment()
    published_by: str


class Draft(Row, table=True):
    """What a designer is working on; it may have problems."""

    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    text: str
    etag: int = 1
    updated_at: datetime = Moment()
    updated_by: str


class DraftHand(Row, table=True):
    """Who had a hand in a draft since the last version: wrote it, or said of it, as it was at `etag`, whether it
    may be published.
    """

    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True, foreign_key="user.id")
    wrote: bool = False
    etag: int | None = None
    approves: bool = False
    note: str = ""
    at: datetime = Moment()


class Prompt(Row, table=True):
    """A text to be spoken; the hash names the WAV file."""

    hash: str = Field(primary_key=True)
    text: str
    voice: str
    created_at: datetime = Moment()


class Template(Row, table=True):
    """A template version; the newest number of a name is in force for new versions of graphs. `channel`: mail,
    sms, which has no subject."""

    __table_args__ = (UniqueConstraint("name", "number"),)
    hash: str = Field(primary_key=True)
    name: str = Field(index=True)
    number: int
    channel: str = Field(default="mail", sa_column_kwargs={"server_default": "mail"})
    effect_class: str = "marketing"
    subject: str
    body: str
    created_at: datetime = Moment()
