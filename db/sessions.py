"""Knows who is signed in, and which addresses are locked after too many failures; tokens only as SHA-256."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import col, select, update

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
_person: Any = (col(User.id), col(User.name), col(User.email), col(User.language), col(User.roles))
_OF_SESSION: Any = (
    _chosen(*_person)
    .join(UserSession, col(UserSession.user_id) == User.id)
    .where(
        UserSession.token_hash == bindparam("hash"),
        col(UserSession.revoked_at).is_(None),
        col(UserSession.expires_at) > bindparam("now", type_=UtcDateTime()),
        col(User.active),
    )
)
_OF_KEY: Any = (
    _chosen(*_person, col(ApiKey.id).label("key_id"), col(ApiKey.roles).label("key_roles"))
    .join(ApiKey, col(ApiKey.user_id) == User.id)
    .where(ApiKey.key_hash == bindparam("hash"), col(ApiKey.revoked_at).is_(None), col(User.active))
)


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


async def who_has_session(session: Session, token: str) -> Who | None:
    """Who holds this cookie, None when it is unknown, expired or revoked."""
    found = await session.rows(_OF_SESSION, hash=hashed(token), now=session.now)
    return _who(found[0], found[0].roles, None) if found else None


async def who_has_key(session: Session, secret: str) -> Who | None:
    """Whom this API key acts for; of its roles those count that its user still has."""
    found = await session.rows(_OF_KEY, hash=hashed(secret))
    if not found:
        return None
    user = found[0]
    return _who(user, [role for role in user.key_roles if role in user.roles], user.key_id)


def _who(user: Any, roles: list[str], key_id: str | None) -> Who:
    return Who(user.id, user.name, user.email, user.language, frozenset(Role(role) for role in roles), key_id)
