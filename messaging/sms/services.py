"""Knows what an administrator says about every SMS gateway: who may send."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Problem
from messaging.sms.sms import sender_problems


class SmsService(BaseModel):
    """What all gateways have in common. `senders` are registered there; `sender`, one of them, is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    senders: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    sender: str

    def problems(self) -> list[Problem]:
        """Senders that no network would show, and a sender that is not registered."""
        listed = [found for one in self.senders for found in sender_problems(one, self.senders, "senders")]
        return [*listed, *sender_problems(self.sender, self.senders)]
