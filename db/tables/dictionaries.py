"""Knows the dictionaries: words of the company that documents choose from."""

from datetime import datetime

from sqlmodel import Field

from db.types import Moment, Row


class InboundCallStatus(Row, table=True):
    """What the customer of an inbound call may have wanted; a retired one stands only where it was chosen."""

    name: str = Field(primary_key=True)
    title: str
    retired: bool = False
    etag: int = 1
    updated_at: datetime = Moment()
