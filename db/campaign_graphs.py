"""Knows which version of its process and of its IVR a campaign is on: the newest, one it is held to, or two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlmodel import col, select

from db import audits, graphs
from db.campaign_needs import unknown_queues
from db.conflicts import check_etag
from db.scopes import campaign_in_sight
from db.session import Session
from db.tables import Campaign, CampaignGraph, GraphVersion
from domain.access import Who
from domain.errors import Conflict, Invalid, NotFound, Problem
from graphs.campaign import Campaign as Compiled
from routing.split import takes_second

Kind = Literal["process", "ivr"]
KINDS: tuple[Kind, Kind] = ("process", "ivr")


class SplitRuns(Conflict):
    """This campaign runs two versions of its {kind}. End the split first, by promoting the second or dropping it."""

    code = "split_runs"
    message_pl = (
        "Ta kampania prowadzi dwie wersje naraz ({kind}). Najpierw zakończ podział: wybierz jedną z nich."
    )


@dataclass(frozen=True, slots=True)
class GraphInForce:
    """Which version what is new gets; `number` is 0 where none is published. `held`: it stays when others are
    published. While `percent` is not 0, that share of what is new gets the version `second`.
    """

    kind: Kind
    name: str
    number: int
    hash: str | None
    newest: int
    held: bool
    percent: int
    second: int | None


@dataclass(frozen=True, slots=True)
class CampaignGraphsView:
    campaign: str
    on: bool
    etag: int
    graphs: list[GraphInForce]


async def pin(session: Session, campaign: Campaign, compiled: Compiled) -> None:
    """What is new gets the newest versions, but for those that the campaign is held to."""
    campaign.process_hash = await _pinned(session, campaign, "process", compiled.process)
    campaign.ivr_hash = compiled.ivr and await _pinned(session, campaign, "ivr", compiled.ivr)


async def _pinned(session: Session, campaign: Campaign, kind: Kind, name: str) -> str | None:
    held = await session.get(CampaignGraph, (campaign.id, kind))
    if held is not None and held.name == name:
        return held.hash
    if held is not None:
        await session.delete(held)
        await session.flush()
    return (await graphs.newest_hashes(session, kind)).get(name)


async def release(session: Session, campaign_id: str) -> None:
    """The campaign is not held to anything any more."""
    for kind in KINDS:
        held = await session.get(CampaignGraph, (campaign_id, kind))
        if held is not None:
            await session.delete(held)
    await session.flush()


async def hash_for(session: Session, campaign: Campaign, kind: Kind, key: str) -> str | None:
    """The version that something new of this id gets (EXT-39)."""
    held = await session.get(CampaignGraph, (campaign.id, kind))
    if held is not None and held.percent and takes_second(key, held.percent):
        return held.second_hash
    return campaign.process_hash if kind == "process" else campaign.ivr_hash


async def read(session: Session, who: Who, name: str) -> CampaignGraphsView:
    """Which versions a campaign in sight is on."""
    return await view_of(session, await in_sight(session, who, name))


async def choose(
    session: Session, who: Who, name: str, wanted: Mapping[Kind, int | None], if_match: int | None
) -> CampaignGraphsView:
    """What is new gets these versions and the campaign is held to them; None: it follows the newest, from now on.

    Cases and calls that there are keep theirs.
    """
    campaign = await in_sight(session, who, name, lock=True)
    check_etag(campaign.etag, if_match, await view_of(session, campaign))
    for kind, number in wanted.items():
        held = await session.get(CampaignGraph, (campaign.id, kind))
        if held is not None and held.percent:
            raise SplitRuns(kind=kind)
        version = await version_of(session, campaign, kind, number)
        if number is not None:
            await hold(session, campaign, version)
        elif held is not None:
            await session.delete(held)
            await session.flush()
        set_hash(campaign, kind, version.hash)
    changed(session, campaign)
    audits.note(session, who, "campaign.versions_chosen", campaign.name, **dict(wanted))
    return await view_of(session, campaign)


async def hold(session: Session, campaign: Campaign, version: GraphVersion) -> CampaignGraph:
    """The campaign stays with this version, and with no second one."""
    row = await session.get(CampaignGraph, (campaign.id, version.kind)) or CampaignGraph(
        campaign_id=campaign.id, kind=version.kind, name="", number=0, hash=""
    )
    row.name, row.number, row.hash = version.name, version.number, version.hash
    row.percent, row.second_number, row.second_hash, row.split_at = 0, None, None, None
    await session.put(row)
    return row


async def in_sight(session: Session, who: Who, name: str, *, lock: bool = False) -> Campaign:
    query = select(Campaign).where(Campaign.name == name, campaign_in_sight(col(Campaign.id), who))
    campaign = (await session.exec(query.with_for_update() if lock else query)).first()
    if campaign is None:
        raise NotFound(kind="campaign", name=name)
    return campaign


def named_by(campaign: Campaign, kind: Kind) -> str:
    """The name of the graph that the campaign's document names."""
    name = campaign.document.get(kind)
    if name is None:
        problem = Problem(
            "campaign_without_ivr",
            "The campaign names no IVR in its document.",
            "Kampania nie podaje w dokumencie żadnego IVR.",
            field=kind,
        )
        raise Invalid([problem])
    return str(name)


