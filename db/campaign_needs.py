"""Knows what a campaign needs before it can work."""

from collections.abc import AsyncIterator

from sqlmodel import col, select

from db import graphs
from db.session import Session
from db.tables import Campaign, Membership, Queue
from domain.errors import Problem, Refused
from graphs.campaign import Campaign as Compiled
from graphs.ivr import compile_ivr
from graphs.ivr.blocks.queue import ReadyQueue


class CampaignIncomplete(Refused):
    """The campaign cannot be started yet: {reason}"""

    code = "campaign_incomplete"
    message_pl = "Kampanii nie można jeszcze włączyć: {reason_pl}"


async def demand(session: Session, campaign: Campaign, compiled: Compiled) -> None:
    """Refuse with everything that the campaign needs to work and has not."""
    problems = [problem async for problem in _lacks(session, campaign, compiled)]
    if problems:
        reason = " ".join(problem.message for problem in problems)
        reason_pl = " ".join(problem.message_pl for problem in problems)
        raise CampaignIncomplete(problems, reason=reason, reason_pl=reason_pl)


async def _lacks(session: Session, campaign: Campaign, compiled: Compiled) -> AsyncIterator[Problem]:
    """Everything that a campaign needs to work and has not."""
    if campaign.process_hash is None:
        yield _PROCESS
    if compiled.inbound and campaign.ivr_hash is None:
        yield _IVR
    if not compiled.numbers and (compiled.inbound or compiled.caller_id is None):
        yield _NUMBERS
    members = (
        select(Membership.id)
        .join(Queue, col(Queue.id) == Membership.queue_id)
        .where(Queue.campaign_id == campaign.id)
    )
    if (await session.exec(members.limit(1))).first() is None:
        yield _AGENTS
    for problem in await unknown_queues(session, campaign.ivr_hash):
        yield problem


async def unknown_queues(session: Session, ivr_hash: str | None) -> list[Problem]:
    """A problem for each queue that the IVR puts callers into and nobody has."""
    if ivr_hash is None:
        return []
    blocks = compile_ivr(await graphs.document(session, ivr_hash)).blocks.values()
    named = {block.queue for block in blocks if isinstance(block, ReadyQueue) and block.queue is not None}
    known = set((await session.exec(select(Queue.name).where(col(Queue.name).in_(named)))).all())
    return [
        Problem(
            "queue_unknown",
            f"The IVR puts callers into the queue `{name}`, which does not exist.",
            f"IVR kieruje do kolejki `{name}`, która nie istnieje.",
        )
        for name in sorted(named - known)
    ]


_PROCESS = Problem(
    "campaign_without_process",
    "Its process is not published.",
    "Jej proces nie jest opublikowany.",
    field="process",
)
_IVR = Problem(
    "campaign_without_ivr",
    "It takes calls, but has no published IVR.",
    "Przyjmuje połączenia, a nie ma opublikowanego IVR.",
    field="ivr",
)
_NUMBERS = Problem(
    "campaign_without_numbers",
    "It has no number.",
    "Nie ma żadnego numeru.",
    field="numbers",
)
_AGENTS = Problem(
    "campaign_without_agents",
    "It has no agents.",
    "Nie ma agentów.",
    field="members",
)
