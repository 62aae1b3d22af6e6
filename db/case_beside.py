"""Knows what is told beside a case: how its contact is reached, which version it keeps, whether it is blocked.

Of one case it is brought along by the query of the case; of many it is asked once their page is known, since a
database works it out for each row that it sorts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import case, col, func, or_, select

from db.json_rows import json_rows
from db.session import Session
from db.tables import Case, ContactPoint, DoNotCall, GraphVersion

Points = Sequence[tuple[str, str]]
"""What a contact is reached by, in its order: kind (`phone`, `mail`) and value."""


def _points() -> Any:
    mine = (
        select(ContactPoint.kind, ContactPoint.value)
        .where(col(ContactPoint.contact_id) == col(Case.contact_id))
        .correlate(Case)
        .order_by(col(ContactPoint.position), col(ContactPoint.id))
        .subquery()
    )
    return sqlalchemy.select(json_rows(mine.c.kind, mine.c.value)).scalar_subquery()


def _version() -> Any:
    """The number that the document had when the case began: after a rollback one document has several."""
    return (
        select(GraphVersion.number)
        .where(GraphVersion.hash == Case.process_hash, col(GraphVersion.published_at) <= Case.created_at)
        .correlate(Case)
        .order_by(col(GraphVersion.number).desc())
        .limit(1)
        .scalar_subquery()
    )


def _block() -> Any:
    everywhere = col(DoNotCall.campaign_id).is_(None)
    return (
        sqlalchemy.select(func.max(case((everywhere, "global"), else_="campaign")))
        .join_from(DoNotCall, ContactPoint, col(ContactPoint.value) == col(DoNotCall.number))
        .where(
            col(ContactPoint.contact_id) == col(Case.contact_id),
            col(ContactPoint.kind) == "phone",
            or_(everywhere, col(DoNotCall.campaign_id) == col(Case.campaign_id)),
        )
        .correlate(Case)
        .scalar_subquery()
    )


BESIDE: Sequence[Any] = (_points().label("points"), _version().label("version"), _block().label("block"))
"""Columns of a query of cases: `Points` or None; a number or None; the list that blocks: `campaign`, `global`, None."""
_MANY: Any = sqlalchemy.select(col(Case.id), *BESIDE).where(
    col(Case.id).in_(bindparam("cases", expanding=True))
)


async def beside(session: Session, cases: Sequence[str]) -> Mapping[str, Any]:
    """A row of these columns for each of the cases."""
    return {row.id: row for row in await session.rows(_MANY, cases=cases)} if cases else {}
