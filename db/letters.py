"""Knows what a message is made of: whom it goes to, its template, the case's data, the letter as it went."""

from sqlmodel import col, select

from db.case_data import case_data
from db.known_contacts import reached_by
from db.rules import rules_of_campaign
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, Contact, ContactPoint
from db.tables.effects import Effect, Message
from db.tables.graphs import Template
from db.tables.people import User
from domain.effects import Attachment, Draft, Letter

_POINTS = {"mail": "mail", "sms": "phone"}
_CHANNELS = {"case_mail": "mail", "xml_mail": "mail"}
_WHOLE_CASE = frozenset({"xml_mail", "webhook"})


async def reached_at(session: Session, kind: str, contact_id: str) -> str | None:
    """Where an effect of this kind reaches the customer: the first address or number; None if there is none."""
    points = select(ContactPoint.value).where(
        ContactPoint.contact_id == contact_id, ContactPoint.kind == _POINTS[kind]
    )
    return (await session.exec(points.order_by(col(ContactPoint.position)).limit(1))).first()


def reaches_the_customer(kind: str) -> bool:
    """Whether an effect of this kind goes to an address or number of the contact."""
    return kind in _POINTS


async def content_of(session: Session, effect: Effect) -> Draft | Letter:
    """The letter if one was written, else the draft with what the template may name."""
    sent = (await session.exec(select(Message).where(Message.effect_key == effect.key))).first()
    if sent is not None:
        attachment = Attachment(**sent.attachment) if sent.attachment else None
        return Letter(sent.sender, sent.recipient, sent.subject, sent.body, attachment)
    case = await session.get_one(Case, effect.case_id)
    campaign = await session.get_one(Campaign, case.campaign_id)
    name = effect.args.get("template")
    template = await session.get(Template, name) if name else None
    return Draft(
        recipient=await _recipient(session, effect, case),
        sender=rules_of_campaign(campaign).sender,
        subject=template.subject if template is not None else "",
        body=template.body if template is not None else "",
        fields=effect.args.get("parcel", {}),
        context=await context_of(session, case, campaign),
        data=await case_data(session, case) if effect.kind in _WHOLE_CASE else None,
    )


async def store_letter(session: Session, effect: Effect, letter: Letter) -> None:
    """The letter as it goes out; a repetition sends the same one."""
    if (await session.exec(select(Message.id).where(Message.effect_key == effect.key))).first() is not None:
        return
    part = letter.attachment
    session.add(
        Message(
            id=session.new_id(),
            effect_key=effect.key,
            case_id=effect.case_id,
            channel=_CHANNELS.get(effect.kind, effect.kind),
            sender=letter.sender,
            recipient=letter.recipient,
            subject=letter.subject,
            body=letter.body,
            attachment={"name": part.name, "media_type": part.media_type, "text": part.text}
            if part
            else None,
            state="attempting",
            at=session.now,
        )
    )


async def _recipient(session: Session, effect: Effect, case: Case) -> str:
    """The customer's address or number, else the address of the order, else its service."""
    if reaches_the_customer(effect.kind):
        return await reached_at(session, effect.kind, case.contact_id) or ""
    return str(effect.args.get("to") or effect.args.get("service") or "")


async def context_of(session: Session, case: Case, campaign: Campaign) -> dict[str, object]:
    """Dicts, texts and whole numbers only: a template may reach nothing else."""
    contact = await session.get_one(Contact, case.contact_id)
    owner = await session.get(User, case.owner_id) if case.owner_id else None
    return {
        "contact": {"name": contact.name, **await _points(session, contact.id)},
        "case": {"number": case.number, "status": case.status, "due": _clock(case.due_wall)},
        "campaign": {"name": campaign.name, "title": campaign.title},
        "agent": {"name": owner.name if owner is not None else ""},
        "record": {name: str(value) for name, value in case.fields.items()},
    }


def _clock(wall: str | None) -> str:
    """The day and the minute of the wall clock, as people read them."""
    return (wall or "").replace("T", " ")[:16]


async def _points(session: Session, contact_id: str) -> dict[str, str]:
    found = {"phone": "", "mail": ""}
    for kind, value in reversed(await reached_by(session, contact_id)):
        found[kind] = value
    return found
