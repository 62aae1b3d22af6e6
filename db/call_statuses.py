"""Knows what an inbound call was about: which statuses its process offers, and which one was chosen (SYS-P-10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import call_list, inbound_statuses
from db.calls import locked_call, tell_screens
from db.case_changes import write_change
from db.rules import process_of
from db.session import Session
from db.tables import Case
from domain.access import Who
from domain.errors import Conflict, Invalid, Problem


class CallNotInbound(Conflict):
    """Only inbound calls have such a status; this call is {direction}."""

    code = "call_not_inbound"
    message_pl = "Taki status mają tylko połączenia przychodzące, a to jest {direction}."


class NoInboundStatuses(Conflict):
    """The process of this call offers no inbound call statuses. Its designer names them in the process."""

    code = "no_inbound_statuses"
    message_pl = (
        "Proces tego połączenia nie ma statusów połączeń przychodzących. Podaje je projektant w procesie."
    )


@dataclass(frozen=True, slots=True)
class InboundStatusChoice:
    """A status that a call may get; `title` is as the dictionary has it now."""

    status: str
    title: str


async def choices(session: Session, who: Who, call_id: str) -> list[InboundStatusChoice]:
    """What may be chosen for a call, in the order of its process; nothing for a call that is not inbound."""
    call = (await call_list.read(session, who, call_id)).call
    names = await _offered(session, call.case_id) if call.direction == "inbound" else ()
    titles = await inbound_statuses.titles(session, names)
    return [InboundStatusChoice(name, titles.get(name, name)) for name in names]


async def choose(session: Session, who: Who, call_id: str, status: str) -> None:
    """Say what the customer wanted: agents of their own calls, others of any in sight. The case's history tells it."""
    seen = await call_list.in_hand(session, who, call_id)
    if seen.direction != "inbound":
        raise CallNotInbound(direction=seen.direction)
    offered = await _offered(session, seen.case_id)
    if not offered:
        raise NoInboundStatuses
    if status not in offered:
        raise Invalid([_not_offered(offered)])
    call = await locked_call(session, call_id)
    if call is None or call.inbound_status == status:
        return
    call.inbound_status = status
    await session.put(call)
    tell_screens(session, call, "classified")
    await write_change(session, await session.get_one(Case, call.case_id), who, "inbound_status", status)


async def _offered(session: Session, case_id: str | None) -> Sequence[str]:
    """Those of the process that the case of the call is pinned to."""
    case = await session.get(Case, case_id) if case_id is not None else None
    return () if case is None else (await process_of(session, case.process_hash)).inbound_call_statuses


def _not_offered(offered: Sequence[str]) -> Problem:
    known = ", ".join(offered)
    return Problem(
        "inbound_status_not_offered",
        f"The process of this call does not offer this status. Choose one of: {known}.",
        f"Proces tego połączenia nie ma takiego statusu. Wybierz jeden z: {known}.",
        field="status",
    )
