"""Routes of /users: people and their roles."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import Administrator, PeopleReader
from api.forms import Email, Form, Line, Password, Tagged, Versioned
from api.pages import ListQuery, Page, page_of
from api.passwords import generate_password, hash_password
from api.route import Route, Unit, View, Write
from db import users
from db.users import UserView
from domain.access import Role

router = APIRouter(prefix="/users", tags=["users"], route_class=Route)
writing = APIRouter(prefix="/users", tags=["users"], route_class=Write)


class UserForm(Form):
    """A new person; without a password one is generated and shown once."""

    email: Email
    name: Line
    roles: Annotated[list[Role], Field(max_length=5)]
    language: Literal["pl", "en"] = "pl"
    password: Password | None = None


class UserChangeForm(Form):
    name: Line | None = None
    roles: Annotated[list[Role], Field(max_length=5)] | None = None
    language: Literal["pl", "en"] | None = None
    active: bool | None = None
    password: Password | None = None


class UserMade(BaseModel):
    """A person; `password` is the generated one, shown in this answer only."""

    id: str
    email: str
    name: str
    roles: list[str]
    language: str
    active: bool
    etag: int
    password: str | None = None


@writing.post("", status_code=201)
async def add_user(form: UserForm, who: Administrator, session: Unit, version: Tagged) -> UserMade:
    """Add a person; an agent gets a seat."""
    password = form.password or generate_password()
    new = users.NewUser(form.email, form.name, await hash_password(password), form.roles, form.language)
    made = await users.create(session, who, new)
    shown = UserMade(
        id=made.id,
        email=made.email,
        name=made.name,
        roles=made.roles,
        language=made.language,
        active=made.active,
        etag=made.etag,
        password=None if form.password else password,
    )
    return version.tag(made.etag, shown)


class UserQuery(ListQuery):
    q: Annotated[str, Field(max_length=100)] | None = None


@router.get("")
async def list_users(
    who: PeopleReader, session: View, asked: Annotated[UserQuery, Query()]
) -> Page[UserView]:
    """People, by address."""
    return page_of(await users.listing(session, asked.window, asked.q))


@router.get("/{user_id}")
async def read_user(user_id: str, who: PeopleReader, session: View, version: Tagged) -> UserView:
    """One person."""
    found = await users.read(session, user_id)
    return version.tag(found.etag, found)


@writing.patch("/{user_id}")
async def change_user(
    user_id: str, form: UserChangeForm, version: Versioned, who: Administrator, session: Unit
) -> UserView:
    """Change a person; new roles, a new password or a deactivation sign the person out everywhere."""
    change = users.UserChange(
        name=form.name,
        roles=form.roles,
        language=form.language,
        active=form.active,
        password_hash=form.password and await hash_password(form.password),
    )
    changed = await users.change(session, who, user_id, change, version.read)
    return version.tag(changed.etag, changed)
