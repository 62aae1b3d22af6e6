"""Knows the keys of programs: whom each acts for, with which roles; a key itself is kept as SHA-256 only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.sessions import hashed
from db.tables import ApiKey, User
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class KeyView:
    id: str
    name: str
    user_id: str
    roles: list[str]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    name: str
    user_id: str
    roles: Sequence[Role]


class RolesExceeded(Refused):
    """A key cannot have roles that its user has not. Leave out: {roles}."""

    code = "roles_exceeded"
    message_pl = "Klucz nie może mieć ról, których nie ma jego użytkownik. Pomiń: {roles}."


async def create(
    session: Session, who: Who | None, new: NewKey, secret: str | None = None
) -> tuple[KeyView, str]:
    """A new key and its secret, which nobody can read again."""
    user = await session.get(User, new.user_id)
    if user is None:
        raise NotFound(kind="user", name=new.user_id)
    beyond = sorted(role for role in new.roles if role not in user.roles)
    if beyond:
        raise RolesExceeded(roles=", ".join(beyond))
    secret = secret or "ck_" + secrets.token_urlsafe(32)
    row = ApiKey(
        id=session.new_id(),
        name=new.name,
        key_hash=hashed(secret),
        user_id=user.id,
        roles=sorted(new.roles),
        created_at=session.now,
    )
    await session.put(row)
    audits.note(session, who, "key.created", row.id, name=new.name, roles=row.roles)
    return view(KeyView, row), secret


async def revoke(session: Session, who: Who, key_id: str) -> None:
    """The key is worth nothing from now on."""
    row = await session.get(ApiKey, key_id)
    if row is None:
        raise NotFound(kind="key", name=key_id)
    if row.revoked_at is None:
        row.revoked_at = session.now
        session.add(row)
        audits.note(session, who, "key.revoked", key_id)


async def listing(session: Session, window: Window) -> Listing[KeyView]:
    """All keys, the newest first."""
    order = Order((col(ApiKey.id),), descending=True)
    return await page(session, select(ApiKey), order, window, lambda row: view(KeyView, row[0]))
