"""Knows what an administrator says about every SMS gateway: who may send, and how secrets are named."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.errors import Problem
from messaging.sms.sms import sender_problems

Reveal = Callable[[str], Awaitable[str]]
"""The value of a secret, by its name."""

SECRET = "secret://"  # noqa: S105
Secret = Annotated[str, StringConstraints(pattern=r"^secret://[a-z0-9][a-z0-9-]{0,62}$")]
"""Names a secret, `secret://smsapi-token`; the secret itself never stands in options."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/{}?#\s]+$", max_length=200)]
"""Where a gateway is, without a path."""


class SmsService(BaseModel):
    """What all gateways have in common. `senders` are registered there; `sender`, one of them, is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    senders: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    sender: str

    def problems(self) -> list[Problem]:
        """Senders that no network would show, and a sender that is not registered."""
        listed = [found for one in self.senders for found in sender_problems(one, self.senders, "senders")]
        return [*listed, *sender_problems(self.sender, self.senders)]


async def revealed(secret: str, reveal: Reveal) -> str:
    """The value that `secret://name` stands for."""
    return await reveal(secret.removeprefix(SECRET))
