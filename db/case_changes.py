"""Knows what people do to cases outside of their process: add one, correct its fields, save a disposition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from db.conflicts import check_etag
from db.idempotency import IdempotencyMismatch
from db.opening import NewCase, open_case, tell_screens
from db.rules import process_of
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case, Contact, ContactPoint, Disposition, Seat
from domain.access import Who
from domain.cases import SaveDisposition
from domain.errors import Invalid, NotFound, Problem
from domain.ids import AgentId
from domain.outcomes import Outcome
from domain.phones import Phone
from graphs.process import refusals


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A person to be reached in a campaign; the first phone is dialled."""

    name: str
    phones: tuple[Phone, ...]
    emails: tuple[str, ...]
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Save:
    """What an agent wants to save under an Idempotency-Key."""

    key: str
    body_hash: str
    status: str
    note: str
    callback_at: str | None
    fields: dict[str, Any]


async def add(session: Session, who: Who, campaign_name: str, record: NewRecord) -> str:
    """A new case for this contact, found by the first phone or address, or made; the id of the case."""
    in_sight = work_in_sight(col(Campaign.id), who)
    campaign = (await session.exec(select(Campaign).where(Campaign.name == campaign_name, in_sight))).first()
    if campaign is None:
        raise NotFound(kind="campaign", name=campaign_name)
    contact_id = await _contact(session, record)
    case = await open_case(session, campaign, NewCase(contact_id, record.fields, by=who.user_id))
    return case.id


async def change_fields(
    session: Session, who: Who, case_id: str, fields: Mapping[str, Any], if_match: int | None
) -> None:
    """Set these fields of a case; null removes one."""
    case = await _case(session, who, case_id)
    check_etag(case.etag, if_match, {"fields": case.fields, "etag": case.etag})
    merged = {**case.fields, **fields}
    case.fields = {name: value for name, value in merged.items() if value is not None}
    case.updated_at = session.now
    await session.put(case)
    tell_screens(session, case, "changed")


async def draft(session: Session, who: Who, case_id: str, save: Save) -> SaveDisposition | None:
    """Store what is to be saved, once for its key; the case hears only of the id. None: it is saved already."""
    case = await _case(session, who, case_id)
    await _check_status(session, case, save.status)
    key = f"{who.user_id}/{save.key}"
    stored = (await session.exec(select(Disposition).where(Disposition.key == key))).first()
    call = await call_of(session, who, case.id)
    if stored is None:
        stored = _disposition(session, case, call, save)
        stored.key, stored.by = key, who.user_id
        await session.put(stored)
    if (stored.case_id, stored.body_hash) != (case.id, save.body_hash):
        raise IdempotencyMismatch
    if stored.state == "saved":
        return None
    return SaveDisposition(
        disposition_id=stored.id,
        status=stored.status,
        by=AgentId(stored.by),
        callback_at=stored.callback_at,
        call_ended_at=call and call.ended_at,
        occasion=Outcome.ANSWERED if call is not None and call.bridged_at is not None else None,
    )


def _disposition(session: Session, case: Case, call: Call | None, save: Save) -> Disposition:
    return Disposition(
        id=session.new_id(),
        case_id=case.id,
        key="",
        body_hash=save.body_hash,
        status=save.status,
        note=save.note,
        callback_at=save.callback_at,
        fields=save.fields,
        call_id=call and call.id,
        by="",
        created_at=session.now,
    )


async def _check_status(session: Session, case: Case, status: str) -> None:
    """A word that is no status of the process may be anything, and must not reach a history."""
    if status not in (await process_of(session, case.process_hash)).nodes:
        unknown = refusals.STATUS_UNKNOWN
        problem = Problem(unknown.code, unknown.message, unknown.message_pl, field="status", path=("status",))
        raise Invalid([problem])


async def _case(session: Session, who: Who, case_id: str) -> Case:
    query = select(Case).where(Case.id == case_id, work_in_sight(col(Case.campaign_id), who))
    case = (await session.exec(query)).first()
    if case is None:
        raise NotFound(kind="case", name=case_id)
    return case


async def call_of(session: Session, who: Who, case_id: str) -> Call | None:
    """The call of this case that the agent has, or has just had."""
    query = (
        select(Call)
        .join(Seat, col(Seat.call_id) == Call.id)
        .where(Seat.agent_id == who.user_id, Call.case_id == case_id)
    )
    return (await session.exec(query.limit(1))).first()


async def _contact(session: Session, record: NewRecord) -> str:
    wanted = [("phone", phone.e164, phone.raw) for phone in record.phones]
    wanted += [("mail", address.casefold(), address) for address in record.emails]
    contact_id = await _known(session, wanted[0])
    if contact_id is None:
        contact = Contact(id=session.new_id(), name=record.name, created_at=session.now)
        await session.put(contact)
        contact_id = contact.id
    held = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.contact_id == contact_id)
    present = set((await session.exec(held)).all())
    for position, (kind, value, raw) in enumerate(wanted, start=1):
        if (kind, value) not in present:
            present.add((kind, value))
            point = ContactPoint(
                id=session.new_id(), contact_id=contact_id, kind=kind, value=value, raw=raw, position=position
            )
            await session.put(point)
    return contact_id


async def _known(session: Session, point: tuple[str, str, str]) -> str | None:
    kind, value, _ = point
    # The same lock as for an incoming call from this number: both must not make a contact.
    await session.alone_with(f"{kind} {value}")
    query = (
        select(ContactPoint.contact_id)
        .join(Contact, col(Contact.id) == ContactPoint.contact_id)
        .where(ContactPoint.kind == kind, ContactPoint.value == value)
        .order_by(col(Contact.created_at).desc())
    )
    return (await session.exec(query.limit(1))).first()
