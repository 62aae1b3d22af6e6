"""Knows what the story cost in Temporal: the events in the histories of its workflows."""

from collections.abc import Iterable
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from app.settings import Settings
from app.temporal import connect


@dataclass(frozen=True, slots=True)
class History:
    """The present run of a workflow, and how many events its history has; none where there is no run."""

    run: str | None = None
    length: int = 0

    def since(self, earlier: "History") -> int:
        """The events since then; a new run began with none."""
        return self.length - (earlier.length if earlier.run == self.run else 0)


async def histories(settings: Settings, workflows: Iterable[str]) -> dict[str, History]:
    """What each workflow has cost up to now."""
    client = await connect(settings)
    return {workflow: await _history(client, workflow) for workflow in workflows}


async def _history(client: Client, workflow: str) -> History:
    try:
        described = await client.get_workflow_handle(workflow).describe()
    except RPCError:
        return History()
    return History(described.run_id, described.history_length)
