"""Knows what makes a campaign unsound, and which names it takes from outside."""

from collections.abc import Iterator, Sequence

from domain.record_fields import FieldType
from graphs.campaign.document import CampaignDocument
from graphs.campaign.records import SYSTEM_FIELDS, RecordField, Window
from graphs.findings import Finding, Loc
from graphs.known import Known, missing


def verify(document: CampaignDocument) -> Iterator[Finding]:
    """Names that stand there twice, fields that cannot be filled in, limits and windows that cannot work."""
    yield from _twice(document.numbers, "number_twice", ("numbers",))
    yield from _twice(document.channels, "channel_twice", ("channels",))
    yield from _without_calls(document)
    members = [member.agent.lower() for member in document.members]
    yield from _twice(members, "member_twice", ("members",))
    for name, field in document.fields.items():
        yield from _field_problems(name, field)
    yield from _record_problems(document)


def _twice(names: Sequence[str], code: str, loc: Loc) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Finding(code, (*loc, index), {"name": name})


def _without_calls(document: CampaignDocument) -> Iterator[Finding]:
    """What only calls need, in a campaign that takes and makes none."""
    if "call" in document.channels:
        return
    given = {"numbers": document.numbers, "ivr": document.ivr}
    for field in (name for name, value in given.items() if value):
        yield Finding("channel_without_calls", (field,), {"field": field}, on_key=True)
    if document.dial.mode != "manual":
        yield Finding("channel_without_calls", ("dial", "mode"), {"field": "dial.mode"})


def _field_problems(name: str, field: RecordField) -> Iterator[Finding]:
    loc: Loc = ("fields", name)
    chooses = field.type in (FieldType.CHOICE, FieldType.MANY)
    if name in SYSTEM_FIELDS and (field.type is not FieldType.TEXT or field.choices or not field.editable):
        yield Finding("field_of_system", loc, {"name": name})
    elif chooses and not field.choices:
        yield Finding("choices_missing", (*loc, "type"), {"name": name})
    elif field.choices and not chooses:
        yield Finding("choices_not_possible", (*loc, "choices"), {"name": name, "type": field.type})
    yield from _twice(field.choices, "choice_twice", (*loc, "choices"))


def _record_problems(document: CampaignDocument) -> Iterator[Finding]:
    records = document.records
    limits = records.unhandled
    if limits is not None and limits.unblock >= limits.limit:
        data = {"limit": limits.limit, "unblock": limits.unblock}
        yield Finding("unblock_not_below_limit", ("records", "unhandled", "unblock"), data)
    yield from _twice(records.refuse_from, "refused_twice", ("records", "refuse_from"))
    for index, name in enumerate(records.refuse_from):
        if name == document.campaign:
            yield Finding("refuses_itself", ("records", "refuse_from", index), {"name": name})
    loc: Loc = ("records", "recall_windows")
    if records.recall_windows and document.direction == "inbound":
        yield Finding("recall_windows_not_dialled", loc)
    elif not _meet(records.recall_windows, document.dial.windows):
        yield Finding("recall_windows_closed", loc)


def _meet(these: Sequence[Window], those: Sequence[Window]) -> bool:
    """Whether both are ever open at once; no windows are always open."""
    return not (these and those) or any(
        a.days & b.days and max(a.hours.start, b.hours.start) < min(a.hours.end, b.hours.end)
        for a in these
        for b in those
    )


def named(document: CampaignDocument, known: Known) -> Iterator[Finding]:
    """Graphs, agents, campaigns and numbers that do not exist, and a caller id that is not ours (H42)."""
    yield from missing(known.processes, document.process, "process_unknown", ("process",))
    yield from missing(known.ivrs, document.ivr, "ivr_unknown", ("ivr",))
    for index, member in enumerate(document.members):
        loc: Loc = ("members", index, "agent")
        yield from missing(known.agents, member.agent, "agent_unknown", loc)
    for index, name in enumerate(document.records.refuse_from):
        yield from missing(known.campaigns, name, "campaign_unknown", ("records", "refuse_from", index))
    for role, script in document.scripts:
        yield from missing(known.scripts, script, "script_unknown", ("scripts", role))
    ours = {*document.numbers, *(known.numbers or ())}
    if document.caller_id is not None and document.caller_id not in ours:
        data = {"name": document.caller_id, "known": ", ".join(sorted(ours)) or "-"}
        yield Finding("caller_id_not_verified", ("caller_id",), data)


def settled(document: CampaignDocument, known: Known) -> CampaignDocument:
    """The document with its queue and its caller id named."""
    first = document.numbers[0] if document.numbers else None
    given = {"queue": document.queue or document.campaign, "caller_id": document.caller_id or first}
    return document.model_copy(update=given)
