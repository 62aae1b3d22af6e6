"""Knows what the activities need from database, mail server and switch; adapters satisfy it structurally."""

from collections.abc import Callable
from typing import Protocol

from domain.agents import Standing
from domain.calls import Offer, OpenCommand
from domain.cases import LoadedCase, StepRecord, StoredStep
from domain.ids import AgentId, CallId, CampaignId, CaseId, GraphHash


class Queues(Protocol):
    """The arbiter: who gets which waiting call."""

    async def enter(self, call_id: CallId, queue: str | None, max_wait_s: float | None) -> Offer | None:
        """Put the call in the queue (none: its campaign's), once, and match; the offer if it won one."""
        ...

    async def offer_failed(self, offer: Offer, outcome: str) -> Offer | None:
        """Free the seat or give it a fail break, return the entry to its place, match; this call's next offer."""
        ...

    async def leave(self, call_id: CallId, why: str) -> None: ...

    async def match(self) -> int:
        """Offer waiting calls to free seats; each winner's workflow is signalled `offered`. How many were offered."""
        ...


class Agents(Protocol):
    """Each answers how the agent stands then."""

    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> Standing:
        """Ask for online, break or offline; an agent without a phone is refused."""
        ...

    async def settle(self, agent_id: AgentId) -> Standing:
        """Apply what is due (ends of wrap-up and fail break, a presence asked for in a call)."""
        ...

    async def end_wrap_up(self, agent_id: AgentId) -> Standing: ...

    async def extend_wrap_up(self, agent_id: AgentId) -> Standing: ...


class Cases(Protocol):
    async def load(self, case_id: CaseId) -> LoadedCase: ...

    async def commit_step(self, step: StepRecord) -> StoredStep: ...

    async def write_late(self, case_id: CaseId, what: str, told: str) -> None:
        """Keep what came too late to move the case in its history, once for the key `told`."""
        ...

    async def answer(self, case_id: CaseId, process_hash: GraphHash, conditions: list[str]) -> list[bool]:
        """Whether each of these conditions of the process (by id) holds for the case now."""
        ...


class Performer(Protocol):
    async def perform(self, effect_key: str) -> bool:
        """Carry out the planned effect under its ledger key; False when it was refused or stays unknown."""
        ...


class Switch(Protocol):
    """The gateway of this node, as the activities of its task queue see it."""

    async def order(self, command: OpenCommand) -> None:
        """Store the command and begin it; its activity is completed from outside when the switch has done it."""
        ...

    async def pace(self, campaign_id: CampaignId, alive: Callable[[], None]) -> bool:
        """Dial what is due while seats are free for ten minutes, calling `alive` often; whether it is still on."""
        ...
