"""Knows what is said about effects between the ledger in SQL and the channels through which they leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from domain.case_data import CaseData


class EffectState(StrEnum):
    PLANNED = "planned"
    ATTEMPTING = "attempting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class EffectClass(StrEnum):
    """What is done about an effect whose acceptance nobody saw: transactional is repeated, once."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that goes along with a mail, in UTF-8."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before its templates are filled in: `subject`, `body` and each of `fields`.

    `sender` is the campaign's, None means that of the settings or the service. `data` is the whole case."""

    recipient: str
    sender: str | None = None
    subject: str = ""
    body: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    context: Mapping[str, object] = field(default_factory=dict[str, object])
    data: CaseData | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out, on whatever channel; a repetition sends the same one."""

    sender: str
    recipient: str
    subject: str
    body: str
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An effect that leaves the house. `attempts` counts transmissions that may have been accepted unseen, `since`
    is the time since the last one, `age` that since it was planned; `service` is the one that the action names."""

    key: str
    kind: str
    state: EffectState
    fence: int
    attempts: int
    effect_class: EffectClass
    content: Draft | Letter
    service: str | None = None
    since: timedelta = timedelta(0)
    age: timedelta = timedelta(0)
