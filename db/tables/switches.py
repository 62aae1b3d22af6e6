"""Knows the switches: who leads a node, and the trunks to the world."""

from datetime import datetime

from sqlmodel import Field

from db.types import Maybe, Moment, Row


class Leadership(Row, table=True):
    """Which gateway acts for a node: `term` only grows; lost when `until` has passed."""

    node: str = Field(primary_key=True)
    holder: str
    term: int
    until: datetime = Moment()
    epoch: str = ""
    ready_at: datetime | None = Maybe()


class Trunk(Row, table=True):
    """A way to the world, by address."""

    name: str = Field(primary_key=True)
    host: str
    port: int = 5060
    max_channels: int = 30
    created_at: datetime = Moment()
