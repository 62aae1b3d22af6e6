"""Knows an agent's working day: presence, break, the ends of wrap-up and fail break, on the server's clock."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

from activities.agents import AgentActivities
from domain.agents import Due, Standing
from domain.ids import AgentId
from workflows.options import QUICK

LONG_HISTORY = 2000


@workflow.defn
class AgentWorkflow:
    """Lives from sign-in to sign-out; the only writer of presence and of the ends of wrap-up and fail break."""

    def __init__(self) -> None:
        self._standing: Standing | None = None
        self._told: datetime | None = None
        self._one_at_a_time = asyncio.Lock()

    @workflow.run
    async def run(self, agent_id: AgentId) -> None:
        while not self._done():
            if self._standing is None or self._is_due():
                await self._learn(AgentActivities.settle_agent, agent_id)
            await self._wait()
            if workflow.info().get_current_history_length() > LONG_HISTORY:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(agent_id)

    async def _learn(self, ask: "Callable[..., Awaitable[Standing]]", *args: Any) -> None:
        """What SQL says counts, but for what we are told while it is asked: that may be newer."""
        async with self._one_at_a_time:
            self._told = None
            self._standing = await workflow.execute_local_activity_method(ask, args=args, **QUICK)

    async def _wait(self) -> None:
        """Until something is due, or is due at another time than before."""
        due, patience = self._deadline, None
        if due is not None:
            patience = max(due - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(lambda: self._done() or self._deadline != due, timeout=patience)
        except TimeoutError:
            return

    @property
    def _deadline(self) -> datetime | None:
        known = None if self._standing is None else self._standing.deadline
        return min((moment for moment in (known, self._told) if moment is not None), default=None)

    def _is_due(self) -> bool:
        return self._deadline is not None and self._deadline <= workflow.now()

    def _done(self) -> bool:
        idle = self._standing is not None and self._standing.offline and self._deadline is None
        return idle and workflow.all_handlers_finished()

    @workflow.signal
    def due(self, due: Due) -> None:
        """A wrap-up or a fail break began. Told late or twice, it only makes us look once too often."""
        self._told = due.at if self._told is None else min(self._told, due.at)

    @workflow.signal
    async def saved(self) -> None:
        """The agent saved a status for the call just ended: the wrap-up is over."""
        agent_id = AgentId(workflow.info().workflow_id.removeprefix("agent-"))
        await self._learn(AgentActivities.end_wrap_up, agent_id)

    @workflow.update
    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> None:
        await self._learn(AgentActivities.set_presence, agent_id, presence, break_type)

    @workflow.update
    async def end_wrap_up(self, agent_id: AgentId) -> None:
        await self._learn(AgentActivities.end_wrap_up, agent_id)

    @workflow.update
    async def extend_wrap_up(self, agent_id: AgentId) -> None:
        await self._learn(AgentActivities.extend_wrap_up, agent_id)
