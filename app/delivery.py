"""Knows how facts reach workflows: signals and starts from the outbox, and orders' results back to their activities."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import AsyncActivityCancelledError, Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from app.temporal import CORE
from domain.calls import CommandResult, OpenCommand
from domain.errors import CentralkaError

log = logging.getLogger("centralka.delivery")
TASK_TIMEOUT = timedelta(seconds=2)


class Fact(Protocol):
    """An outbox row as it is delivered; `payload` holds the arguments."""

    @property
    def id(self) -> str: ...
    @property
    def workflow_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...


class Outbox(Protocol):
    """Where facts wait until a workflow has them."""

    async def undelivered(self, older_than: timedelta, limit: int) -> Sequence[Fact]: ...

    async def delivered(self, ids: Sequence[str], note: str | None = None) -> None: ...

    async def is_starting(self, workflow_id: str) -> bool: ...

    async def late(self, fact_id: str) -> bool:
        """Whether the case of this fact is finished; then the fact is kept as a history row `late`."""
        ...

    async def awaits_start(self, workflow_id: str) -> bool:
        """Whether the start of this workflow is itself not delivered yet."""
        ...


class Postman:
    """Delivers facts: at once when their transaction has ended, and again by a sweep until a workflow has them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._outbox: Outbox | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight: set[str] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def serve(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def post(self, facts: Sequence[Fact]) -> None:
        """Begin to deliver; never blocks and never fails (the sweep is the safety net)."""
        task = asyncio.create_task(self._deliver_all(facts))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def sweep_forever(self, pause: float = 1.0) -> None:
        """Each second, what was left over for more than a second."""
        while True:
            await asyncio.sleep(pause)
            try:
                await self._deliver_all(await self._left_over())
            except Exception:
                log.exception("sweep failed; tried again")

    async def _left_over(self) -> Sequence[Fact]:
        assert self._outbox is not None
        return await self._outbox.undelivered(older_than=timedelta(seconds=1), limit=200)

    async def _deliver_all(self, facts: Sequence[Fact]) -> None:
        assert self._outbox is not None
        done: list[str] = []
        for fact in facts:
            if fact.id in self._in_flight:
                continue
            self._in_flight.add(fact.id)
            # What was committed later must not overtake what the same workflow is being told.
            turn = self._turns.setdefault(fact.workflow_id, asyncio.Lock())
            try:
                async with turn:
                    if await self._deliver(fact):
                        done.append(fact.id)
            except (RPCError, OSError, RuntimeError, CentralkaError) as error:
                log.warning("fact %s not delivered yet: %s", fact.id, type(error).__name__)
            finally:
                self._in_flight.discard(fact.id)
        if done:
            await self._outbox.delivered(done)

    async def _deliver(self, fact: Fact) -> bool:
        kind, _, subject = fact.workflow_id.partition("-")
        deliver = {
            "call": self._to_call,
            "case": self._to_case,
            "agent": self._to_agent,
            "campaign": self._to_running,
        }.get(kind, self._to_running)
        return await deliver(fact, subject)

    async def _to_call(self, fact: Fact, _subject: str) -> bool:
        if fact.kind != "start":
            return await self._signalled(fact) or not await self._is_early(fact)
        # The same start told once more must not walk an ended call through its tree again.
        with suppress(WorkflowAlreadyStartedError):
            await self._client.start_workflow(
                "CallWorkflow",
                fact.payload,
                id=fact.workflow_id,
                task_queue=CORE,
                task_timeout=TASK_TIMEOUT,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
        return True

    async def _to_case(self, fact: Fact, subject: str) -> bool:
        if fact.kind == "signal" and await self._signalled(fact):
            return True
        assert self._outbox is not None
        if await self._outbox.late(fact.id):
            return True
        await self._client.start_workflow(
            "CaseWorkflow",
            args=[subject, None],
            id=fact.workflow_id,
            task_queue=CORE,
            task_timeout=TASK_TIMEOUT,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=fact.name if fact.kind == "signal" else None,
            start_signal_args=[fact.payload] if fact.kind == "signal" else [],
        )
        return True

    async def _to_agent(self, fact: Fact, subject: str) -> bool:
        await self._client.start_workflow(
            "AgentWorkflow",
            subject,
            id=fact.workflow_id,
            task_queue=CORE,
            task_timeout=TASK_TIMEOUT,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=fact.name,
            start_signal_args=[fact.payload] if fact.payload else [],
        )
        return True

    async def _is_early(self, fact: Fact) -> bool:
        """What comes before the start waits for it: a call that heard nothing of its hang-up would never end."""
        assert self._outbox is not None
        return await self._outbox.awaits_start(fact.workflow_id)

    async def _to_running(self, fact: Fact, _subject: str) -> bool:
        """A signal that overtakes the start of its workflow waits; one to a workflow that has ended is done."""
        assert self._outbox is not None
        return await self._signalled(fact) or not await self._outbox.is_starting(fact.workflow_id)

    async def _signalled(self, fact: Fact) -> bool:
        """Whether the workflow runs and has the signal; what has ended needs it no more."""
        try:
            await self._client.get_workflow_handle(fact.workflow_id).signal(
                fact.name, args=[fact.payload] if fact.payload else []
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True


class TemporalCompletions:
    """Completes the activity that an order of a workflow waits in."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def complete(self, command: OpenCommand, result: CommandResult) -> bool:
        """True when Temporal has the result, or knows the activity no more; False to try again later."""
        handle = self._client.get_async_activity_handle(
            workflow_id=command.workflow_id, run_id=command.run_id, activity_id=command.activity_id
        )
        return await _told(handle.complete(result))

    async def give_back(self, workflow_id: str, known: Sequence[str]) -> int:
        """Fail what a dead gateway had taken and never stored, so that Temporal repeats it at once."""
        try:
            described = await self._client.get_workflow_handle(workflow_id).describe()
        except (RPCError, RuntimeError) as error:
            log.info("%s not asked for lost orders: %s", workflow_id, type(error).__name__)
            return 0
        run_id = described.run_id
        lost = [
            pending.activity_id
            for pending in described.raw_description.pending_activities
            if pending.activity_type.name == "order"
            and pending.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
            and pending.activity_id not in known
        ]
        for activity_id in lost:
            await self._fail(workflow_id, run_id, activity_id)
        return len(lost)

    async def _fail(self, workflow_id: str, run_id: str, activity_id: str) -> None:
        handle = self._client.get_async_activity_handle(
            workflow_id=workflow_id, run_id=run_id, activity_id=activity_id
        )
        await _told(handle.fail(ApplicationError("gateway_gone", type="gateway_gone")))


async def _told(answer: Awaitable[None]) -> bool:
    try:
        await answer
    except AsyncActivityCancelledError:
        return True
    except RPCError as error:
        return error.status is RPCStatusCode.NOT_FOUND
    return True
