"""Knows what is wrong with scenarios before they are played: alone, and beside their process."""

from collections.abc import Iterator, Mapping

from domain.errors import Problem
from domain.record_fields import FieldType, parse
from graphs.findings import Finding, Loc, nearest
from graphs.known import Known
from graphs.process import Process
from graphs.scenario.document import OF_A_SAVE, Given, ScenarioDocument, Step


def verify(document: ScenarioDocument) -> Iterator[Finding]:
    """All that no step can mean."""
    yield from _record(document.given, document.given, ("given",))
    for name, story in document.stories.items():
        for index, step in enumerate(story):
            loc = ("stories", name, index)
            yield from _step(step, loc)
            if step.given is not None:
                yield from _record(step.given, step.given.over(document.given), (*loc, "given"))
                if index > 0 or step.model_fields_set != {"given"}:
                    yield Finding("given_too_late", (*loc, "given"), on_key=True)


def named(document: ScenarioDocument, known: Known) -> Iterator[Finding]:
    """Scenarios name nothing from outside but their process, which is looked at when they are played."""
    del document, known
    return iter(())


def settled(document: ScenarioDocument, known: Known) -> ScenarioDocument:
    del known
    return document


def _step(step: Step, loc: Loc) -> Iterator[Finding]:
    happening = step.happening
    if not any(value is not None for _, value in step):
        yield Finding("step_empty", loc)
    if len(happening) > 1:
        yield Finding("step_twofold", (*loc, happening[1]), {"names": ", ".join(happening)}, on_key=True)
    if step.at is not None and step.after is not None:
        yield Finding("step_time_twice", (*loc, "after"), on_key=True)
    for name in OF_A_SAVE:
        if getattr(step, name) is not None and step.saved is None:
            yield Finding("without_save", (*loc, name), {"name": name}, on_key=True)
    if step.inbound_status is not None and step.arrives != "call":
        yield Finding("without_call", (*loc, "inbound_status"), on_key=True)


def _record(given: Given, whole: Given, loc: Loc) -> Iterator[Finding]:
    types = whole.types or {}
    for field, text in (given.record or {}).items():
        value = parse(FieldType(types.get(field, FieldType.TEXT)), text)
        if isinstance(value, Problem):
            reason = {"reason": value.message, "reason_pl": value.message_pl}
            data = {"value": text[:80], "type": types.get(field, FieldType.TEXT.value), **reason}
            yield Finding("record_value_invalid", (*loc, "record", field), data)


def beside(document: ScenarioDocument, process: Process) -> Iterator[Finding]:
    """What the scenarios name and the process has not."""
    if document.scenarios != process.name:
        yield Finding("process_other", ("scenarios",), {"name": document.scenarios, "found": process.name})
        return
    events = {name for node in process.nodes.values() for name in node.on_event}
    for story, steps in document.stories.items():
        for index, step in enumerate(steps):
            loc: Loc = ("stories", story, index)
            for place, status in _statuses(step):
                if status not in process.nodes:
                    yield Finding("scenario_status_unknown", (*loc, *place), nearest(status, process.nodes))
            offered = process.inbound_call_statuses
            if step.inbound_status is not None and step.inbound_status not in offered:
                told = nearest(step.inbound_status, offered)
                yield Finding("scenario_inbound_unknown", (*loc, "inbound_status"), told)
            if step.event is not None and step.event not in events:
                yield Finding("scenario_event_unknown", (*loc, "event"), nearest(step.event, events))


def _statuses(step: Step) -> Iterator[tuple[Loc, str]]:
    if step.saved is not None:
        yield ("saved",), step.saved
    if step.then is not None:
        if step.then.status is not None:
            yield ("then", "status"), step.then.status
        entries: Mapping[str, int] = step.then.entries or {}
        for status in entries:
            yield ("then", "entries", status), status
