"""Knows how far somebody sees, as a condition of SQL: what is out of sight is as if it were not there."""

from typing import Any

from sqlalchemy import true
from sqlmodel import col, select

from db.tables import Membership, Queue
from domain.access import Who


def in_own_campaigns(column: Any, user_id: Any) -> Any:
    """The column is the id of a campaign in which this agent or supervisor works."""
    own = (
        select(Queue.campaign_id)
        .join(Membership, col(Membership.queue_id) == Queue.id)
        .where(Membership.agent_id == user_id)
    )
    return column.in_(own)


def campaign_in_sight(column: Any, who: Who) -> Any:
    """The column is the id of a campaign whose document this person may read."""
    return true() if who.sees_all_campaigns else in_own_campaigns(column, who.user_id)


def work_in_sight(column: Any, who: Who) -> Any:
    """The column is the id of a campaign whose customers, calls and agents this person may see."""
    return true() if who.sees_everything else in_own_campaigns(column, who.user_id)
