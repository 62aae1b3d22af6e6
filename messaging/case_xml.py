"""Knows a case as XML (SYS-P-34): what is in it, and the schema that it keeps."""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from domain.case_data import CaseData, ContactData, HistoryData, Named
from messaging.xml_text import DECLARATION, branch, leaf

NAMESPACE: Final = "urn:centralka:case:1"


def case_schema() -> bytes:
    """The XML Schema that every such document keeps."""
    return files("messaging").joinpath("case.xsd").read_bytes()


def case_xml(data: CaseData) -> bytes:
    """The document in UTF-8; the same data gives the same bytes. Times have the offset of the campaign's zone."""
    zone = ZoneInfo(data.zone)
    parts = (
        *_head(data, zone),
        _contact(data.contact),
        branch("record", (leaf("field", text, {"name": name}) for name, text in _sorted(data))),
        branch("history", (_change(entry, zone) for entry in data.history)),
    )
    return (DECLARATION + branch("case", parts, {"xmlns": NAMESPACE}) + "\n").encode()


def _head(data: CaseData, zone: ZoneInfo) -> Iterator[str]:
    yield leaf("number", str(data.number))
    yield _named("campaign", data.campaign)
    yield _named("process", data.process)
    yield _named("status", data.status)
    yield leaf("finished", str(data.finished).lower())
    yield from _optional("responsible", data.responsible)
    yield _moment("created", data.created_at, zone)
    yield _moment("updated", data.updated_at, zone)
    if data.due_at is not None:
        yield _moment("due", data.due_at, zone)


def _contact(contact: ContactData) -> str:
    phones = (leaf("phone", phone) for phone in contact.phones)
    mails = (leaf("mail", mail) for mail in contact.mails)
    return branch("contact", (leaf("name", contact.name), *phones, *mails))


def _sorted(data: CaseData) -> list[tuple[str, str]]:
    # A database keeps a record's fields in an order of its own.
    return sorted((data.record or {}).items())


def _change(entry: HistoryData, zone: ZoneInfo) -> str:
    return branch(
        "change",
        (
            _moment("at", entry.at, zone),
            leaf("status", entry.status),
            *_optional("from", entry.from_status),
            *_optional("responsible", entry.responsible),
            leaf("ordered-by", entry.ordered_by),
            leaf("edge", entry.edge),
            *_optional("note", entry.note),
        ),
    )


def _named(element: str, what: Named) -> str:
    return leaf(element, what.title, {"name": what.name})


def _optional(element: str, text: str | None) -> Iterator[str]:
    if text:
        yield leaf(element, text)


def _moment(element: str, at: datetime, zone: ZoneInfo) -> str:
    return leaf(element, at.astimezone(zone).isoformat(timespec="seconds"))
