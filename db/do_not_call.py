"""Knows the numbers that must not be called or written to, by one campaign or by any (FCC-131, 160)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, or_, select

from db import audits
from db.pages import Listing, Order, Window, page
from db.scopes import work_in_sight
from db.session import Session
from db.tables.campaigns import Campaign, DoNotCall
from db.tables.cases import Case, ContactPoint
from db.views import view
from domain.access import Who
from domain.errors import NotFound, Refused

Scope = Literal["campaign", "global"]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A number on the list; without a campaign it holds for all. `by` is an id of a user, or `system`."""

    id: str
    number: str
    campaign: str | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BlockFilter:
    campaign: str | None = None
    number: str | None = None


class BlockedEverywhere(Refused):
    """This number is blocked for all campaigns. Only a manager or an administrator can take it off the list."""

    code = "blocked_everywhere"
    message_pl = "Ten numer jest zablokowany we wszystkich kampaniach. Zdjąć go może tylko kierownik lub administrator."


async def is_blocked(session: Session, number: str, campaign_id: str) -> bool:
    """Whether the campaign must not reach this number (E.164); ask in the transaction that decides to."""
    return (await session.exec(_holds(number, campaign_id).limit(1))).first() is not None


def blocked_case() -> ColumnElement[bool]:
    """A number of the case's contact is on the list for its campaign."""
    return exists().where(
        col(ContactPoint.contact_id) == col(Case.contact_id),
        col(ContactPoint.kind) == "phone",
        col(DoNotCall.number) == col(ContactPoint.value),
        or_(col(DoNotCall.campaign_id).is_(None), col(DoNotCall.campaign_id) == col(Case.campaign_id)),
    )


async def block(session: Session, case_id: str, scope: Scope, by: str = "system", reason: str = "") -> None:
    """Put all present numbers of the case's contact on the list; those that stand there stay as they are."""
    case = await session.get_one(Case, case_id)
    mine = (ContactPoint.contact_id == case.contact_id, ContactPoint.kind == "phone")
    campaign_id = case.campaign_id if scope == "campaign" else None
    for number in (await session.exec(select(ContactPoint.value).where(*mine))).all():
        await _put(session, number, campaign_id, (by, reason))


async def add(session: Session, who: Who, number: str, campaign: str | None, reason: str) -> BlockView:
    """Put a number on the list of a campaign in sight, or on that of all."""
    campaign_id = None if campaign is None else await _campaign(session, who, campaign)
    row = await _put(session, number, campaign_id, (who.user_id, reason))
    audits.note(session, who, "do_not_call.added", row.id, campaign=campaign)
    return view(BlockView, row, campaign=campaign)


async def remove(session: Session, who: Who, block_id: str) -> None:
    """Take a number off the list; `BlockedEverywhere` if that is not for this person to do."""
    query = select(DoNotCall).where(DoNotCall.id == block_id, _in_sight(who))
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound(kind="block", name=block_id)
    if row.campaign_id is None and not who.sees_everything:
        raise BlockedEverywhere
    await session.delete(row)
    audits.note(session, who, "do_not_call.removed", row.id)


async def listing(session: Session, who: Who, wanted: BlockFilter, window: Window) -> Listing[BlockView]:
    """The list as far as it is in sight, the newest first."""
    query: Any = (
        select(DoNotCall, col(Campaign.name))
        .join(Campaign, col(Campaign.id) == DoNotCall.campaign_id, isouter=True)
        .where(_in_sight(who))
    )
    if wanted.campaign is not None:
        query = query.where(Campaign.name == wanted.campaign)
    if wanted.number is not None:
        query = query.where(DoNotCall.number == wanted.number)
    order = Order((col(DoNotCall.at), col(DoNotCall.id)), descending=True)
    return await page(session, query, order, window, lambda row: view(BlockView, row[0], campaign=row[1]))


def _in_sight(who: Who) -> ColumnElement[bool]:
    return or_(col(DoNotCall.campaign_id).is_(None), work_in_sight(col(DoNotCall.campaign_id), who))


def _holds(number: str, campaign_id: str | None) -> Any:
    everywhere = col(DoNotCall.campaign_id).is_(None)
    here = everywhere if campaign_id is None else or_(everywhere, DoNotCall.campaign_id == campaign_id)
    return select(DoNotCall).where(DoNotCall.number == number, here)


async def _put(session: Session, number: str, campaign_id: str | None, told: tuple[str, str]) -> DoNotCall:
    same = (
        col(DoNotCall.campaign_id).is_(None) if campaign_id is None else DoNotCall.campaign_id == campaign_id
    )
    row = (await session.exec(select(DoNotCall).where(DoNotCall.number == number, same))).first()
    if row is None:
        by, reason = told
        row = DoNotCall(
            id=session.new_id(), number=number, campaign_id=campaign_id, reason=reason, by=by, at=session.now
        )
        await session.put(row)
    return row


async def _campaign(session: Session, who: Who, name: str) -> str:
    query = select(Campaign.id).where(Campaign.name == name, work_in_sight(col(Campaign.id), who))
    found = (await session.exec(query)).first()
    if found is None:
        raise NotFound(kind="campaign", name=name)
    return found
