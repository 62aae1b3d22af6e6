"""Knows what was kept of the way of a call: its tree, and the orders that the switch was given on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db import call_list, graphs
from db.session import Session
from db.switch import result_of
from db.tables import Call, SwitchCommand
from db.version_refs import VersionRef, version_refs
from domain.access import Who
from domain.calls import CommandKind
from domain.errors import Refused
from graphs.ivr.replay import Ordered


class CallWithoutTree(Refused):
    """This call went through no IVR: its customer was dialled for an agent. Look at the replay of its case."""

    code = "call_without_tree"
    message_pl = "Ta rozmowa nie szła przez IVR: klienta wybrano dla agenta. Zobacz odtworzenie jego sprawy."


class CallForgotten(Refused):
    """What the switch was told in this call has been forgotten: it is too long ago."""

    code = "call_forgotten"
    message_pl = "Zapomniano już, co w tej rozmowie zlecono centrali: było to zbyt dawno."


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as it was kept; `text` is what the designer wrote of its version."""

    call_id: str
    version: VersionRef
    text: str
    canonical: dict[str, Any]
    began: datetime
    orders: tuple[Ordered, ...]


async def record(session: Session, who: Who, call_id: str) -> CallRecord:
    """What the switch was told to do with a call in sight, in its order."""
    await call_list.read(session, who, call_id)
    call = await session.get_one(Call, call_id)
    if call.ivr_hash is None:
        raise CallWithoutTree
    version = (await version_refs(session, [call.ivr_hash])).at(call.ivr_hash, call.started_at)
    written = await graphs.version(session, "ivr", version.name, version.number) if version.number else None
    mine = select(SwitchCommand).where(SwitchCommand.call_id == call_id)
    rows = (await session.exec(mine.order_by(col(SwitchCommand.number)))).all()
    if not rows and call.answered_at is not None and call.ended_at is not None:
        raise CallForgotten
    return CallRecord(
        call_id=call_id,
        version=version,
        text=written.text if written else "",
        canonical=await graphs.document(session, call.ivr_hash),
        began=call.started_at,
        orders=tuple(_ordered(row) for row in rows),
    )


def _ordered(row: SwitchCommand) -> Ordered:
    return Ordered(
        kind=CommandKind(row.kind),
        at=row.created_at,
        prompts=tuple(row.args.get("prompts", ())),
        result=None if row.result is None else result_of(row.result),
        done_at=row.done_at,
    )
