"""Knows what is forgotten once it is done and old: events, facts that were delivered, answered orders, receipts.

The oldest are looked at first, by keys that grow with time, so that a look costs little however large the tables are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, delete, func, select

from db.session import Database, Session
from db.tables.calls import Call, SwitchCommand
from db.tables.effects import Outbox
from db.tables.events import Event
from db.tables.services import SmsReceipt
from domain.ids import uuid7

BATCH = 1_000
_ASKED_FOR = timedelta(days=7)
"""Receipts are asked for while their message is in doubt, three days at most."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long each is kept after it happened or was done."""

    events: timedelta
    facts: timedelta
    orders: timedelta


async def forget(database: Database, keep: Keep) -> int:
    """Delete some of what is done and old, in a short unit for each table; how many rows that were (0: all is done)."""
    events = await database.run(lambda session: _events(session, session.now - keep.events))
    facts = await database.run(lambda session: _facts(session, session.now - keep.facts))
    orders = await database.run(lambda session: _orders(session, session.now - keep.orders))
    receipts = await database.run(_receipts)
    return events + facts + orders + receipts


async def _events(session: Session, before: datetime) -> int:
    """The newest stays, whatever its age: the numbers of those that follow must go on from it."""
    newest = (await session.exec(select(func.max(Event.seq)))).one() or 0
    oldest = select(Event.seq, Event.at).where(col(Event.seq) < newest).order_by(col(Event.seq))
    old = [seq for seq, at in await session.exec(oldest.limit(BATCH)) if at < before]
    return await session.change(delete(Event).where(col(Event.seq).in_(old)))


async def _facts(session: Session, before: datetime) -> int:
    """Delivered ones alone."""
    done = (col(Outbox.id) < _first_id(before), col(Outbox.delivered_at) < before)
    oldest = select(Outbox.id).where(*done).order_by(col(Outbox.id)).limit(BATCH)
    return await session.change(delete(Outbox).where(col(Outbox.id).in_(oldest)))


async def _orders(session: Session, before: datetime) -> int:
    """Those whose workflow was told the result, of calls that are over."""
    over: Any = (
        select(Call.id)
        .join(SwitchCommand, col(SwitchCommand.call_id) == col(Call.id))
        .where(col(Call.id) < _first_id(before), col(Call.ended_at) < before, SwitchCommand.state == "sent")
        .order_by(col(Call.id))
        .limit(BATCH)
    )
    told = (col(SwitchCommand.call_id).in_(over), col(SwitchCommand.state) == "sent")
    return await session.change(delete(SwitchCommand).where(*told))


async def _receipts(session: Session) -> int:
    """Nobody asks for them once the longest doubt is over."""
    return await session.change(delete(SmsReceipt).where(col(SmsReceipt.at) < session.now - _ASKED_FOR))


def _first_id(at: datetime) -> str:
    """No id that was made at that moment or later is smaller."""
    return uuid7(int(at.timestamp() * 1000), 0)
