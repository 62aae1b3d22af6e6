"""Knows workers on a real Temporal whose ports are fakes."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fakes.house import FakeAgents, FakeCases, FakePerformer, FakeQueues, FakeSwitch
from temporalio.client import Client, WorkflowHandle

from activities.agents import AgentActivities
from activities.cases import CaseActivities
from activities.effects import EffectActivities
from activities.queues import QueueActivities
from activities.switch import SwitchActivities
from app.temporal import CORE, activity_worker, workflow_worker

Ports = FakeQueues | FakeAgents | FakeCases | FakePerformer | FakeSwitch


@dataclass
class Office:
    """Starts workflows of a worker whose ports are fakes."""

    client: Client

    async def start(self, workflow: str, args: list[Any], workflow_id: str) -> WorkflowHandle[Any, Any]:
        return await self.client.start_workflow(workflow, args=args, id=workflow_id, task_queue=CORE)


@asynccontextmanager
async def working(client: Client, *ports: Ports) -> AsyncIterator[Office]:
    """Workers of every task queue for as long as the block runs."""
    served: dict[str, list[Callable[..., Awaitable[Any]]]] = {CORE: [], "io": [], "switch-n1": []}
    for port in ports:
        task_queue, activities = _activities(port)
        served[task_queue] += activities
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(workflow_worker(client, served.pop(CORE)))
        for task_queue, activities in served.items():
            if activities:
                await stack.enter_async_context(activity_worker(client, task_queue, activities))
        yield Office(client)


def _activities(port: Ports) -> tuple[str, list[Callable[..., Awaitable[Any]]]]:
    match port:
        case FakeQueues():
            queues = QueueActivities(port)
            return CORE, [queues.enter_queue, queues.offer_failed, queues.leave_queue]
        case FakeAgents():
            agents = AgentActivities(port)
            return CORE, [agents.set_presence, agents.settle_agent, agents.end_wrap_up, agents.extend_wrap_up]
        case FakeCases():
            cases = CaseActivities(port)
            return CORE, [cases.load_case, cases.commit_step, cases.answer_conditions, cases.write_late]
        case FakePerformer():
            return "io", [EffectActivities(port).perform_effect]
        case FakeSwitch():
            orders = SwitchActivities(port)
            return "switch-n1", [orders.order, orders.pace]


def unique(kind: str) -> str:
    """An id that no other test uses."""
    return f"{kind}-{uuid.uuid4().hex}"
