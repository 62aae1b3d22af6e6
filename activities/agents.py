"""Knows how an agent's workflow changes the agent's seats."""

from temporalio import activity

from activities.ports import Agents
from domain.agents import Standing
from domain.ids import AgentId


class AgentActivities:
    """Each answers how the agent stands then."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents

    @activity.defn
    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> Standing:
        return await self._agents.set_presence(agent_id, presence, break_type)

    @activity.defn
    async def settle_agent(self, agent_id: AgentId) -> Standing:
        return await self._agents.settle(agent_id)

    @activity.defn
    async def end_wrap_up(self, agent_id: AgentId) -> Standing:
        return await self._agents.end_wrap_up(agent_id)

    @activity.defn
    async def extend_wrap_up(self, agent_id: AgentId) -> Standing:
        return await self._agents.extend_wrap_up(agent_id)
