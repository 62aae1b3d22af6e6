"""Knows which contact of a campaign a number or an address leads to.

Never one of another campaign: who works here may have no sight of who is known there.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, exists, select

from db.session import Session
from db.tables.cases import Case, Contact, ContactPoint


async def known_in(session: Session, campaign_id: str, kind: str, value: str) -> Contact | None:
    """The newest contact with this number or address who has a case in the campaign.

    The unit is alone with it from now on: two who come with one number at once must not both find nobody.
    """
    mine = col(Contact.id).in_(await contacts_with(session, kind, value))
    query = select(Contact).where(mine, _has_a_case(campaign_id))
    newest = (col(Contact.created_at).desc(), col(Contact.id).desc())
    return (await session.exec(query.order_by(*newest).limit(1))).first()


async def contacts_with(session: Session, kind: str, value: str) -> Any:
    """The ids of all who have this number or address, as a part of a query, for a unit that is alone with it."""
    await session.alone_with(f"{kind} {value}")
    return select(ContactPoint.contact_id).where(ContactPoint.kind == kind, ContactPoint.value == value)


def _has_a_case(campaign_id: str) -> Any:
    return exists().where(col(Case.contact_id) == col(Contact.id), col(Case.campaign_id) == campaign_id)


async def reached_by(session: Session, contact_id: str) -> Sequence[tuple[str, str]]:
    """Kind and value of what is in use: the numbers in their order, then the addresses in theirs."""
    points = select(ContactPoint.kind, ContactPoint.value).where(
        ContactPoint.contact_id == contact_id, col(ContactPoint.kind).in_(("phone", "mail"))
    )
    order = (col(ContactPoint.kind).desc(), col(ContactPoint.position), col(ContactPoint.id))
    return (await session.exec(points.order_by(*order))).all()
