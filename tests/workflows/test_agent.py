"""An agent's day on a real Temporal: deadlines are the server's, and a saved status ends the wrap-up."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fakes.house import FakeAgents
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from workflow_office import unique, working

from app.work import TemporalWork
from domain.agents import Due
from domain.ids import AgentId


async def until(check: Callable[[], bool], patience: float = 10.0) -> None:
    async with asyncio.timeout(patience):
        while not check():
            await asyncio.sleep(0.02)


async def test_end_of_wrap_up_comes_by_itself_at_its_deadline(temporal: Client) -> None:
    due = datetime.now(UTC) + timedelta(seconds=1)
    agents = FakeAgents(deque([due, None]))
    agent_id = unique("a").removeprefix("a-")
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        await until(lambda: agents.settled == 2)
        assert datetime.now(UTC) >= due
        await handle.terminate()


async def test_saved_status_ends_the_wrap_up_at_once(temporal: Client) -> None:
    agents = FakeAgents(deque([datetime.now(UTC) + timedelta(hours=1), None]))
    agent_id = unique("a").removeprefix("a-")
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        await handle.signal("saved")
        await until(lambda: agents.ended == 1)
        await handle.terminate()


async def test_deadline_that_comes_with_a_presence_is_kept(temporal: Client) -> None:
    due = datetime.now(UTC) + timedelta(seconds=2)
    agents = FakeAgents(deque([None, due, None]))
    agent_id = AgentId(unique("a").removeprefix("a-"))
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        await until(lambda: agents.settled == 1)
        await TemporalWork(temporal, "n1").set_presence(agent_id, "online", None)
        await until(lambda: agents.settled == 2)
        assert datetime.now(UTC) >= due
        await handle.terminate()


async def test_saved_status_leaves_no_timer_behind(temporal: Client) -> None:
    agents = FakeAgents(deque([datetime.now(UTC) + timedelta(hours=1), None]))
    agent_id = unique("a").removeprefix("a-")
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        await until(lambda: agents.settled == 1)
        await handle.signal("saved")
        await until(lambda: agents.ended == 1)
        async with asyncio.timeout(10):
            async for event in handle.fetch_history_events(wait_new_event=True):
                if event.event_type == EventType.EVENT_TYPE_TIMER_CANCELED:
                    break
        await handle.terminate()


async def test_wrap_up_that_begins_is_timed_without_a_look_at_the_database(temporal: Client) -> None:
    agents = FakeAgents()
    agent_id = unique("a").removeprefix("a-")
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        await until(lambda: agents.settled == 1)
        due = datetime.now(UTC) + timedelta(seconds=1)
        await handle.signal("due", Due(due))
        await until(lambda: agents.settled == 2)
        assert datetime.now(UTC) >= due
        await handle.terminate()


async def test_workflow_of_an_agent_who_has_signed_out_ends_when_the_last_wrap_up_is_over(
    temporal: Client,
) -> None:
    """As after continue-as-new, or when a call that was still going on wakes it once more."""
    agents = FakeAgents(deque([datetime.now(UTC) + timedelta(seconds=1), None]), asked=["offline"])
    agent_id = unique("a").removeprefix("a-")
    async with working(temporal, agents) as office:
        handle = await office.start("AgentWorkflow", [agent_id], f"agent-{agent_id}")
        async with asyncio.timeout(10):
            await handle.result()
    assert agents.settled == 2


async def test_agent_who_signs_out_has_no_workflow_any_more(temporal: Client) -> None:
    agents = FakeAgents()
    agent_id = AgentId(unique("a").removeprefix("a-"))
    work = TemporalWork(temporal, "n1")
    async with working(temporal, agents):
        await work.set_presence(agent_id, "online", None)
        await work.set_presence(agent_id, "offline", None)
        await temporal.get_workflow_handle(f"agent-{agent_id}").result()
    assert agents.asked == ["online", "offline"]
