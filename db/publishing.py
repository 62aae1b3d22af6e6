"""Knows how a draft becomes a version, and which campaigns a new version reaches, when."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import col, func, select

from db import graphs, reviews
from db.campaign_graphs import KINDS, GraphInForce, Kind, in_force
from db.graphs import Publication, VersionView
from db.scopes import campaign_in_sight
from db.session import Session
from db.tables import Campaign, Case, Draft
from domain.access import Who

Reach = Literal["now", "at_start", "held", "split"]


@dataclass(frozen=True, slots=True)
class CampaignUse:
    """A campaign that names a graph: `number` and `hash` are what its new cases or calls get (0: none).

    `reach` is how the version that was asked about comes to them: it is there `now`, to a share of them (`split`),
    comes `at_start` of the campaign, or not while the campaign is `held`. `keeping`: its open cases that keep another
    version, always.
    """

    campaign: str
    on: bool
    number: int
    hash: str | None
    reach: Reach
    keeping: int


async def publish_draft(
    session: Session, who: Who, new: Publication, etag: int, *, four_eyes: bool
) -> VersionView:
    """The version of this draft, which was read at `etag`; without news there is nothing to approve."""
    ref = (new.kind, new.name)
    await session.alone_with(f"graph {new.kind} {new.name}")
    if (await graphs.read(session, *ref)).hash != new.hash:
        await reviews.demand(session, ref, etag, needed=four_eyes or reviews.RULE in new.canonical)
    version = await graphs.publish(session, who, new)
    draft = await session.get(Draft, ref)
    if draft is not None and draft.etag == etag:
        await reviews.settle(session, ref)
    return version


async def uses(session: Session, who: Who, version: VersionView) -> list[CampaignUse]:
    """The campaigns in sight that name the graph of a version, by name."""
    if version.kind not in KINDS:
        return []
    kind = version.kind
    named = select(Campaign).where(
        col(Campaign.document)[kind].as_string() == version.name, campaign_in_sight(col(Campaign.id), who)
    )
    found = (await session.exec(named.order_by(col(Campaign.name)))).all()
    return [await _use(session, campaign, kind, version) for campaign in found]


async def _use(session: Session, campaign: Campaign, kind: Kind, version: VersionView) -> CampaignUse:
    there = await in_force(session, campaign, kind)
    return CampaignUse(
        campaign=campaign.name,
        on=campaign.on,
        number=there.number,
        hash=there.hash,
        reach=_reach(there, version),
        keeping=await _keeping(session, campaign, version) if kind == "process" else 0,
    )


def _reach(there: GraphInForce, version: VersionView) -> Reach:
    if there.hash == version.hash:
        return "now"
    if there.percent and there.second == version.number:
        return "split"
    return "held" if there.held else "at_start"


async def _keeping(session: Session, campaign: Campaign, version: VersionView) -> int:
    mine = select(func.count()).where(
        Case.campaign_id == campaign.id,
        col(Case.finished).is_(False),
        Case.process_hash != version.hash,
    )
    return (await session.exec(mine)).one()
