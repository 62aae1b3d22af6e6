"""Knows what the story cost in Temporal: the events in the histories of its workflows."""

from collections.abc import Iterable

from temporalio.client import Client
from temporalio.service import RPCError

from app.settings import Settings
from app.temporal import connect


async def history_lengths(settings: Settings, workflows: Iterable[str]) -> dict[str, int]:
    """The number of history events of each workflow's present run; 0 where there is none."""
    client = await connect(settings)
    return {workflow: await _length(client, workflow) for workflow in workflows}


async def _length(client: Client, workflow: str) -> int:
    try:
        return (await client.get_workflow_handle(workflow).describe()).history_length
    except RPCError:
        return 0
