"""Knows how an event from outside comes to a case: a message of the customer, or what another system tells."""

from difflib import get_close_matches

from db.attempts import tell_case
from db.case_changes import case_in_sight
from db.rules import process_of, rules_of_campaign
from db.session import Session
from db.tables.cases import Case
from domain.access import Who
from domain.cases import CaseFact
from domain.errors import CaseClosed, Invalid, Problem, Refused

WRITTEN = ("mail", "sms", "chat")
CONTACTS = (*WRITTEN, "call")
"""What a customer may do; any other event has a name that the process reacts to."""


class ChannelInactive(Refused):
    """The channel `{channel}` is not active in the campaign {campaign}. Add it to its `channels` first."""

    code = "channel_inactive"
    message_pl = "Kanał `{channel}` nie jest włączony w kampanii {campaign}. Najpierw dodaj go do `channels`."


async def tell(session: Session, who: Who, case_id: str, event: str) -> None:
    """The case hears of the event; one that nothing in its process reacts to is refused, with what it knows."""
    case, campaign = await case_in_sight(session, who, case_id)
    if case.finished:
        raise CaseClosed
    if event not in CONTACTS:
        await _check_name(session, case, event)
    elif event not in rules_of_campaign(campaign).channels:
        raise ChannelInactive(channel=event, campaign=campaign.name)
    if event in WRITTEN:
        case.unanswered = event
        session.add(case)
    kind, data = (event, {}) if event in CONTACTS else ("event", {"name": event})
    fact = CaseFact(kind=kind, key=f"event/{session.new_id()}", at=session.now, data=data)
    tell_case(session, case.id, fact)


async def _check_name(session: Session, case: Case, event: str) -> None:
    process = await process_of(session, case.process_hash)
    known = sorted({name for node in process.nodes.values() for name in node.on_event})
    if event in known:
        return
    near = get_close_matches(event, [*known, *CONTACTS], 1)
    hint, hint_pl = (f" Did you mean `{near[0]}`?", f" Czy chodziło o `{near[0]}`?") if near else ("", "")
    names = ", ".join([*CONTACTS, *known])
    problem = Problem(
        "event_unknown",
        f"Nothing in the process of this case reacts to `{event[:80]}`.{hint} It knows: {names}.",
        f"Nic w procesie tej sprawy nie reaguje na `{event[:80]}`.{hint_pl} Zna: {names}.",
        field="event",
        path=("event",),
    )
    raise Invalid([problem])
