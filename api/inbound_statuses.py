"""Routes of /inbound-call-statuses: the dictionary of what customers who call may want."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import CampaignReader, CampaignWriter
from api.forms import Form, Line, Name, Tagged, Versioned
from api.pages import ListQuery, Page, page_of
from api.route import Route, Unit, View, Write
from db import inbound_statuses
from db.inbound_statuses import InboundStatusChange, InboundStatusView

router = APIRouter(prefix="/inbound-call-statuses", tags=["dictionaries"], route_class=Route)
writing = APIRouter(prefix="/inbound-call-statuses", tags=["dictionaries"], route_class=Write)


class InboundStatusForm(Form):
    """A new entry: `name` stands in processes and calls for ever, `title` is what people read."""

    name: Name
    title: Line


class InboundStatusChangeForm(Form):
    """What is to change. A retired entry stands in no new version of a process."""

    title: Line | None = None
    retired: bool | None = None


class InboundStatusQuery(ListQuery):
    retired: bool | None = None


@writing.post("", status_code=201)
async def add_inbound_status(
    form: InboundStatusForm, who: CampaignWriter, session: Unit, version: Tagged
) -> InboundStatusView:
    """Add an entry; processes name it afterwards."""
    added = await inbound_statuses.add(session, who, form.name, form.title)
    return version.tag(added.etag, added)


@router.get("")
async def list_inbound_statuses(
    who: CampaignReader, session: View, asked: Annotated[InboundStatusQuery, Query()]
) -> Page[InboundStatusView]:
    """The entries, by name; also retired ones, unless asked otherwise."""
    return page_of(await inbound_statuses.listing(session, asked.window, asked.retired))


@router.get("/{name}")
async def read_inbound_status(
    name: str, who: CampaignReader, session: View, version: Tagged
) -> InboundStatusView:
    """One entry, retired or not."""
    found = await inbound_statuses.read(session, name)
    return version.tag(found.etag, found)


@writing.patch("/{name}")
async def change_inbound_status(
    name: str, form: InboundStatusChangeForm, version: Versioned, who: CampaignWriter, session: Unit
) -> InboundStatusView:
    """Rename what people read, retire an entry, or take it back into use."""
    change = InboundStatusChange(form.title, form.retired)
    changed = await inbound_statuses.change(session, who, name, change, version.read)
    return version.tag(changed.etag, changed)
