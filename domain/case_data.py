"""Knows what a case tells those outside: its number, its contact, its record and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name for programs and a title for people."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ContactData:
    """`phones` are E.164; both in the order in which they are tried."""

    name: str
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryData:
    """A change of the case (SYS-P-81); `ordered_by` is a person's name or `system`."""

    at: datetime
    status: str
    from_status: str | None = None
    responsible: str | None = None
    ordered_by: str = "system"
    edge: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseData:
    """A case as it stands. Times are aware; they are told in `zone`, the campaign's."""

    number: int
    campaign: Named
    process: Named
    status: Named
    zone: str
    created_at: datetime
    updated_at: datetime
    contact: ContactData
    due_at: datetime | None = None
    responsible: str | None = None
    finished: bool = False
    record: Mapping[str, str] | None = None
    history: tuple[HistoryData, ...] = ()
