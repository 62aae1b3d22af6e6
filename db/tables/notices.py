"""Knows the notifications that processes send to people."""

from datetime import datetime

from sqlmodel import Field

from db.types import Maybe, Moment, Row


class Notification(Row, table=True):
    """One notification for one person about a case; `effect_key` is the action that sent it, or `account/` and
    the service that refuses our account.
    """

    id: str = Field(primary_key=True)
    effect_key: str = Field(index=True)
    case_id: str = Field(foreign_key="case.id")
    campaign_id: str = Field(foreign_key="campaign.id")
    user_id: str = Field(foreign_key="user.id", index=True)
    text: str
    at: datetime = Moment()
    read_at: datetime | None = Maybe()
