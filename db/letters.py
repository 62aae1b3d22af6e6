"""Knows what a mail is made of: a contact's address, template, the case's data, the letter as it went."""

from sqlmodel import col, select

from db.rules import rules_of_campaign
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, Contact, ContactPoint
from db.tables.effects import Effect, Message
from db.tables.graphs import Template
from db.tables.people import User
from domain.effects import Draft, Letter


async def has_address(session: Session, contact_id: str) -> bool:
    return await _address(session, contact_id) is not None


async def content_of(session: Session, effect: Effect) -> Draft | Letter:
    """The letter if one was written, else the draft with what the template may name."""
    sent = (await session.exec(select(Message).where(Message.effect_key == effect.key))).first()
    if sent is not None:
        return Letter(sent.sender, sent.recipient, sent.subject, sent.body)
    case = await session.get_one(Case, effect.case_id)
    campaign = await session.get_one(Campaign, case.campaign_id)
    template = await session.get(Template, effect.args["template"])
    return Draft(
        sender=rules_of_campaign(campaign).sender,
        recipient=await _address(session, case.contact_id) or "",
        subject=template.subject if template is not None else "",
        body=template.body if template is not None else "",
        context=await context_of(session, case, campaign),
    )


async def store_letter(session: Session, key: str, letter: Letter) -> None:
    """The letter as it goes out; a repetition sends the same one."""
    if (await session.exec(select(Message.id).where(Message.effect_key == key))).first() is not None:
        return
    effect = await session.get_one(Effect, key)
    session.add(
        Message(
            id=session.new_id(),
            effect_key=key,
            case_id=effect.case_id,
            sender=letter.sender,
            recipient=letter.recipient,
            subject=letter.subject,
            body=letter.body,
            state="attempting",
            at=session.now,
        )
    )


async def _address(session: Session, contact_id: str) -> str | None:
    points = select(ContactPoint.value).where(
        ContactPoint.contact_id == contact_id, ContactPoint.kind == "mail"
    )
    return (await session.exec(points.order_by(col(ContactPoint.position)).limit(1))).first()


async def context_of(session: Session, case: Case, campaign: Campaign) -> dict[str, object]:
    """Dicts, texts and whole numbers only: a template may reach nothing else."""
    contact = await session.get_one(Contact, case.contact_id)
    owner = await session.get(User, case.owner_id) if case.owner_id else None
    return {
        "contact": {"name": contact.name, **await _points(session, contact.id)},
        "case": {"number": case.number, "status": case.status, "due": case.due_wall or ""},
        "campaign": {"name": campaign.name, "title": campaign.title},
        "agent": {"name": owner.name if owner is not None else ""},
        "record": {name: str(value) for name, value in case.fields.items()},
    }


async def _points(session: Session, contact_id: str) -> dict[str, str]:
    points = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.contact_id == contact_id)
    found = {"phone": "", "mail": ""}
    for kind, value in await session.exec(points.order_by(col(ContactPoint.position).desc())):
        found[kind] = value
    return found
