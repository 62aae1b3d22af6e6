"""Knows which names a process takes from outside, and pins what they mean when it is published."""

from collections.abc import Iterator

from graphs.findings import Finding
from graphs.known import Known, missing, pin
from graphs.process.document import Action, ProcessDocument, Status
from graphs.process.verify import initial_of
from graphs.script.names import mapped


def named(document: ProcessDocument, known: Known) -> Iterator[Finding]:
    """Names that nobody outside has."""
    for name, status in document.statuses.items():
        loc = ("statuses", name)
        if status.owner is not None:
            yield from missing(known.agents, status.owner.agent, "agent_unknown", (*loc, "owner", "agent"))
        for index, edge in enumerate(status.on_script):
            yield from mapped(known, (edge.script, edge.field, edge.value), (*loc, "on_script", index))
        for index, action in enumerate(status.actions):
            place = (*loc, "actions", index, "send_mail", "template")
            yield from missing(known.templates, action.send_mail.template, "template_unknown", place)


def settled(document: ProcessDocument, known: Known) -> ProcessDocument:
    """The document with its initial status marked and its templates pinned."""
    initial = initial_of(document.statuses)
    statuses = {name: _settled(status, name == initial, known) for name, status in document.statuses.items()}
    return document.model_copy(update={"statuses": statuses})


def _settled(status: Status, initial: bool, known: Known) -> Status:
    actions = tuple(_pinned(action, known) for action in status.actions)
    return status.model_copy(update={"initial": initial, "actions": actions})


def _pinned(action: Action, known: Known) -> Action:
    mail = action.send_mail
    pinned = pin(known.templates, mail.template) or mail.pinned
    return action.model_copy(update={"send_mail": mail.model_copy(update={"pinned": pinned})})
