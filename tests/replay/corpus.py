"""Knows the recorded histories with the graphs they name, and how today's workflows go through them again."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from app.temporal import PASSED_THROUGH, WORKFLOWS
from domain.ids import GraphHash
from workflows import graph_store

HERE = Path(__file__).parent
SHARED = ("workflows.graph_store", "workflows.options")
RECORDED, FRESH = HERE / "histories", HERE.parents[1] / "build" / "histories"

STRICTLY = (*(module for module in PASSED_THROUGH if module != "workflows"), *SHARED)
"""Here the workflows are in the sandbox as a whole: it refuses a clock, chance, threads, files."""


def recorded(folder: Path = RECORDED) -> Iterator[Path]:
    """The histories of a folder; graphs lie beside them under their hashes."""
    return (file for file in sorted(folder.glob("*.json")) if not file.name.startswith("graph-"))


async def replay(file: Path) -> None:
    """Raises where the workflow would now decide otherwise."""

    def graph(graph_hash: GraphHash) -> dict[str, Any]:
        return json.loads((file.parent / f"graph-{graph_hash}.json").read_text(encoding="utf-8"))

    graph_store.read_graphs_with(graph)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*STRICTLY)
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        data_converter=pydantic_data_converter,
    )
    story = WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))
    await replayer.replay_workflow(story)


def keep(name: str, history: WorkflowHistory, graphs: dict[str, str]) -> Path:
    """Write a history and its graphs where a developer finds them (build/histories)."""
    FRESH.mkdir(parents=True, exist_ok=True)
    for graph_hash, body in graphs.items():
        (FRESH / f"graph-{graph_hash}.json").write_text(body, encoding="utf-8")
    file = FRESH / f"{name}.json"
    # Who wrote an event is the name of a machine.
    text = re.sub(r'("identity": *")[^"]*"', r'\1worker"', history.to_json())
    file.write_text(text, encoding="utf-8")
    return file
