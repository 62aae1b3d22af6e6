"""Knows the services outside that messages leave through, and the secrets that open them."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from db.types import Json, Moment, Row


class Service(Row, table=True):
    """A gateway, courier or webhook. `kind`: sms, courier, webhook; secrets stand in `options` by name only."""

    name: str = Field(primary_key=True)
    kind: str = Field(index=True)
    adapter: str
    options: dict[str, Any] = Json()
    etag: int = 1
    updated_at: datetime = Moment()


class SmsReceipt(Row, table=True):
    """What a message centre says became of a message, by our reference and the phone that it was for."""

    service: str = Field(primary_key=True)
    reference: int = Field(primary_key=True)
    phone: str = Field(primary_key=True)
    message_id: str
    state: str
    at: datetime = Moment()


class Secret(Row, table=True):
    """A secret, sealed with the installation's key and bound to its name."""

    name: str = Field(primary_key=True)
    sealed: bytes
    updated_at: datetime = Moment()
