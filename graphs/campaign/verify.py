"""Knows what makes a campaign unsound, and which names it takes from outside."""

from collections.abc import Iterator, Sequence

from graphs.campaign.document import CampaignDocument
from graphs.findings import Finding, Loc
from graphs.known import Known, missing


def verify(document: CampaignDocument) -> Iterator[Finding]:
    """Numbers and members that stand there twice."""
    yield from _twice(document.numbers, "number_twice", "numbers")
    members = [member.agent.lower() for member in document.members]
    yield from _twice(members, "member_twice", "members")


def _twice(names: Sequence[str], code: str, field: str) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Finding(code, (field, index), {"name": name})


def named(document: CampaignDocument, known: Known) -> Iterator[Finding]:
    """Graphs, agents and numbers that do not exist, and a caller id that is not ours (H42)."""
    yield from missing(known.processes, document.process, "process_unknown", ("process",))
    yield from missing(known.ivrs, document.ivr, "ivr_unknown", ("ivr",))
    for index, member in enumerate(document.members):
        loc: Loc = ("members", index, "agent")
        yield from missing(known.agents, member.agent, "agent_unknown", loc)
    ours = {*document.numbers, *(known.numbers or ())}
    if document.caller_id is not None and document.caller_id not in ours:
        data = {"name": document.caller_id, "known": ", ".join(sorted(ours)) or "-"}
        yield Finding("caller_id_not_verified", ("caller_id",), data)


def settled(document: CampaignDocument, known: Known) -> CampaignDocument:
    """The document with its queue and its caller id named."""
    first = document.numbers[0] if document.numbers else None
    given = {"queue": document.queue or document.campaign, "caller_id": document.caller_id or first}
    return document.model_copy(update=given)
