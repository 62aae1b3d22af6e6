"""Knows how the API's requests become updates and signals of workflows, with a limit to its patience."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.failures import as_error
from app.delivery import TASK_TIMEOUT
from app.temporal import CORE
from domain.cases import AssignOwner, SaveDisposition, SetRecall
from domain.errors import CallEnded, CentralkaError, Unavailable
from domain.ids import AgentId, CallId, CampaignId, CaseId

T = TypeVar("T")
PATIENCE = 2.0


class TemporalWork:
    """Each returns when it is done; `Unavailable` when Temporal or its workers were silent for two seconds."""

    def __init__(self, client: Client, node: str) -> None:
        self._client = client
        self._node = node

    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> None:
        await self._update_agent(agent_id, "set_presence", [agent_id, presence, break_type])

    async def end_wrap_up(self, agent_id: AgentId) -> None:
        await self._update_agent(agent_id, "end_wrap_up", [agent_id])

    async def extend_wrap_up(self, agent_id: AgentId) -> None:
        await self._update_agent(agent_id, "extend_wrap_up", [agent_id])

    async def save_disposition(self, case_id: CaseId, save: SaveDisposition, key: str) -> None:
        """Apply the stored draft once: the key is the update's id, and the draft remembers its step in SQL."""
        await _patiently(
            self._client.execute_update_with_start_workflow(
                "save",
                save,
                id=key,
                start_workflow_operation=self._start("CaseWorkflow", [case_id, None], f"case-{case_id}"),
            )
        )

    async def recall(self, case_id: CaseId, order: SetRecall) -> None:
        await _patiently(
            self._client.execute_update_with_start_workflow(
                "recall",
                order,
                start_workflow_operation=self._start("CaseWorkflow", [case_id, None], f"case-{case_id}"),
            )
        )

    async def assign(self, case_id: CaseId, order: AssignOwner) -> None:
        await _patiently(
            self._client.execute_update_with_start_workflow(
                "assign",
                order,
                start_workflow_operation=self._start("CaseWorkflow", [case_id, None], f"case-{case_id}"),
            )
        )

    async def start_campaign(self, campaign_id: CampaignId) -> None:
        await _patiently(
            self._client.start_workflow(
                "CampaignWorkflow",
                args=[campaign_id, self._node],
                id=f"campaign-{campaign_id}",
                task_queue=CORE,
                task_timeout=TASK_TIMEOUT,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
        )

    async def stop_campaign(self, campaign_id: CampaignId) -> None:
        await self._signal(f"campaign-{campaign_id}", "stop")

    async def hang_up(self, call_id: CallId) -> None:
        try:
            await _patiently(self._client.get_workflow_handle(f"call-{call_id}").signal("end"))
        except _GoneError:
            raise CallEnded from None

    async def _update_agent(self, agent_id: AgentId, name: str, args: list[Any]) -> None:
        await _patiently(
            self._client.execute_update_with_start_workflow(
                name,
                args=args,
                start_workflow_operation=self._start("AgentWorkflow", [agent_id], f"agent-{agent_id}"),
            )
        )

    def _start(
        self, workflow: str, args: list[Any], workflow_id: str
    ) -> WithStartWorkflowOperation[Any, Any]:
        return WithStartWorkflowOperation(
            workflow,
            args=args,
            id=workflow_id,
            task_queue=CORE,
            task_timeout=TASK_TIMEOUT,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    async def _signal(self, workflow_id: str, name: str) -> None:
        try:
            await _patiently(self._client.get_workflow_handle(workflow_id).signal(name))
        except _GoneError:
            return


class TemporalPart:
    """Whether Temporal answers, for readiness."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ping(self) -> None:
        """`Unavailable` when it does not answer."""
        await _patiently(self._client.service_client.check_health(timeout=timedelta(seconds=PATIENCE)))


class _GoneError(Exception):
    """The workflow has ended, or never was."""


async def _patiently(answer: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(answer, PATIENCE)
    except WorkflowUpdateFailedError as error:
        raise _cause_of(error) from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise _GoneError from None
        raise Unavailable(part="Temporal") from error
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError, RuntimeError) as error:
        raise Unavailable(part="Temporal") from error


def _cause_of(error: WorkflowUpdateFailedError) -> CentralkaError:
    """Our error inside the failure, through the activity that raised it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ApplicationError):
            return as_error(cause)
        cause = cause.__cause__ or getattr(cause, "cause", None)
    return CentralkaError()
