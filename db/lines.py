"""Knows the way to the world: our numbers, and the trunks that reach others."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits
from db.conflicts import InUse, Taken
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Campaign, Number, Trunk
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number of ours; `verified` ones may be presented as caller id."""

    number: str
    campaign: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class TrunkView:
    name: str
    host: str
    port: int
    max_channels: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewTrunk:
    name: str
    host: str
    port: int
    max_channels: int


async def add_number(session: Session, who: Who | None, e164: str, *, verified: bool) -> NumberView:
    """A number that calls come in on; known ones are refused."""
    if await session.get(Number, e164) is not None:
        raise Taken(kind="number", name=e164)
    await session.put(Number(e164=e164, verified=verified))
    audits.note(session, who, "number.added", e164, verified=verified)
    return NumberView(e164, None, verified)


async def remove_number(session: Session, who: Who, e164: str) -> None:
    """Forget a number that no campaign uses."""
    number = await session.get(Number, e164)
    if number is None:
        raise NotFound(kind="number", name=e164)
    if number.campaign_id is not None:
        raise InUse(kind="number", reason="a campaign answers it")
    await session.delete(number)
    audits.note(session, who, "number.removed", e164)


async def numbers(session: Session, window: Window) -> Listing[NumberView]:
    """Our numbers with the campaigns that answer them."""
    query = select(Number, col(Campaign.name)).join(
        Campaign, col(Campaign.id) == Number.campaign_id, isouter=True
    )
    order = Order((col(Number.e164),))
    return await page(
        session, query, order, window, lambda row: NumberView(row[0].e164, row[1], row[0].verified)
    )


async def put_trunk(session: Session, who: Who | None, new: NewTrunk) -> TrunkView:
    """Add a trunk, or change the one of that name."""
    trunk = await session.get(Trunk, new.name)
    if trunk is None:
        trunk = Trunk(name=new.name, host=new.host, created_at=session.now)
    trunk.host, trunk.port, trunk.max_channels = new.host, new.port, new.max_channels
    await session.put(trunk)
    audits.note(session, who, "trunk.set", new.name, host=new.host, port=new.port)
    return view(TrunkView, trunk)


async def remove_trunk(session: Session, who: Who, name: str) -> None:
    trunk = await session.get(Trunk, name)
    if trunk is None:
        raise NotFound(kind="trunk", name=name)
    await session.delete(trunk)
    audits.note(session, who, "trunk.removed", name)


async def trunks(session: Session, window: Window) -> Listing[TrunkView]:
    order = Order((col(Trunk.name),))
    return await page(session, select(Trunk), order, window, lambda row: view(TrunkView, row[0]))


async def verified_numbers(session: Session) -> set[str]:
    """Our numbers that may be presented as caller id."""
    return set((await session.exec(select(Number.e164).where(col(Number.verified)))).all())
