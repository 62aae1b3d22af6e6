"""Knows P4: Temporal's history events for one attempt and for one answered call, over all workflows together."""

import asyncio
import sys
from collections import Counter
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client as Temporal
from temporalio.client import WorkflowExecution

from benchmarks.measuring import Figure, Goal, VoidRun
from benchmarks.office import NAME, Agent, Office, opened
from tests.installation import until

AGENTS, ATTEMPTS, CALLS = 50, 500, 100
TALK_MS = 15_000
"""How long a caller stays after the first answer, which is the announcement's."""

Events = Counter[str]
"""By workflow and kind of event."""


async def _of_one(client: Temporal, run: WorkflowExecution) -> Events:
    handle = client.get_workflow_handle(run.id, run_id=run.run_id)
    kinds: Events = Counter()
    async for event in handle.fetch_history_events():
        kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()
        kinds[f"{run.workflow_type} {kind}"] += 1
    return kinds


async def all_events(client: Temporal) -> Events:
    """Of every run of every workflow that the server knows, continued ones too."""
    told: Events = Counter()
    async for run in client.list_workflows():
        told += await _of_one(client, run)
    return told


def by_workflow(events: Events, count: int) -> str:
    sums: Events = Counter()
    for name, number in events.items():
        sums[name.split()[0].removesuffix("Workflow").lower()] += number
    return ", ".join(f"{name} {number / count:.1f}" for name, number in sums.most_common())


def show(title: str, events: Events, count: int) -> None:
    """What each kind costs, for those who want to spend less."""
    print(f"{title}: {events.total() / count:.2f} events each", file=sys.stderr)
    for name, number in events.most_common():
        print(f"  {number / count:6.2f} {name}", file=sys.stderr)


async def _save(office: Office, agent: Agent, case_id: str) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    path = f"/cases/{case_id}/disposition"
    await agent.client.call("POST", path, json={"status": "odmowa"}, headers=headers)


async def wrapped_up(office: Office, count: int) -> None:
    """Every agent in wrap-up saves a status, until so many are saved."""
    agents = {agent.id: agent for agent in office.agents}
    saved: set[str] = set()
    waiting = (
        "SELECT seat.agent_id, call.case_id FROM seat JOIN call ON call.id = seat.call_id "
        "WHERE seat.state = 'wrap_up'"
    )

    async def save_all() -> bool:
        for agent_id, case_id in office.house.sql(waiting):
            if case_id not in saved:
                await _save(office, agents[agent_id], case_id)
                saved.add(case_id)
        await asyncio.sleep(0.2)
        return len(saved) == count

    await until(save_all, 60 + 3 * count, "every call is wrapped up")
    if len(set(saved)) != count:
        raise VoidRun(f"{len(saved)} statuses were saved after {count} calls")


async def settled(client: Temporal) -> Events:
    """The events, as soon as nothing writes more of them."""
    before = await all_events(client)
    while True:
        await asyncio.sleep(1.5)
        after = await all_events(client)
        if after.total() == before.total():
            return after
        before = after


async def _answered(office: Office, client: Temporal, count: int) -> Events:
    before = await settled(client)
    numbers = [f"+48602{number:06d}" for number in range(count)]
    callers = await office.callers(numbers, "-r", "2", "-recv_timeout", str(TALK_MS))
    await wrapped_up(office, count)
    await callers.finished(60)
    return await settled(client) - before


async def _unanswered(office: Office, client: Temporal, count: int) -> Events:
    await office.crowd("refusing", None, "-p", str(office.house.port("trunk")))
    for number in range(count):
        contact = {"name": "Jan", "phones": [f"+48603{number:06d}"]}
        await office.designer.post(f"/campaigns/{NAME}/cases", {"contact": contact})
    before = await settled(client)
    await office.open("both", "120s")
    busy = "SELECT COUNT(*) FROM \"case\" WHERE status = 'zajety'"
    await until(
        lambda: office.house.sql(busy)[0][0] == count, 60 + count, "every attempt is told to its case"
    )
    (dialled,) = office.house.sql("SELECT COUNT(*) FROM attempt WHERE outcome = 'busy'")[0]
    if dialled != count:
        raise VoidRun(f"{dialled} customers were dialled, for {count} cases")
    return await settled(client) - before


async def _measure(agents: int, attempts: int, calls: int) -> list[Figure]:
    async with opened(agents) as office:
        client = await Temporal.connect(f"127.0.0.1:{office.house.port('temporal')}")
        answered = await _answered(office, client, calls)
        show("answered call", answered, calls)
        unanswered = await _unanswered(office, client, attempts)
        show("unanswered attempt", unanswered, attempts)
    return [
        Figure(
            "P4",
            f"history events of an unanswered attempt: {attempts} attempts, {agents} agents",
            by_workflow(unanswered, attempts),
            "–",
            (unanswered.total() / attempts,),
            Goal(7, at_least=False),
        ),
        Figure(
            "P4",
            f"history events of a call answered by an agent and wrapped up: {calls} calls, {agents} agents",
            by_workflow(answered, calls),
            "–",
            (answered.total() / calls,),
            Goal(40, at_least=False),
        ),
    ]


def measure(agents: int = AGENTS, attempts: int = ATTEMPTS, calls: int = CALLS) -> list[Figure]:
    return asyncio.run(_measure(agents, attempts, calls))
