"""Knows the messages that were sent or tried, as they were rendered, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.effect_words import words_of
from db.pages import Listing, Order, Window, page
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Campaign, Case, Effect, Message
from db.tables.services import Service
from db.views import view
from domain.access import Who
from domain.effects import EffectState
from domain.errors import NotFound
from domain.services import OutsideService, ServiceKind
from graphs.words import Words


@dataclass(frozen=True, slots=True)
class MessageView:
    """`state` unknown: whether it arrived cannot be told, and it is not repeated. `words` say how it ended and why,
    `reference` is what the other side calls it."""

    id: str
    case_id: str | None
    campaign: str | None
    channel: str
    sender: str
    recipient: str
    subject: str
    body: str
    state: str
    words: Words
    reference: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageFilter:
    case: str | None = None
    channel: str | None = None
    state: str | None = None


async def listing(session: Session, who: Who, wanted: MessageFilter, window: Window) -> Listing[MessageView]:
    """The messages in sight that pass the filter, the newest first."""
    query = _query(who)
    columns = {"case": Message.case_id, "channel": Message.channel, "state": Message.state}
    for name, column in columns.items():
        if getattr(wanted, name) is not None:
            query = query.where(col(column) == getattr(wanted, name))
    order = Order((col(Message.at), col(Message.id)), descending=True)
    return await page(session, query, order, window, _view)


async def parcel_of(session: Session, who: Who, message_id: str) -> tuple[OutsideService, str]:
    """The courier that has this parcel, and its reference; NotFound unless one was ordered there."""
    run: Any = session.exec
    parcels = _query(who).where(Message.id == message_id, Effect.kind == ServiceKind.COURIER)
    found = (await run(parcels.where(Effect.state == EffectState.CONFIRMED))).first()
    effect: Effect | None = found and found[2]
    row = await session.get(Service, effect.args["service"]) if effect is not None else None
    if effect is None or row is None:
        raise NotFound(kind="parcel", name=message_id)
    service = OutsideService(row.name, ServiceKind(row.kind), row.adapter, row.options)
    return service, effect.provider_ref or ""


async def read(session: Session, who: Who, message_id: str) -> MessageView:
    """One message, if it is in sight."""
    run: Any = session.exec
    found = (await run(_query(who).where(Message.id == message_id))).first()
    if found is None:
        raise NotFound(kind="message", name=message_id)
    return _view(found)


def _query(who: Who) -> Any:
    return (
        select(Message, col(Campaign.name), Effect)
        .join(Effect, col(Effect.key) == Message.effect_key, isouter=True)
        .join(Case, col(Case.id) == Message.case_id, isouter=True)
        .join(Campaign, col(Campaign.id) == Case.campaign_id, isouter=True)
        .where(work_in_sight(col(Case.campaign_id), who))
    )


def _view(found: Any) -> MessageView:
    message, campaign, effect = found[:3]
    return view(
        MessageView,
        message,
        campaign=campaign,
        words=words_of(message.state, effect and effect.result),
        reference=effect and effect.provider_ref,
    )
