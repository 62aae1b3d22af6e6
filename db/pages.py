"""Knows how long lists are cut into pages: by the place of the last row, so that new rows shift nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from db.session import Session
from domain.errors import Invalid

V = TypeVar("V")
Place = tuple[Any, ...]
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: so many rows after this place."""

    limit: int = 50
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[V]):
    """One page, and the place from which the next one begins."""

    items: list[V]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Order:
    """By these columns in this order; the last one is unique, none is ever null."""

    columns: tuple[Any, ...]
    descending: bool = False


class CursorInvalid(Invalid):
    """This cursor is not one of this list. Begin without a cursor."""

    code = "cursor_invalid"
    message_pl = "To nie jest kursor tej listy. Zacznij bez kursora."


async def page(
    session: Session, query: Any, order: Order, window: Window, seen: Callable[[Any], V]
) -> Listing[V]:
    """The rows of a query within the window, as `seen` shows each of them."""
    place = [column.label(f"place_{index}") for index, column in enumerate(order.columns)]
    query = query.add_columns(*place)
    if window.after is not None:
        query = query.where(_beyond(order, window.after))
    towards = [column.desc() if order.descending else column.asc() for column in order.columns]
    # SQLModel's own `exec` would take a query of one entity apart and lose the place.
    result = await AsyncSession.execute(session, query.order_by(*towards).limit(window.limit + 1))
    rows: list[Any] = list(result.all())
    shown = rows[: window.limit]
    more = len(rows) > window.limit
    return Listing([seen(row) for row in shown], tuple(shown[-1][-len(place) :]) if more and shown else None)


def _beyond(order: Order, place: Place) -> ColumnElement[bool]:
    """Row values in words: SQLite and PostgreSQL agree on these, and each value keeps its column's type."""
    fitting = [type(value) for value in place] == [_kind(column) for column in order.columns]
    if not fitting or any(isinstance(value, int) and abs(value) > _LARGEST for value in place):
        raise CursorInvalid
    alternatives: list[ColumnElement[bool]] = []
    for index, column in enumerate(order.columns):
        value: datetime | str | int = place[index]
        same = [earlier == place[i] for i, earlier in enumerate(order.columns[:index])]
        alternatives.append(and_(*same, column < value if order.descending else column > value))
    return or_(*alternatives)


def _kind(column: Any) -> type:
    """What a value of the column is in Python; a type that decorates another is what that one is."""
    return getattr(column.type, "impl_instance", column.type).python_type
