"""Routes of /campaigns: their documents, and their switch."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.access import CampaignReader, CampaignSwitcher, CampaignWriter
from api.checking import checked, text_of
from api.forms import Name, Tagged, Versioned
from api.pages import Page, Paging, page_of
from api.route import DOCUMENT_BODY, Document, Ports, Route, RouteDocument, Unit, View, Write
from api.services import Services
from db import campaigns
from db.campaigns import CampaignSummary, CampaignView
from domain.access import Who
from domain.errors import Invalid, Unavailable
from domain.ids import CampaignId

router = APIRouter(prefix="/campaigns", tags=["campaigns"], route_class=Route)
documents = APIRouter(prefix="/campaigns", tags=["campaigns"], route_class=RouteDocument)
writing = APIRouter(prefix="/campaigns", tags=["campaigns"], route_class=Write)


@dataclass(frozen=True, slots=True)
class Written:
    """Which campaign is written, and by whom."""

    name: str
    who: Who


async def _written(name: Name, who: CampaignWriter) -> Written:
    return Written(name, who)


Writer = Annotated[Written, Depends(_written)]


@router.get("")
async def list_campaigns(who: CampaignReader, session: View, window: Paging) -> Page[CampaignSummary]:
    """The campaigns in sight, by name."""
    return page_of(await campaigns.listing(session, who, window))


@router.get("/{name}")
async def read_campaign(name: str, who: CampaignReader, session: View, version: Tagged) -> CampaignView:
    """One campaign: its document as written and as understood, and whether it is on."""
    found = await campaigns.read(session, who, name)
    return version.tag(found.etag, found)


@documents.put("/{name}", openapi_extra=DOCUMENT_BODY)
async def put_campaign(
    writer: Writer, request: Request, body: Document, version: Versioned, ports: Ports
) -> CampaignView:
    """Create or change a campaign: queue, members and numbers follow its document, all or nothing."""
    text = text_of(body, request.headers.get("content-type", ""))
    found = await checked(ports.database, text, "campaign", writer.name)
    document = found.canonical
    if document is None:
        raise Invalid(found.problems)
    put = await ports.database.run(
        lambda session: campaigns.put(session, writer.who, text, document, version.read)
    )
    return version.tag(put.etag, put)


@writing.delete("/{name}", status_code=204)
async def remove_campaign(name: str, who: CampaignWriter, session: Unit, version: Versioned) -> None:
    """Remove a campaign that was never used."""
    await campaigns.remove(session, who, name, version.read)


@router.post("/{name}/start")
async def start_campaign(name: str, who: CampaignSwitcher, ports: Ports) -> CampaignView:
    """Switch the campaign on, or say everything that it lacks."""
    return await _switch(ports, who, name, on=True)


@router.post("/{name}/stop")
async def stop_campaign(name: str, who: CampaignSwitcher, ports: Ports) -> CampaignView:
    """Switch the campaign off: it takes and makes no calls; those that stand go on."""
    return await _switch(ports, who, name, on=False)


async def _switch(ports: Services, who: Who, name: str, *, on: bool) -> CampaignView:
    async with ports.database.read() as session:
        before = (await campaigns.read(session, who, name)).on
    switched = await ports.database.run(lambda session: campaigns.switch(session, who, name, on=on))
    campaign_id = CampaignId(switched.id)
    try:
        await (ports.work.start_campaign(campaign_id) if on else ports.work.stop_campaign(campaign_id))
    except Unavailable:
        # Its workflow reads the switch, and ends by itself when it says off; without one it must not say on.
        if on:
            await ports.database.run(lambda session: campaigns.switch(session, who, name, on=before))
            raise
    return switched
