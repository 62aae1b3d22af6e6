"""Knows what is said about mails between the ledger in SQL and the mail server's adapter."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class EffectState(StrEnum):
    PLANNED = "planned"
    ATTEMPTING = "attempting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class EffectClass(StrEnum):
    """What is done about a mail whose acceptance nobody saw: transactional is repeated, once."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before its template is filled in; `sender` is the campaign's, None means the setting's."""

    sender: str | None
    recipient: str
    subject: str
    body: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out; a repetition sends the same one."""

    sender: str
    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class MailJob:
    """An effect of kind mail. `attempts` counts transmissions that the server may have accepted unseen."""

    key: str
    state: EffectState
    fence: int
    attempts: int
    effect_class: EffectClass
    content: Draft | Letter
