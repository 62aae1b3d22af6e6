"""Routes of /phones: SIP phones; the secret of each is shown once."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import Administrator
from api.forms import Form, Line, Name
from api.pages import Page, Paging, page_of
from api.route import Route, Unit, View, Write
from db import phones
from db.phones import PhoneChange, PhoneView

router = APIRouter(prefix="/phones", tags=["phones"], route_class=Route)
writing = APIRouter(prefix="/phones", tags=["phones"], route_class=Write)


class PhoneForm(Form):
    """A new phone; by default its name cannot be guessed. `last_resort` rings when nothing else can."""

    name: Name | None = None
    agent_id: Line | None = None
    last_resort: bool = False


class PhoneChangeForm(Form):
    """Who sits at the phone now; null is nobody."""

    agent_id: Line | None
    last_resort: bool = False


class PhoneMade(BaseModel):
    """A phone; `secret` is its SIP password, shown in this answer only."""

    id: str
    name: str
    agent_id: str | None
    secret: str | None


@writing.post("", status_code=201)
async def add_phone(form: PhoneForm, who: Administrator, session: Unit) -> PhoneMade:
    """Add a phone, and give it to an agent."""
    wanted = PhoneChange(form.agent_id, form.last_resort)
    made, secret = await phones.create(session, who, form.name, wanted)
    return PhoneMade(id=made.id, name=made.name, agent_id=made.agent_id, secret=secret)


@router.get("")
async def list_phones(who: Administrator, session: View, window: Paging) -> Page[PhoneView]:
    """All phones, by name."""
    return page_of(await phones.listing(session, window))


@router.get("/{phone_id}")
async def read_phone(phone_id: str, who: Administrator, session: View) -> PhoneView:
    """One phone."""
    return await phones.read(session, phone_id)


@writing.patch("/{phone_id}")
async def change_phone(phone_id: str, form: PhoneChangeForm, who: Administrator, session: Unit) -> PhoneView:
    """Give a phone to another agent, or to nobody."""
    return await phones.change(session, who, phone_id, PhoneChange(form.agent_id, form.last_resort))


@writing.delete("/{phone_id}", status_code=204)
async def remove_phone(phone_id: str, who: Administrator, session: Unit) -> None:
    """Remove a phone."""
    await phones.remove(session, who, phone_id)
