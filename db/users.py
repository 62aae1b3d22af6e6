"""Knows the people: their roles, and the seat that each agent works from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits, sessions
from db.conflicts import Taken, check_etag
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Seat, User
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class UserView:
    id: str
    email: str
    name: str
    roles: list[str]
    language: str
    active: bool
    created_at: datetime
    etag: int


@dataclass(frozen=True, slots=True)
class NewUser:
    email: str
    name: str
    password_hash: str
    roles: Sequence[Role]
    language: str = "pl"


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is to change; None stays as it is."""

    name: str | None = None
    roles: Sequence[Role] | None = None
    language: str | None = None
    active: bool | None = None
    password_hash: str | None = None


async def create(session: Session, who: Who | None, new: NewUser) -> UserView:
    """A new person; an agent gets a seat."""
    email = new.email.casefold()
    if (await session.exec(select(User.id).where(User.email == email))).first() is not None:
        raise Taken(kind="user", name=email)
    user = User(
        id=session.new_id(),
        email=email,
        name=new.name,
        password_hash=new.password_hash,
        roles=sorted(new.roles),
        language=new.language,
        created_at=session.now,
    )
    await session.put(user)
    await _seat(session, user)
    audits.note(session, who, "user.created", user.id, roles=user.roles)
    return view(UserView, user)


async def change(
    session: Session, who: Who, user_id: str, change: UserChange, if_match: int | None
) -> UserView:
    """Change a person. New roles, a new password or a deactivation end all sessions of the person."""
    user = await _get(session, user_id)
    check_etag(user.etag, if_match, view(UserView, user))
    wanted = {
        name: getattr(change, name) for name in UserChange.__slots__ if getattr(change, name) is not None
    }
    if "roles" in wanted:
        wanted["roles"] = sorted(wanted["roles"])
    for name, value in wanted.items():
        setattr(user, name, value)
    user.etag += 1
    session.add(user)
    if wanted.keys() & {"roles", "password_hash", "active"}:
        await sessions.sign_out_everywhere(session, user.id)
    await _seat(session, user)
    audits.note(session, who, "user.changed", user.id, fields=sorted(wanted))
    return view(UserView, user)


async def read(session: Session, user_id: str) -> UserView:
    return view(UserView, await _get(session, user_id))


async def listing(session: Session, window: Window, q: str | None = None) -> Listing[UserView]:
    """People by address; `q` finds part of an address or name."""
    query = select(User)
    if q:
        found = col(User.email).icontains(q, autoescape=True) | col(User.name).icontains(q, autoescape=True)
        query = query.where(found)
    order = Order((col(User.email),))
    return await page(session, query, order, window, lambda row: view(UserView, row[0]))


async def nobody_yet(session: Session) -> bool:
    """Whether this installation has no user at all."""
    return (await session.exec(select(User.id).limit(1))).first() is None


async def _get(session: Session, user_id: str) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound(kind="user", name=user_id)
    return user


async def _seat(session: Session, user: User) -> None:
    if Role.AGENT not in user.roles:
        return
    if (await session.exec(select(Seat.id).where(Seat.agent_id == user.id))).first() is None:
        await session.put(Seat(id=session.new_id(), agent_id=user.id, since=session.now))


async def agents_by_email(session: Session) -> dict[str, str]:
    """The ids of active agents by address."""
    users = await session.exec(select(User).where(col(User.active)))
    return {user.email: user.id for user in users if Role.AGENT in user.roles}
