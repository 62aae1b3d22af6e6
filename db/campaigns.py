"""Knows the campaigns: a document becomes a queue, its members, and the numbers that it answers, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db import audits
from db.campaign_graphs import pin, release
from db.campaign_needs import demand
from db.conflicts import ChangedMeanwhile, IfMatchNeeded, InUse
from db.crews import set_crew, set_numbers
from db.diffs import text_diff
from db.pages import Listing, Order, Window, page
from db.scopes import campaign_in_sight, work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case
from db.views import view
from domain.access import Role, Who
from domain.errors import NotFound
from graphs.campaign import compile_campaign


@dataclass(frozen=True, slots=True)
class CampaignView:
    id: str
    name: str
    title: str
    on: bool
    zone: str
    process_hash: str | None
    ivr_hash: str | None
    text: str
    document: dict[str, Any]
    etag: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    id: str
    name: str
    title: str
    on: bool
    etag: int
    updated_at: datetime


async def put(
    session: Session, who: Who | None, text: str, document: dict[str, Any], if_match: int | None
) -> CampaignView:
    """Create or change the campaign of a sound document; new cases and calls follow the newest graphs.

    But those that the campaign is held to stay.
    """
    compiled = compile_campaign(document)
    await session.alone_with(f"campaign {compiled.name}")
    campaign = (await session.exec(select(Campaign).where(Campaign.name == compiled.name))).first()
    if campaign is None:
        campaign = Campaign(
            id=session.new_id(),
            name=compiled.name,
            title=compiled.title,
            text=text,
            document=document,
            updated_at=session.now,
            etag=0,
        )
    _refuse_lost_race(campaign, text, if_match)
    campaign.title, campaign.zone = compiled.title, compiled.zone
    campaign.text, campaign.document, campaign.tickets = text, document, compiled.tickets
    campaign.etag, campaign.updated_at = campaign.etag + 1, session.now
    await pin(session, campaign, compiled)
    await session.put(campaign)
    trusted = who is None or who.has(Role.ADMINISTRATOR)
    await set_numbers(session, campaign.id, compiled, trusted=trusted)
    await set_crew(session, campaign.id, compiled)
    audits.note(session, who, "campaign.put", campaign.name, etag=campaign.etag)
    session.record("campaign", "changed", campaign.id, campaign_id=campaign.id, etag=campaign.etag)
    return view(CampaignView, campaign)


async def read(session: Session, who: Who, name: str) -> CampaignView:
    """The campaign, if it is in sight."""
    query = select(Campaign).where(Campaign.name == name, campaign_in_sight(col(Campaign.id), who))
    return view(CampaignView, _found((await session.exec(query)).first(), name))


async def listing(session: Session, who: Who, window: Window) -> Listing[CampaignSummary]:
    """The campaigns in sight, by name."""
    query = select(Campaign).where(campaign_in_sight(col(Campaign.id), who))
    order = Order((col(Campaign.name),))
    return await page(session, query, order, window, lambda row: view(CampaignSummary, row[0]))


async def names_in_sight(session: Session, who: Who) -> Sequence[str]:
    """Names of the campaigns in sight."""
    query = select(Campaign.name).where(campaign_in_sight(col(Campaign.id), who))
    return (await session.exec(query.order_by(col(Campaign.name)))).all()


async def ids_of_work(session: Session, who: Who) -> frozenset[str]:
    """Ids of the campaigns whose customers and calls are in sight."""
    query = select(Campaign.id).where(work_in_sight(col(Campaign.id), who))
    return frozenset((await session.exec(query)).all())


async def remove(session: Session, who: Who, name: str, if_match: int | None) -> None:
    """Remove a campaign that is off and was never used; a used one is only switched off."""
    query = select(Campaign).where(Campaign.name == name).with_for_update()
    campaign = _found((await session.exec(query)).first(), name)
    _refuse_lost_race(campaign, None, if_match)
    if campaign.on:
        raise InUse(kind="campaign", reason="it is on; stop it first")
    for used in (Case.campaign_id, Call.campaign_id):
        if (await session.exec(select(used).where(used == campaign.id).limit(1))).first() is not None:
            raise InUse(kind="campaign", reason="it has cases or calls, which stay")
    await set_numbers(session, campaign.id, None)
    await set_crew(session, campaign.id, None)
    await release(session, campaign.id)
    await session.delete(campaign)
    audits.note(session, who, "campaign.removed", name)


async def switch(session: Session, who: Who, name: str, *, on: bool) -> CampaignView:
    """Switch a campaign on or off; on, it follows the newest graphs but for those that it is held to, and must
    have all that it needs.
    """
    query = select(Campaign).where(Campaign.name == name, campaign_in_sight(col(Campaign.id), who))
    campaign = _found((await session.exec(query.with_for_update())).first(), name)
    if on:
        compiled = compile_campaign(campaign.document)
        await pin(session, campaign, compiled)
        await demand(session, campaign, compiled)
    if campaign.on != on:
        campaign.on = on
        audits.note(session, who, "campaign.started" if on else "campaign.stopped", name)
        session.record("campaign", "started" if on else "stopped", campaign.id, campaign_id=campaign.id)
    session.add(campaign)
    return view(CampaignView, campaign)


def _refuse_lost_race(campaign: Campaign, text: str | None, if_match: int | None) -> None:
    if campaign.etag > 0 and if_match is None:
        raise IfMatchNeeded
    if if_match is None or if_match == campaign.etag:
        return
    theirs = view(CampaignView, campaign) if campaign.etag > 0 else None
    diff = text_diff(campaign.text if theirs else "", text or "", ("theirs", "yours"))
    raise ChangedMeanwhile(kind="campaign", theirs=theirs, yours={"text": text}, diff=diff)


def _found(campaign: Campaign | None, name: str) -> Campaign:
    if campaign is None:
        raise NotFound(kind="campaign", name=name)
    return campaign
