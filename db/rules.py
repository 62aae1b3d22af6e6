"""Knows what a campaign's document says to the database: the rules of its cases and of its dialling."""

from datetime import date, datetime, time

from db.people_named import people_named
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.graphs import GraphDocument
from domain.errors import NotFound
from domain.time import Span, at_wall
from graphs.campaign import Campaign as CampaignRules
from graphs.campaign import compile_campaign
from graphs.process import Process, Rules, compile_process

_campaigns: dict[str, tuple[int, CampaignRules]] = {}
_processes: dict[str, Process] = {}
"""By content hash: the same hash is the same process for ever."""


async def process_of(session: Session, graph_hash: str) -> Process:
    found = _processes.get(graph_hash)
    if found is None:
        stored = await session.get(GraphDocument, graph_hash)
        if stored is None:
            raise NotFound(kind="process", name=graph_hash)
        found = _processes[graph_hash] = compile_process(stored.body)
    return found


async def rules_of(session: Session, campaign: Campaign, process: Process) -> Rules:
    """What the campaign adds to its process."""
    return await rules_in(session, rules_of_campaign(campaign), process)


async def rules_in(session: Session, document: CampaignRules, process: Process) -> Rules:
    """What a campaign's document adds to its process; owners are named by e-mail, its first part, or name."""
    latest = document.records.latest_recontact
    return Rules(
        zone=document.zone,
        redial_after=document.dial.redial_after,
        owners=await _owners(session, process),
        latest=at_wall(datetime.combine(latest, time.max), document.zone).at
        if isinstance(latest, date)
        else None,
        within=latest if isinstance(latest, Span) else None,
    )


def rules_of_campaign(campaign: Campaign) -> CampaignRules:
    """The campaign's document, compiled once for each change of it."""
    known = _campaigns.get(campaign.id)
    if known is None or known[0] != campaign.etag:
        known = _campaigns[campaign.id] = campaign.etag, compile_campaign(campaign.document)
    return known[1]


async def rules_at(session: Session, campaign_id: str, etag: int) -> CampaignRules:
    """The document of a campaign that has this etag now."""
    known = _campaigns.get(campaign_id)
    if known is not None and known[0] == etag:
        return known[1]
    return rules_of_campaign(await session.get_one(Campaign, campaign_id))


async def _owners(session: Session, process: Process) -> dict[str, str]:
    """Who is named by each status; a name that several people have means none of them."""
    named = process.owner_names
    people = await people_named(session, set(named.values()))
    return {status: people[name][0] for status, name in named.items() if len(people[name]) == 1}
