"""Knows how lists are asked for and answered: `limit`, `cursor`, `{items, next}`."""

import base64
import binascii
import json
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api import strict_json
from db.pages import CursorInvalid, Listing, Window
from domain.errors import Invalid

V = TypeVar("V")


class Page(BaseModel, Generic[V]):
    """One page of a list; `next` is the cursor of the one after it, null on the last."""

    items: list[V]
    next: str | None = None


class ListQuery(BaseModel):
    """What every list can be asked; lists with filters add theirs, anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=500)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None

    @property
    def window(self) -> Window:
        """The part of the list that is wanted."""
        return Window(self.limit, None if self.cursor is None else _place(self.cursor))


async def _window(asked: Annotated[ListQuery, Query()]) -> Window:
    return asked.window


Paging = Annotated[Window, Depends(_window)]


def page_of(listing: Listing[V]) -> Page[V]:
    """A listing as it is answered."""
    return Page(items=listing.items, next=_cursor(listing.next))


def _cursor(place: tuple[Any, ...] | None) -> str | None:
    if place is None:
        return None
    values = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in place]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[Any, ...]:
    try:
        values = strict_json.parse(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(_value(value) for value in values)
    except (ValueError, TypeError, KeyError, binascii.Error, Invalid):
        raise CursorInvalid from None


def _value(value: Any) -> str | int | datetime:
    return value if isinstance(value, str | int) else datetime.fromisoformat(value["at"])