async def version_of(session: Session, campaign: Campaign, kind: Kind, number: int | None) -> GraphVersion:
    """A version of the graph that the campaign names, the newest without a number; one whose callers would come
    into queues that do not exist is refused.
    """
    name = named_by(campaign, kind)
    mine = select(GraphVersion).where(GraphVersion.kind == kind, GraphVersion.name == name)
    if number is not None:
        mine = mine.where(GraphVersion.number == number)
    found = (await session.exec(mine.order_by(col(GraphVersion.number).desc()).limit(1))).first()
    if found is None:
        raise NotFound(kind=kind, name=name if number is None else f"{name} version {number}")
    problems = await unknown_queues(session, found.hash) if kind == "ivr" else []
    if problems:
        raise Invalid(problems)
    return found


def set_hash(campaign: Campaign, kind: Kind, graph_hash: str) -> None:
    if kind == "process":
        campaign.process_hash = graph_hash
    else:
        campaign.ivr_hash = graph_hash


def changed(session: Session, campaign: Campaign) -> None:
    """What others read of the campaign is not what it was."""
    campaign.etag, campaign.updated_at = campaign.etag + 1, session.now
    session.add(campaign)
    session.record("campaign", "changed", campaign.id, campaign_id=campaign.id, etag=campaign.etag)


async def view_of(session: Session, campaign: Campaign) -> CampaignGraphsView:
    found = [
        await in_force(session, campaign, kind) for kind in KINDS if campaign.document.get(kind) is not None
    ]
    return CampaignGraphsView(campaign.name, campaign.on, campaign.etag, found)


async def in_force(session: Session, campaign: Campaign, kind: Kind) -> GraphInForce:
    name = named_by(campaign, kind)
    held = await session.get(CampaignGraph, (campaign.id, kind))
    graph_hash = campaign.process_hash if kind == "process" else campaign.ivr_hash
    numbers = await _numbers(session, kind, name)
    held = held if held is not None and held.name == name else None
    number = max((n for n, hash_ in numbers.items() if hash_ == graph_hash), default=0)
    return GraphInForce(
        kind=kind,
        name=name,
        number=number if held is None else held.number,
        hash=graph_hash,
        newest=max(numbers, default=0),
        held=held is not None,
        percent=0 if held is None else held.percent,
        second=held and held.second_number,
    )


async def _numbers(session: Session, kind: Kind, name: str) -> dict[int, str]:
    query = select(GraphVersion.number, GraphVersion.hash)
    found = await session.exec(query.where(GraphVersion.kind == kind, GraphVersion.name == name))
    return dict(found.all())
