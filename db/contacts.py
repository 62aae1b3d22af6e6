"""Knows how the data of a contact are corrected: old numbers stay known, but are used no more (FCC-21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from db import case_list
from db.case_changes import case_in_sight, permit, write_change
from db.conflicts import check_etag
from db.rules import rules_of_campaign
from db.session import Session
from db.tables import Case, Contact, ContactPoint
from domain.access import Who
from domain.phones import Phone

FORMER = "former_"
"""What the kind of a number or address begins with once it is replaced: it is only searched for."""


@dataclass(frozen=True, slots=True)
class ContactChange:
    """The new values; None leaves what is there. The first number is dialled, the first address written to."""

    name: str | None = None
    phones: tuple[Phone, ...] | None = None
    emails: tuple[str, ...] | None = None


async def change(
    session: Session, who: Who, case_id: str, wanted: ContactChange, if_match: int | None
) -> None:
    """Correct the contact of a case; what was there is written into the history of every case that shows it."""
    case, campaign = await case_in_sight(session, who, case_id)
    check_etag(case.etag, if_match, await case_list.read(session, who, case_id))
    permit(who, rules_of_campaign(campaign).agents_may, "edit_contact")
    contact = await session.get_one(Contact, case.contact_id)
    notes: list[str] = []
    if wanted.name is not None and wanted.name != contact.name:
        notes.append(_told("name", [contact.name], [wanted.name]))
        contact.name = wanted.name
        await session.put(contact)
    if wanted.phones is not None:
        pairs = [(phone.e164, phone.raw) for phone in wanted.phones]
        notes += await _replace(session, contact.id, "phone", pairs)
    if wanted.emails is not None:
        notes += await _replace(
            session, contact.id, "mail", [(mail.casefold(), mail) for mail in wanted.emails]
        )
    if notes:
        await tell_cases(session, who, contact.id, "; ".join(notes))


async def tell_cases(session: Session, who: Who, contact_id: str, note: str) -> None:
    """Each case of the contact is another version now: whoever read one of them before must look again."""
    theirs = select(Case).where(Case.contact_id == contact_id).order_by(Case.id)
    for case in (await session.exec(theirs)).all():
        await write_change(session, case, who, "contact", note)


async def _replace(
    session: Session, contact_id: str, kind: str, wanted: Sequence[tuple[str, str]]
) -> list[str]:
    """Bring the contact's points of a kind into this order; the others become former ones."""
    query = select(ContactPoint).where(ContactPoint.contact_id == contact_id)
    rows = (await session.exec(query.order_by(ContactPoint.position))).all()  # pyright: ignore[reportArgumentType]
    known = {row.value: row for row in rows if row.kind.removeprefix(FORMER) == kind}
    before = [row.value for row in known.values() if row.kind == kind]
    values = dict(wanted)
    for row in known.values():
        row.kind = kind if row.value in values else FORMER + kind
    for position, (value, raw) in enumerate(values.items(), start=1):
        row = known.get(value) or ContactPoint(
            id=session.new_id(), contact_id=contact_id, kind=kind, value=value, raw=raw
        )
        row.position = position
        session.add(row)
    await session.flush()
    return [_told(kind, before, list(values))] if before != list(values) else []


def _told(what: str, before: Sequence[str], after: Sequence[str]) -> str:
    return f"{what}: {', '.join(before) or '-'} → {', '.join(after) or '-'}"
