"""Knows recordings as supervisors see them: whose talk it was, and the file that is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.case_beside import beside
from db.case_views import significant_of
from db.pages import Listing, Order, Window, page
from db.rules import rules_of_campaign
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case, Leg, Recording
from db.views import view
from domain.access import Who
from domain.errors import NotFound
from graphs.campaign.values import Shown


@dataclass(frozen=True, slots=True)
class RecordingView:
    """`state`: `running`, `kept` or `missing`. Name, length in seconds and bytes are known once the file is kept;
    `significant` are the fields that identify the record of the call's case.
    """

    id: str
    call_id: str
    campaign: str
    case_id: str | None
    agent_id: str | None
    state: str
    started_at: datetime
    ended_at: datetime | None
    name: str | None
    seconds: float | None
    size: int | None
    sha256: str | None
    significant: list[Shown]


@dataclass(frozen=True, slots=True)
class RecordingFilter:
    campaign: str | None = None
    case: str | None = None
    agent: str | None = None
    call: str | None = None


async def listing(
    session: Session, who: Who, wanted: RecordingFilter, window: Window
) -> Listing[RecordingView]:
    """The recordings in sight, the newest first."""
    query = _query(who)
    if wanted.campaign is not None:
        query = query.where(Campaign.name == wanted.campaign)
    if wanted.case is not None:
        query = query.where(Call.case_id == wanted.case)
    if wanted.agent is not None:
        query = query.where(Leg.agent_id == wanted.agent)
    if wanted.call is not None:
        query = query.where(Call.id == wanted.call)
    # Ids rise with time.
    order = Order((col(Recording.id),), descending=True)
    found: Listing[Any] = await page(session, query, order, window, lambda row: row)
    return Listing(await _views(session, found.items), found.next)


async def of_call(session: Session, who: Who, call_id: str, window: Window) -> Listing[RecordingView]:
    """The recordings of one call in sight."""
    seen = (Call.id == call_id, work_in_sight(col(Call.campaign_id), who))
    if (await session.exec(select(Call.id).where(*seen))).first() is None:
        raise NotFound(kind="call", name=call_id)
    return await listing(session, who, RecordingFilter(call=call_id), window)


async def kept(session: Session, who: Who, recording_id: str) -> RecordingView:
    """A recording in sight whose file is kept."""
    run: Any = session.exec
    mine = _query(who).where(Recording.id == recording_id, Recording.state == "kept")
    found = (await run(mine)).first()
    if found is None:
        raise NotFound(kind="recording", name=recording_id)
    return (await _views(session, [found]))[0]


def _query(who: Who) -> Any:
    return (
        select(Recording, Leg, Campaign, Case)
        .join(Leg, col(Leg.id) == col(Recording.id))
        .join(Call, col(Call.id) == col(Recording.call_id))
        .join(Campaign, col(Campaign.id) == col(Call.campaign_id))
        .join(Case, col(Case.id) == col(Call.case_id), isouter=True)
        .where(col(Leg.answered_at).is_not(None), work_in_sight(col(Call.campaign_id), who))
    )


async def _views(session: Session, found: Sequence[Any]) -> list[RecordingView]:
    told = await beside(session, [row[3].id for row in found if row[3] is not None])
    views: list[RecordingView] = []
    for recording, leg, campaign, case in (row[:4] for row in found):
        shown: list[Shown] = []
        if case is not None:
            shown = significant_of(case.fields, told[case.id].points or (), rules_of_campaign(campaign))
        of_case = {"campaign": campaign.name, "case_id": case and case.id, "significant": shown}
        talk = {"agent_id": leg.agent_id, "started_at": leg.answered_at, "ended_at": leg.ended_at}
        views.append(view(RecordingView, recording, **of_case, **talk))
    return views
