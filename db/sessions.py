"""Knows who is signed in, and which addresses are locked after too many failures; tokens only as SHA-256."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import col, select, update

from db.prepared import Prepared
from db.session import Session
from db.tables import ApiKey, SignInLock, User, UserSession
from db.types import UtcDateTime
from domain.access import Role, Who
from domain.errors import Refused

FAILURES = 5
LOCKED = timedelta(minutes=15)
LIFETIME = timedelta(hours=12)
# Asked by every request, so made once.
_chosen: Any = sqlalchemy.select
_PERSON: Any = (
    col(User.id).label("asking_id"),
    col(User.name).label("asking_name"),
    col(User.email).label("asking_email"),
    col(User.language).label("asking_language"),
    col(User.roles).label("asking_roles"),
)
ASKING: Mapping[str, Any] = {
    "session": _chosen(
        *_PERSON,
        sqlalchemy.null().label("asking_key"),
        sqlalchemy.null().label("asking_key_roles"),
    )
    .join(UserSession, col(UserSession.user_id) == User.id)
    .where(
        UserSession.token_hash == bindparam("hash"),
        col(UserSession.revoked_at).is_(None),
        col(UserSession.expires_at) > bindparam("now", type_=UtcDateTime()),
        col(User.active),
    ),
    "key": _chosen(*_PERSON, col(ApiKey.id).label("asking_key"), col(ApiKey.roles).label("asking_key_roles"))
    .join(ApiKey, col(ApiKey.user_id) == User.id)
    .where(ApiKey.key_hash == bindparam("hash"), col(ApiKey.revoked_at).is_(None), col(User.active)),
}
"""Who holds a secret, by its kind: `who_of` reads such a row, whatever else is in it. Parameters: `Asks.values`."""
_ASKING = {kind: Prepared(query) for kind, query in ASKING.items()}


@dataclass(frozen=True, slots=True)
class Asks:
    """What somebody shows to say who they are: the cookie of a session, or a program's key."""

    kind: Literal["session", "key"]
    secret: str

    def values(self, now: datetime) -> dict[str, Any]:
        """The parameters of `ASKING`."""
        return {"hash": hashed(self.secret), "now": now}


class SignInLocked(Refused):
    """There were too many failed attempts. Try again in {minutes} min, or ask an administrator."""

    code = "sign_in_locked"
    message_pl = "Zbyt wiele nieudanych prób. Spróbuj ponownie za {minutes} min albo zapytaj administratora."


def hashed(token: str) -> str:
    """A secret as it is stored and looked up."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


async def count_attempt(session: Session, email: str) -> None:
    """Count a sign-in before its password is looked at, so that parallel guesses count; refuse when locked.

    Unknown addresses are counted and locked like known ones: a lock must not tell which of them exist."""
    lock = await session.get(SignInLock, hashed(email.casefold()), with_for_update=True)
    if lock is None:
        lock = SignInLock(email_hash=hashed(email.casefold()), updated_at=session.now)
    if lock.locked_until is not None:
        if lock.locked_until > session.now:
            seconds = int((lock.locked_until - session.now).total_seconds()) + 1
            raise SignInLocked(minutes=-(-seconds // 60), retry_after=seconds)
        lock.failures, lock.locked_until = 0, None
    lock.failures += 1
    lock.updated_at = session.now
    if lock.failures >= FAILURES:
        lock.locked_until = session.now + LOCKED
    session.add(lock)


async def credentials(session: Session, email: str) -> tuple[str, str] | None:
    """Id and password hash of the active user with this address."""
    query = select(User).where(User.email == email.casefold(), col(User.active))
    user = (await session.exec(query)).first()
    return None if user is None else (user.id, user.password_hash)


async def sign_in(session: Session, email: str, user_id: str, token: str) -> None:
    """Begin a session and forget the failures before it."""
    lock = await session.get(SignInLock, hashed(email.casefold()))
    if lock is not None:
        await session.delete(lock)
    session.add(
        UserSession(
            token_hash=hashed(token),
            user_id=user_id,
            created_at=session.now,
            expires_at=session.now + LIFETIME,
        )
    )


async def sign_out(session: Session, token: str) -> None:
    """End a session; its cookie is worth nothing any more."""
    await session.exec(
        update(UserSession)
        .where(col(UserSession.token_hash) == hashed(token), col(UserSession.revoked_at).is_(None))
        .values(revoked_at=session.now)
    )


async def sign_out_everywhere(session: Session, user_id: str) -> None:
    """End all sessions of a user: the password or the roles changed."""
    await session.exec(
        update(UserSession)
        .where(col(UserSession.user_id) == user_id, col(UserSession.revoked_at).is_(None))
        .values(revoked_at=session.now)
    )


async def who_asks(session: Session, asks: Asks) -> Who | None:
    """Whose session or key this is; None when it is unknown, expired or revoked."""
    found = await session.asked(_ASKING[asks.kind], **asks.values(session.now))
    return who_of(found[0]) if found else None


def who_of(row: Any) -> Who:
    """Who asks; of a key's roles those count that its user still has."""
    roles: list[str] = row.asking_roles
    if row.asking_key is not None:
        roles = [role for role in row.asking_key_roles if role in roles]
    return Who(
        row.asking_id,
        row.asking_name,
        row.asking_email,
        row.asking_language,
        frozenset(Role(role) for role in roles),
        row.asking_key,
    )
