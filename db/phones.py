"""Knows the SIP phones and who sits at them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits
from db.conflicts import InUse, Taken
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Phone, User
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A phone without its secret."""

    id: str
    name: str
    agent_id: str | None
    registered: bool
    last_resort: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PhoneChange:
    agent_id: str | None
    last_resort: bool


async def create(
    session: Session, who: Who | None, name: str | None, change: PhoneChange
) -> tuple[PhoneView, str]:
    """A new phone and its secret. A name that nobody can guess keeps scanners of SIP busy."""
    name = name or secrets.token_hex(8)
    if (await session.exec(select(Phone.id).where(Phone.name == name))).first() is not None:
        raise Taken(kind="phone", name=name)
    phone = Phone(
        id=session.new_id(),
        name=name,
        secret=secrets.token_urlsafe(24),
        last_resort=change.last_resort,
        created_at=session.now,
    )
    await _give(session, phone, change.agent_id)
    await session.put(phone)
    audits.note(session, who, "phone.created", phone.id, agent_id=phone.agent_id)
    return view(PhoneView, phone), phone.secret


async def change(session: Session, who: Who, phone_id: str, change: PhoneChange) -> PhoneView:
    """Give a phone to an agent, or take it away."""
    phone = await _get(session, phone_id)
    await _give(session, phone, change.agent_id)
    phone.last_resort = change.last_resort
    await session.put(phone)
    audits.note(session, who, "phone.changed", phone.id, agent_id=phone.agent_id)
    return view(PhoneView, phone)


async def remove(session: Session, who: Who, phone_id: str) -> None:
    """Take a phone out of the switch."""
    phone = await _get(session, phone_id)
    await session.delete(phone)
    audits.note(session, who, "phone.removed", phone_id)


async def read(session: Session, phone_id: str) -> PhoneView:
    return view(PhoneView, await _get(session, phone_id))


async def listing(session: Session, window: Window) -> Listing[PhoneView]:
    order = Order((col(Phone.name),))
    return await page(session, select(Phone), order, window, lambda row: view(PhoneView, row[0]))


async def _get(session: Session, phone_id: str) -> Phone:
    phone = await session.get(Phone, phone_id)
    if phone is None:
        raise NotFound(kind="phone", name=phone_id)
    return phone


async def _give(session: Session, phone: Phone, agent_id: str | None) -> None:
    if agent_id is not None:
        user = await session.get(User, agent_id)
        if user is None or Role.AGENT not in user.roles:
            raise NotFound(kind="agent", name=agent_id)
        held = (await session.exec(select(Phone).where(Phone.agent_id == agent_id))).first()
        if held is not None and held.id != phone.id:
            reason = f"the agent has the phone {held.name}"
            raise InUse(kind="agent", reason=reason)
    phone.agent_id = agent_id
