"""Knows the people: users and their roles, sessions, API keys, phones."""

from datetime import datetime

from sqlmodel import Field

from db.types import Json, Maybe, Moment, Row


class User(Row, table=True):
    """A person who signs in; an agent is a user with the role `agent`."""

    id: str = Field(primary_key=True)
    email: str = Field(unique=True, index=True)
    name: str
    password_hash: str
    roles: list[str] = Json(default_factory=list)
    language: str = "pl"
    active: bool = True
    created_at: datetime = Moment()
    etag: int = 1


class UserSession(Row, table=True):
    """A signed-in browser: the SHA-256 of its cookie; revocable."""

    token_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user.id", index=True)
    created_at: datetime = Moment()
    expires_at: datetime = Moment()
    revoked_at: datetime | None = Maybe()


class SignInLock(Row, table=True):
    """Failed sign-ins under an address, known or not: both lock alike, or the lock tells which exist."""

    email_hash: str = Field(primary_key=True)
    failures: int = 0
    locked_until: datetime | None = Maybe()
    updated_at: datetime = Moment()


class ApiKey(Row, table=True):
    """A program's key: the SHA-256 of its secret, the roles that it may use."""

    id: str = Field(primary_key=True)
    name: str
    key_hash: str = Field(unique=True, index=True)
    user_id: str = Field(foreign_key="user.id", index=True)
    roles: list[str] = Json(default_factory=list)
    created_at: datetime = Moment()
    revoked_at: datetime | None = Maybe()


class Phone(Row, table=True):
    """A SIP phone; `name` is its user part on the switch, `agent_id` who sits at it."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True, index=True)
    secret: str
    agent_id: str | None = Field(default=None, foreign_key="user.id", unique=True)
    registered: bool = False
    last_resort: bool = False
    created_at: datetime = Moment()
