"""Knows what a new installation gets: its first administrator, and the key that opens it from this machine."""

import asyncio
from dataclasses import dataclass

from api.passwords import generate_password, hash_password
from app.client import LOCAL_KEY
from app.keys import installation_secret
from app.settings import Settings
from app.wiring import open_database
from db import keys, users
from db.session import Session
from domain.access import Role

EMAIL = "admin@localhost.localdomain"


@dataclass(frozen=True, slots=True)
class Credentials:
    """How the first administrator signs in; the password is told once and stored nowhere."""

    email: str
    password: str


def ensure_first_user(settings: Settings) -> Credentials | None:
    """Make the first administrator and the local key; None when there are users already."""
    return asyncio.run(make_first_user(settings))


async def make_first_user(settings: Settings) -> Credentials | None:
    """The same, where a loop runs."""
    database = open_database(settings)
    password = generate_password()
    password_hash = await hash_password(password)
    secret = installation_secret(settings.state, LOCAL_KEY)

    async def make(session: Session) -> Credentials | None:
        if not await users.nobody_yet(session):
            return None
        roles = (Role.ADMINISTRATOR,)
        new = users.NewUser(EMAIL, "Administrator", password_hash, roles, settings.language)
        user = await users.create(session, None, new)
        local = keys.NewKey("local command line", user.id, roles)
        await keys.create(session, None, local, secret)
        return Credentials(EMAIL, password)

    try:
        return await database.run(make)
    finally:
        await database.close()
