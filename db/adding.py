"""Knows how a record is added to a campaign: its contact is found there by number or address, or made (FCC-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from db.case_changes import permit, with_values
from db.contacts import FORMER, tell_cases
from db.known_contacts import known_in
from db.opening import NewCase, open_case
from db.rules import rules_of_campaign
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Campaign, Contact, ContactPoint
from domain.access import Who
from domain.errors import Invalid, NotFound, Problem
from domain.phones import Phone
from graphs.campaign.values import read_values


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A person to be reached in a campaign; the first phone is dialled."""

    name: str
    phones: tuple[Phone, ...]
    emails: tuple[str, ...]
    fields: dict[str, Any]


async def add(session: Session, who: Who, campaign_name: str, record: NewRecord) -> str:
    """The id of a new case; its contact is one of the campaign with the first phone or address, or a new one."""
    in_sight = work_in_sight(col(Campaign.id), who)
    campaign = (await session.exec(select(Campaign).where(Campaign.name == campaign_name, in_sight))).first()
    if campaign is None:
        raise NotFound(kind="campaign", name=campaign_name)
    rules = rules_of_campaign(campaign)
    if not (record.phones or (rules.tickets and record.emails)):
        raise Invalid([_UNREACHABLE])
    permit(who, rules.agents_may, "add_records")
    read = read_values(rules.fields, record.fields, {}, locked=False)
    if read.problems:
        raise Invalid(read.problems)
    contact_id = await _contact(session, who, campaign, record)
    new = NewCase(contact_id, with_values({}, read.values), by=who.user_id)
    return (await open_case(session, campaign, new)).id


_UNREACHABLE = Problem(
    "phone_missing",
    "Nobody can be called without a phone number. Add one; for a ticket an address is enough.",
    "Bez numeru telefonu nie można zadzwonić. Dodaj numer; w zgłoszeniu wystarczy adres e-mail.",
    field="contact.phones",
    path=("contact", "phones"),
)


async def _contact(session: Session, who: Who, campaign: Campaign, record: NewRecord) -> str:
    wanted = [("phone", phone.e164, phone.raw) for phone in record.phones]
    wanted += [("mail", address.casefold(), address) for address in record.emails]
    kind, value, _ = wanted[0]
    contact = await known_in(session, campaign.id, kind, value)
    known = contact is not None
    if contact is None:
        contact = Contact(id=session.new_id(), name=record.name, created_at=session.now)
        await session.put(contact)
    added = await _extend(session, contact.id, wanted)
    if known and added:
        await tell_cases(session, who, contact.id, f"+ {', '.join(added)}")
    return contact.id


async def _extend(session: Session, contact_id: str, wanted: Sequence[tuple[str, str, str]]) -> list[str]:
    """Add what the contact does not have, or had once; what that was."""
    held = select(ContactPoint).where(ContactPoint.contact_id == contact_id)
    points = {(row.kind.removeprefix(FORMER), row.value): row for row in (await session.exec(held)).all()}
    # What is known already stays first: a record must not turn the customer's mails to another address.
    last = max((point.position for point in points.values()), default=0)
    added: list[str] = []
    for position, (kind, value, raw) in enumerate(wanted, start=last + 1):
        point = points.get((kind, value)) or ContactPoint(
            id=session.new_id(), contact_id=contact_id, kind=FORMER + kind, value=value, raw=raw
        )
        if point.kind != kind:
            point.kind, point.position = kind, position
            await session.put(point)
            added.append(value)
        points[kind, value] = point
    return added
