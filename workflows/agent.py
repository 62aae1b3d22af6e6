"""Knows an agent's working day: presence, break, the ends of wrap-up and fail break, on the server's clock."""

from datetime import datetime, timedelta

from temporalio import workflow

from activities.agents import AgentActivities
from domain.ids import AgentId
from workflows.options import QUICK

LONG_HISTORY = 2000


@workflow.defn
class AgentWorkflow:
    """Lives from sign-in to sign-out; the only writer of presence and of the ends of wrap-up and fail break."""

    def __init__(self) -> None:
        self._deadline: datetime | None = None
        self._changed = True
        self._offline = False

    @workflow.run
    async def run(self, agent_id: AgentId) -> None:
        while not self._done():
            if self._changed or self._is_due():
                self._changed = False
                self._deadline = await workflow.execute_local_activity_method(
                    AgentActivities.settle_agent, agent_id, **QUICK
                )
            await self._wait()
            if workflow.info().get_current_history_length() > LONG_HISTORY:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(agent_id)

    async def _wait(self) -> None:
        """Until something changed, is due, or is due at another time than before."""
        due, patience = self._deadline, None
        if due is not None:
            patience = max(due - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(
                lambda: self._changed or self._done() or self._deadline != due, timeout=patience
            )
        except TimeoutError:
            return

    def _is_due(self) -> bool:
        return self._deadline is not None and self._deadline <= workflow.now()

    def _done(self) -> bool:
        idle = self._offline and self._deadline is None and not self._changed
        return idle and workflow.all_handlers_finished()

    @workflow.signal
    def changed(self) -> None:
        """A seat of this agent changed (a talk ended, an offer failed): look again at what is due."""
        self._changed = True

    @workflow.signal
    async def saved(self) -> None:
        """The agent saved a status for the call just ended: the wrap-up is over."""
        agent_id = AgentId(workflow.info().workflow_id.removeprefix("agent-"))
        self._deadline = await workflow.execute_local_activity_method(
            AgentActivities.end_wrap_up, agent_id, **QUICK
        )

    @workflow.update
    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> None:
        self._deadline = await workflow.execute_local_activity_method(
            AgentActivities.set_presence, args=[agent_id, presence, break_type], **QUICK
        )
        self._offline = presence == "offline"

    @workflow.update
    async def end_wrap_up(self, agent_id: AgentId) -> None:
        self._deadline = await workflow.execute_local_activity_method(
            AgentActivities.end_wrap_up, agent_id, **QUICK
        )

    @workflow.update
    async def extend_wrap_up(self, agent_id: AgentId) -> None:
        self._deadline = await workflow.execute_local_activity_method(
            AgentActivities.extend_wrap_up, agent_id, **QUICK
        )
