"""Knows campaigns that run two versions at once: who gets which, and how each does (EXT-39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import col, func, select

from db import audits
from db.campaign_graphs import KINDS, Kind, changed, hold, in_force, in_sight, set_hash, version_of
from db.conflicts import check_etag
from db.session import Session
from db.tables import Call, Campaign, CampaignGraph, Case
from domain.access import Who
from domain.errors import Conflict, Invalid, NotFound, Problem

Ending = Literal["promote", "drop"]


class NoSplit(Conflict):
    """This campaign runs one version of its {kind}. Begin a split before you end it."""

    code = "no_split"
    message_pl = "Ta kampania prowadzi jedną wersję ({kind}). Najpierw rozpocznij podział."


@dataclass(frozen=True, slots=True)
class Share:
    """A version of a split: how many cases (of an IVR: calls) began with it since then, and how many of them are
    a success (of calls: came to a talk).
    """

    version: int
    hash: str
    count: int
    successes: int


@dataclass(frozen=True, slots=True)
class Split:
    """`percent` of what is new gets the `second` version, the rest the `first`."""

    name: str
    percent: int
    since: datetime
    first: Share
    second: Share


@dataclass(frozen=True, slots=True)
class SplitView:
    campaign: str
    etag: int
    process: Split | None
    ivr: Split | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which version a share of what is new should get; `percent` from 1 to 99."""

    version: int
    percent: int


async def read(session: Session, who: Who, name: str) -> SplitView:
    """What a campaign in sight runs side by side, with what came of it."""
    return await _view(session, await in_sight(session, who, name))


async def put(
    session: Session, who: Who, name: str, wanted: Mapping[Kind, Wanted], if_match: int | None
) -> SplitView:
    """Run these second versions beside those in force; a split whose share alone is changed goes on counting.

    The campaign is held to the first version until the split ends. A split that is not named stays.
    """
    campaign = await _locked(session, who, name, if_match)
    for kind, share in wanted.items():
        await _split(session, campaign, kind, share)
    changed(session, campaign)
    told = {kind: f"{share.version}: {share.percent}%" for kind, share in wanted.items()}
    audits.note(session, who, "campaign.split", campaign.name, **told)
    return await _view(session, campaign)


async def end(
    session: Session, who: Who, name: str, endings: Mapping[Kind, Ending], if_match: int | None
) -> SplitView:
    """`promote`: everything new gets the second version; `drop`: the first. The campaign is held to that one.

    Cases and calls that there are keep theirs.
    """
    campaign = await _locked(session, who, name, if_match)
    for kind, ending in endings.items():
        row = await session.get(CampaignGraph, (campaign.id, kind))
        if row is None or not row.percent:
            raise NoSplit(kind=kind)
        number = row.second_number if ending == "promote" else row.number
        version = await version_of(session, campaign, kind, number)
        await hold(session, campaign, version)
        set_hash(campaign, kind, version.hash)
    changed(session, campaign)
    audits.note(session, who, "campaign.split_ended", campaign.name, **dict(endings))
    return await _view(session, campaign)


async def _locked(session: Session, who: Who, name: str, if_match: int | None) -> Campaign:
    campaign = await in_sight(session, who, name, lock=True)
    check_etag(campaign.etag, if_match, await _view(session, campaign))
    return campaign


async def _split(session: Session, campaign: Campaign, kind: Kind, wanted: Wanted) -> None:
    first = await in_force(session, campaign, kind)
    if first.number == 0:
        raise NotFound(kind=kind, name=first.name)
    second = await version_of(session, campaign, kind, wanted.version)
    if second.hash == first.hash:
        raise Invalid([_same(kind)])
    row = await session.get(CampaignGraph, (campaign.id, kind))
    if row is None or row.second_hash != second.hash:
        row = await hold(session, campaign, await version_of(session, campaign, kind, first.number))
        row.split_at = session.now
    row.percent, row.second_number, row.second_hash = wanted.percent, second.number, second.hash
    await session.put(row)


async def _view(session: Session, campaign: Campaign) -> SplitView:
    found = {kind: await _told(session, campaign, kind) for kind in KINDS}
    return SplitView(campaign.name, campaign.etag, found["process"], found["ivr"])


async def _told(session: Session, campaign: Campaign, kind: Kind) -> Split | None:
    row = await session.get(CampaignGraph, (campaign.id, kind))
    if row is None or not row.percent or row.split_at is None:
        return None
    count = _cases if kind == "process" else _calls
    found = await count(session, campaign.id, row.split_at)
    first = found.get(row.hash, (0, 0))
    second = found.get(row.second_hash or "", (0, 0))
    return Split(
        name=row.name,
        percent=row.percent,
        since=row.split_at,
        first=Share(row.number, row.hash, *first),
        second=Share(row.second_number or 0, row.second_hash or "", *second),
    )


Counts = dict[str, tuple[int, int]]
"""How many there are of each version, and how many of these succeeded."""


async def _cases(session: Session, campaign_id: str, since: datetime) -> Counts:
    query = select(Case.process_hash, func.count(), func.count(col(Case.credited_to)))
    mine = query.where(Case.campaign_id == campaign_id, Case.created_at >= since)
    found = await session.exec(mine.group_by(Case.process_hash))
    return {graph: (count, successes) for graph, count, successes in found}


async def _calls(session: Session, campaign_id: str, since: datetime) -> Counts:
    query = select(Call.ivr_hash, func.count(), func.count(col(Call.bridged_at)))
    mine = query.where(Call.campaign_id == campaign_id, Call.started_at >= since)
    found = await session.exec(mine.group_by(Call.ivr_hash))
    return {graph: (count, talks) for graph, count, talks in found if graph is not None}


def _same(kind: Kind) -> Problem:
    return Problem(
        "split_same",
        "This is the version that the campaign is on already. Name another.",
        "To wersja, na której kampania już jest. Podaj inną.",
        field=f"{kind}.version",
    )
