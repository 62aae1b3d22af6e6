"""Routes of /api-keys: the keys of programs."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import Administrator
from api.forms import Form, Line
from api.pages import Page, Paging, page_of
from api.route import Route, Unit, View, Write
from db import keys
from db.keys import KeyView, NewKey
from domain.access import Role

router = APIRouter(prefix="/api-keys", tags=["api-keys"], route_class=Route)
writing = APIRouter(prefix="/api-keys", tags=["api-keys"], route_class=Write)


class KeyForm(Form):
    """A new key for a user, by default for whoever asks; its roles are some of that user's."""

    name: Line
    roles: Annotated[list[Role], Field(min_length=1, max_length=5)]
    user_id: Line | None = None


class KeyMade(BaseModel):
    """A key; `secret` is shown in this answer only."""

    id: str
    name: str
    user_id: str
    roles: list[str]
    secret: str | None


@writing.post("", status_code=201)
async def add_api_key(form: KeyForm, who: Administrator, session: Unit) -> KeyMade:
    """Make a key. Send its secret as `Authorization: Bearer …`."""
    new = NewKey(form.name, form.user_id or who.user_id, form.roles)
    made, secret = await keys.create(session, who, new)
    return KeyMade(id=made.id, name=made.name, user_id=made.user_id, roles=made.roles, secret=secret)


@router.get("")
async def list_api_keys(who: Administrator, session: View, window: Paging) -> Page[KeyView]:
    """All keys, also revoked ones, the newest first."""
    return page_of(await keys.listing(session, window))


@writing.delete("/{key_id}", status_code=204)
async def revoke_api_key(key_id: str, who: Administrator, session: Unit) -> None:
    """Revoke a key at once."""
    await keys.revoke(session, who, key_id)
