"""Knows how an administrator names a secret in options, and where its value comes from."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import StringConstraints

Reveal = Callable[[str], Awaitable[str]]
"""The value of a secret, by its name."""

SECRET = "secret://"  # noqa: S105
Secret = Annotated[str, StringConstraints(pattern=r"^secret://[a-z0-9][a-z0-9-]{0,62}$")]
"""Names a secret, `secret://smsapi-token`; the secret itself never stands in options."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/{}?#\s]+$", max_length=200)]
"""Where a provider is, without a path."""


async def revealed(secret: str, reveal: Reveal) -> str:
    """The value that `secret://name` stands for."""
    return await reveal(secret.removeprefix(SECRET))
