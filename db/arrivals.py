"""Knows what an incoming call is about: campaign by the number called, contact there by the caller's number, case."""

import unicodedata
from dataclasses import asdict

from sqlmodel import col, select

from db.attempts import tell_case
from db.campaign_graphs import hash_for
from db.known_contacts import known_in
from db.opening import NewCase, open_case
from db.rules import process_of
from db.session import Session
from db.tables.calls import Call, Leg
from db.tables.campaigns import Campaign, Number
from db.tables.cases import Case, Contact, ContactPoint
from domain.calls import NewCall, Ringing
from domain.cases import CaseFact
from domain.ids import CallId, CampaignId, CaseId, GraphHash
from domain.phones import Phone, called_numbers, is_withheld, normalize

_LONGEST_NAME = 80
_LONGEST_NUMBER = 40


async def arrive(session: Session, ringing: Ringing) -> NewCall | None:
    """One transaction finds or makes call, contact and case; told twice, the call is the same."""
    known = (await session.exec(select(Call).where(Call.uniqueid == ringing.uniqueid))).first()
    if known is not None:
        return _new_call(known)
    campaign = await _campaign(session, ringing.called)
    if campaign is None:
        return None
    caller = _number(ringing.caller)
    contact = await _contact(session, campaign, caller, ringing.caller)
    case = await _case(session, campaign, contact)
    await _tell_case(session, case)
    call = _call(session, ringing, campaign, case)
    call.caller = caller or ""
    call.ivr_hash = await hash_for(session, campaign, "ivr", call.id)
    await session.put(call)
    session.add(_leg(session, call))
    session.record(
        "calls",
        "arrived",
        call.id,
        campaign_id=campaign.id,
        case_id=case.id,
        direction="inbound",
        state=call.state,
    )
    new_call = _new_call(call)
    session.tell(f"call-{call.id}", "CallWorkflow", asdict(new_call), kind="start")
    return new_call


def _new_call(call: Call) -> NewCall:
    return NewCall(
        call_id=CallId(call.id),
        node=call.node,
        direction=call.direction,
        campaign_id=CampaignId(call.campaign_id) if call.campaign_id else None,
        case_id=CaseId(call.case_id) if call.case_id else None,
        ivr_hash=GraphHash(call.ivr_hash) if call.ivr_hash else None,
    )


async def _campaign(session: Session, called: str) -> Campaign | None:
    """The campaign that is on under this number; the likeliest reading of the number wins."""
    numbers = called_numbers(called)
    serving = (
        select(Number.e164, Campaign)
        .join(Campaign, col(Campaign.id) == col(Number.campaign_id))
        .where(col(Number.e164).in_(numbers), col(Campaign.on), col(Campaign.ivr_hash).is_not(None))
    )
    found = dict((await session.exec(serving)).all())
    return next((found[number] for number in numbers if number in found), None)


def _number(caller: str) -> str | None:
    """The caller in E.164, else as the line gave it; None when withheld."""
    if is_withheld(caller):
        return None
    phone = normalize(caller)
    if isinstance(phone, Phone):
        return phone.e164
    return next((number for number in called_numbers(caller) if len(number) > 1), None)


async def _contact(session: Session, campaign: Campaign, number: str | None, raw: str) -> Contact:
    if number is None:
        nobody = Contact(id=session.new_id(), anonymous=True, created_at=session.now)
        await session.put(nobody)
        return nobody
    contact = await known_in(session, campaign.id, "phone", number)
    return contact if contact is not None else await _new_contact(session, number, raw)


async def _new_contact(session: Session, number: str, raw: str) -> Contact:
    contact = Contact(id=session.new_id(), created_at=session.now)
    point = ContactPoint(
        id=session.new_id(),
        contact_id=contact.id,
        kind="phone",
        value=number,
        raw=_clean(raw, _LONGEST_NUMBER),
    )
    await session.put(contact, point)
    return contact


async def _case(session: Session, campaign: Campaign, contact: Contact) -> Case:
    """The contact's open case of this campaign, the latest of several, else a new one."""
    mine = select(Case).where(
        Case.contact_id == contact.id, Case.campaign_id == campaign.id, col(Case.finished).is_(False)
    )
    case = (
        await session.exec(mine.order_by(col(Case.created_at).desc(), col(Case.id).desc()).limit(1))
    ).first()
    return case or await open_case(session, campaign, NewCase(contact.id, {}, on_call=True))


async def _tell_case(session: Session, case: Case) -> None:
    """A case whose process reacts to a call hears of it; the others are spared the event."""
    process = await process_of(session, case.process_hash)
    if case.status in process.nodes and "call" in process.nodes[case.status].on_contact:
        tell_case(session, case.id, CaseFact(kind="call", key=f"call/{session.new_id()}", at=session.now))


def _call(session: Session, ringing: Ringing, campaign: Campaign, case: Case) -> Call:
    return Call(
        id=session.new_id(),
        direction="inbound",
        node=ringing.node,
        campaign_id=campaign.id,
        contact_id=case.contact_id,
        case_id=case.id,
        caller_name=_clean(ringing.caller_name, _LONGEST_NAME),
        called=_clean(ringing.called, _LONGEST_NUMBER),
        uniqueid=ringing.uniqueid,
        epoch=ringing.epoch,
        started_at=ringing.at,
    )


def _leg(session: Session, call: Call) -> Leg:
    return Leg(
        id=session.new_id(),
        call_id=call.id,
        role="customer",
        uniqueid=call.uniqueid or "",
        state="up",
        created_at=session.now,
    )


def _clean(text: str, longest: int) -> str:
    """Without control characters and halves of letters: what comes from the line is not to be trusted."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))[:longest]
