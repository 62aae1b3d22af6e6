"""Knows how our processes reach Temporal: one client with our converter, and the workers of each task queue."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.failures import FailuresByKind
from app.codec import data_converter
from app.settings import Settings
from domain.errors import Unavailable
from workflows.agent import AgentWorkflow
from workflows.call import CallWorkflow
from workflows.campaign import CampaignWorkflow
from workflows.case import CaseWorkflow

CORE, IO = "core", "io"
WORKFLOWS = [AgentWorkflow, CallWorkflow, CampaignWorkflow, CaseWorkflow]
PASSED_THROUGH = (
    "activities",
    "domain",
    "graphs",
    "workflows",
    "cel_expr_python",
    "ruamel",
    "phonenumbers",
)


async def connect(settings: Settings, lazy: bool = False) -> Client:
    """A client; with `lazy` it connects at its first call, so that a process can start before Temporal does."""
    try:
        return await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal.namespace,
            data_converter=data_converter(settings.codec_key() if settings.temporal.codec else None),
            lazy=lazy,
        )
    except (RPCError, RuntimeError) as error:
        raise Unavailable(part=f"Temporal ({settings.temporal_address})") from error


async def connected(settings: Settings) -> Client:
    """A client that has reached the server, however long that takes."""
    while True:
        try:
            return await connect(settings)
        except Unavailable:
            await asyncio.sleep(0.5)


def workflow_worker(client: Client, activities: Sequence[Callable[..., Any]]) -> Worker:
    """The worker of workflows and of the short database work that runs inside their tasks."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return Worker(
        client,
        task_queue=CORE,
        workflows=WORKFLOWS,
        activities=activities,
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        workflow_task_executor=ThreadPoolExecutor(4, thread_name_prefix="workflow"),
        interceptors=[FailuresByKind()],
        build_id="centralka",
        sticky_queue_schedule_to_start_timeout=timedelta(milliseconds=500),
        max_cached_workflows=1000,
        # More at once would wait for the database inside their tasks, which then have to beat.
        max_concurrent_workflow_tasks=12,
    )


def activity_worker(client: Client, task_queue: str, activities: Sequence[Callable[..., Any]]) -> Worker:
    return Worker(
        client,
        task_queue=task_queue,
        activities=activities,
        interceptors=[FailuresByKind()],
        build_id="centralka",
        max_heartbeat_throttle_interval=timedelta(seconds=1),
        graceful_shutdown_timeout=timedelta(milliseconds=100),
    )
