"""A contact center in memory: ports of the activities, satisfied without a database or a switch."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio.client import Client

from domain.agents import Standing
from domain.calls import Command, CommandResult, Offer, OpenCommand
from domain.cases import LoadedCase, PlannedEffect, StepRecord, StoredStep
from domain.ids import AgentId, CallId, CampaignId, CaseId, GraphHash


@dataclass
class FakeQueues:
    """Offers are handed out in the order given; what failed and who left is remembered."""

    offers: deque[Offer | None] = field(default_factory=deque)
    entered: list[tuple[str, str | None]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    async def enter(self, call_id: CallId, queue: str | None, max_wait_s: float | None) -> Offer | None:
        self.entered.append((call_id, queue))
        return self.offers.popleft() if self.offers else None

    async def offer_failed(self, offer: Offer, outcome: str) -> Offer | None:
        self.failed.append(outcome)
        return self.offers.popleft() if self.offers else None

    async def leave(self, call_id: CallId, why: str) -> None:
        self.left.append(why)

    async def match(self) -> int:
        return 0


@dataclass
class FakeAgents:
    """Deadlines are answered in the order given; the presence is the last one asked for."""

    deadlines: deque[datetime | None] = field(default_factory=deque)
    settled: int = 0
    ended: int = 0
    asked: list[str] = field(default_factory=list)

    def _next(self) -> Standing:
        offline = self.asked[-1:] == ["offline"]
        return Standing(self.deadlines.popleft() if self.deadlines else None, offline)

    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> Standing:
        self.asked.append(presence)
        return self._next()

    async def settle(self, agent_id: AgentId) -> Standing:
        self.settled += 1
        return self._next()

    async def end_wrap_up(self, agent_id: AgentId) -> Standing:
        self.ended += 1
        return self._next()

    async def extend_wrap_up(self, agent_id: AgentId) -> Standing:
        return self._next()


@dataclass
class FakeCases:
    """Steps as the database keeps them: one for each number, the first wins."""

    case: LoadedCase
    steps: dict[int, StepRecord] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)

    async def load(self, case_id: CaseId) -> LoadedCase:
        return self.case

    async def commit_step(self, step: StepRecord) -> StoredStep:
        stored = self.steps.setdefault(step.number, step)
        return StoredStep(stored.number, stored.cursor, stored.effects)

    async def write_late(self, case_id: CaseId, what: str, told: str) -> None:
        self.late.append(what)

    async def answer(self, case_id: CaseId, process_hash: GraphHash, conditions: list[str]) -> list[bool]:
        return [False] * len(conditions)

    @property
    def effects(self) -> list[PlannedEffect]:
        return [effect for step in self.steps.values() for effect in step.effects]


@dataclass
class FakePerformer:
    sent: list[str] = field(default_factory=list)
    answer: bool = True

    async def perform(self, effect_key: str) -> bool:
        self.sent.append(effect_key)
        return self.answer


@dataclass
class FakeSwitch:
    """Completes each order from outside, as a gateway does, with what `answer` says of it; None: never."""

    client: Client
    answer: Callable[[Command], CommandResult | None]
    orders: list[Command] = field(default_factory=list)
    paced: int = 0
    on: bool = True
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    counts: dict[str, Any] = field(default_factory=lambda: defaultdict(int))

    async def order(self, command: OpenCommand) -> None:
        self.orders.append(command.command)
        result = self.answer(command.command)
        if result is not None:
            task = asyncio.create_task(self._complete(command, result))
            self.tasks.add(task)

    async def _complete(self, command: OpenCommand, result: CommandResult) -> None:
        handle = self.client.get_async_activity_handle(
            workflow_id=command.workflow_id, run_id=command.run_id, activity_id=command.activity_id
        )
        await handle.complete(result)

    async def pace(self, campaign_id: CampaignId, alive: Callable[[], None]) -> bool:
        self.paced += 1
        while self.on:
            alive()
            await asyncio.sleep(0.1)
        return False
