"""Knows which names a process takes from outside, and pins what they mean when it is published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from graphs.findings import Finding, Loc, nearest
from graphs.known import Known, Names, missing, pin
from graphs.process.actions import Action, CallAndPlay, Copy, Move, Notify, Order, SendSms, Templated
from graphs.process.checks.edges import initial_of
from graphs.process.document import CHOSEN, ProcessDocument, Status
from graphs.script.names import mapped

_FURTHEST_ZONE: Final = timedelta(hours=14)
_FURTHEST: Final = timedelta(days=366)


def named(document: ProcessDocument, known: Known) -> Iterator[Finding]:
    """Names that nobody outside has."""
    yield from _inbound(document.inbound_call_statuses or (), known.inbound_call_statuses)
    for name, status in document.statuses.items():
        loc: Loc = ("statuses", name)
        if status.owner is not None and status.owner.agent != CHOSEN:
            yield from missing(known.agents, status.owner.agent, "agent_unknown", (*loc, "owner", "agent"))
        yield from _moment(status, (*loc, "at"), known.now)
        yield from missing(known.scripts, status.script, "script_unknown", (*loc, "script"))
        for index, edge in enumerate(status.on_script):
            yield from mapped(known, (edge.script, edge.field, edge.value), (*loc, "on_script", index))
        for index, action in enumerate(status.actions):
            yield from _named(action.order, (*loc, "actions", index, action.name), known)


def _inbound(chosen: Sequence[str], dictionary: Mapping[str, bool] | None) -> Iterator[Finding]:
    """Names that are not in the dictionary, and those that nobody is to choose any more."""
    if dictionary is None:
        return
    in_use = [name for name, retired in dictionary.items() if not retired]
    for index, name in enumerate(chosen):
        if name not in in_use:
            kind = "retired" if name in dictionary else "unknown"
            loc: Loc = ("inbound_call_statuses", index)
            yield Finding(f"inbound_call_status_{kind}", loc, nearest(name, in_use))


def _moment(status: Status, loc: Loc, now: datetime | None) -> Iterator[Finding]:
    """A moment that has passed wherever the campaign may be, or that nobody could mean."""
    if status.at is None or now is None:
        return
    ahead = status.at - now.replace(tzinfo=None)
    if ahead < -_FURTHEST_ZONE:
        yield Finding("at_past", loc)
    if ahead > _FURTHEST:
        yield Finding("at_far", loc)


def _named(order: Order, loc: Loc, known: Known) -> Iterator[Finding]:
    match order:
        case Templated():
            yield from missing(
                _templates(order, known), order.template, "template_unknown", (*loc, "template")
            )
        case Move() | Copy():
            yield from missing(known.campaigns, order.campaign, "campaign_absent", (*loc, "campaign"))
        case Notify() if order.to not in ("responsible", "supervisors"):
            yield from missing(known.agents, order.to, "agent_unknown", (*loc, "to"))
        case _:
            pass
    service = getattr(order, "service", None)
    yield from missing(known.services, service, "service_unknown", (*loc, "service"))


def _templates(order: Templated, known: Known) -> Names | None:
    """Those of the channel: a mail's subject would be lost in an SMS, and an SMS has none."""
    return known.sms_templates if isinstance(order, SendSms) else known.templates


def settled(document: ProcessDocument, known: Known) -> ProcessDocument:
    """The document with its initial status marked and its templates pinned."""
    initial = initial_of(document.statuses)
    statuses = {name: _settled(status, name == initial, known) for name, status in document.statuses.items()}
    return document.model_copy(update={"statuses": statuses})


def _settled(status: Status, initial: bool, known: Known) -> Status:
    actions = tuple(_pinned(action, known) for action in status.actions)
    return status.model_copy(update={"initial": initial, "actions": actions})


def _pinned(action: Action, known: Known) -> Action:
    order = action.order
    match order:
        case Templated():
            pinned = {"pinned": pin(_templates(order, known), order.template) or order.pinned}
        case CallAndPlay():
            pinned = {"audio": pin(known.prompts, order.play) or order.audio}
        case _:
            return action
    return action.with_order(order.model_copy(update=pinned))
