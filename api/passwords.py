"""Knows how passwords are kept (argon2) and compared, blocking nobody and in the same time for all."""

import asyncio
import secrets
from functools import cache

from pwdlib import PasswordHash


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.to_thread(_hasher().hash, password)


async def fits(password: str, stored: str | None) -> bool:
    """Whether this is the password; None, an unknown person, takes as long as a wrong one."""
    right = await asyncio.to_thread(lambda: _hasher().verify(password, stored or _nobodys()))
    return right and stored is not None


def generate_password() -> str:
    """A password that can be read out: four groups of five."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
