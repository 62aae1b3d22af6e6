"""Long histories on a real Temporal that asks for a new run after 200 events: nothing is lost between runs."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.house import FakeCases, FakeQueues, FakeSwitch
from phones import free_port
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from workflow_office import unique, working

from app.provision.temporal import find_temporal
from app.settings import Settings
from app.supervisor.installation import TEMPORAL_TUNING
from app.temporal import CORE
from domain.calls import CallId, CommandKind, CommandResult, NewCall
from domain.cases import CaseFact, LoadedCase, SaveDisposition, StepRecord, StoredStep
from domain.ids import AgentId, CampaignId, CaseId, GraphHash
from graphs import check
from graphs.ivr import MOST_VISITS
from graphs.process import NEW_CASE, Created, Rules, advance, compile_process, cursor_to_json
from workflows import graph_store

SHORT = "limit.historyCount.suggestContinueAsNew=200"
FACTS = 600
ROUND = """
ivr: kolo
title: Kolo
blocks:
  raz: {block: menu, say: "Raz.", keys: {"1": dwa}, no_input: koniec}
  dwa: {block: menu, say: "Dwa.", keys: {"1": raz}, no_input: koniec}
  koniec: {block: hang_up}
"""
SWING = """
process: kolyska
statuses:
  jeden: {initial: true, qualifier: none, on_dialer: {busy: dwa}}
  dwa: {for: system, qualifier: callback-public-relative, after: 2h, on_dialer: {busy: trzy}}
  trzy: {for: system, qualifier: callback-public-relative, after: 2h, on_dialer: {busy: dwa}}
  koniec: {qualifier: terminal}
"""


@pytest.fixture(scope="module")
def temporal_address() -> Iterator[str]:
    place = find_temporal(Settings())
    if place is None or place.executable is None:
        pytest.skip("no Temporal here: run ./centralka setup")
    port = free_port(socket.SOCK_STREAM)
    command = [str(place.executable), "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "error"]
    for value in (*TEMPORAL_TUNING, SHORT):
        command += ["--dynamic-config-value", value]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


@dataclass
class RememberingCases(FakeCases):
    """Each run finds the case where the last step left it; an outcome heard before writes no step (as in SQL)."""

    async def load(self, case_id: CaseId) -> LoadedCase:
        if not self.steps:
            return self.case
        return replace(self.case, cursor=self.steps[max(self.steps)].cursor)

    async def commit_step(self, step: StepRecord) -> StoredStep:
        if step.attempt_id is None or all(step.attempt_id != one.attempt_id for one in self.steps.values()):
            return await super().commit_step(step)
        last = max(self.steps)
        return StoredStep(last, self.steps[last].cursor, repeated=True)


def published(text: str, kind: str) -> tuple[GraphHash, dict[str, object]]:
    checked = check(text, kind)
    assert checked.canonical is not None, checked.problems
    assert checked.hash is not None
    graph_store.read_graphs_with(lambda _: checked.canonical or {})
    return GraphHash(checked.hash), checked.canonical


async def runs_of(client: Client, handle: WorkflowHandle[object, object]) -> int:
    """How many runs the workflow took, each the continuation of the one before."""
    return len([one async for one in client.list_workflows(f"WorkflowId = '{handle.id}'")])


@pytest.mark.fault("T3")
async def test_endless_tree_is_walked_in_several_runs_until_the_limit_of_loops_ends_the_call(
    temporal: Client,
) -> None:
    tree, _ = published(ROUND, "ivr")
    switch = FakeSwitch(temporal, lambda _: CommandResult("ok", "1"))
    async with working(temporal, FakeQueues(), switch) as office:
        call = NewCall(CallId(unique("c")[2:]), "n1", "inbound", None, None, ivr_hash=tree)
        handle = await office.start("CallWorkflow", [call], f"call-{call.call_id}")
        await handle.result()
        assert [order.number for order in switch.orders] == list(range(1, MOST_VISITS + 2))
        assert switch.orders[-1].kind is CommandKind.HANG_UP
        assert switch.orders[-1].cause == "loop_limit"
        assert await runs_of(temporal, handle) > 2


@pytest.mark.fault("T4")
async def test_facts_in_a_flood_are_all_applied_in_their_order_while_the_case_continues_as_new(
    temporal: Client,
) -> None:
    cases = RememberingCases(_swinging())
    async with working(temporal, cases):
        case_id = cases.case.case_id
        handle = await temporal.start_workflow(
            "CaseWorkflow", args=[case_id, None], id=f"case-{case_id}", task_queue=CORE
        )
        for number in range(FACTS):
            await handle.signal("fact", _busy(number))
        await _saved(handle, SaveDisposition(unique("d"), "koniec", AgentId("anna")))
        await handle.result()
        applied = [step.attempt_id for _, step in sorted(cases.steps.items()) if step.attempt_id]
        assert applied == [f"a{number}" for number in range(FACTS)]
        assert await runs_of(temporal, handle) > 1


async def _saved(handle: WorkflowHandle[Any, Any], save: SaveDisposition) -> None:
    """As the API's user does: an update that met a task in trouble is sent again under its key."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await handle.execute_update("save", save, id=save.disposition_id)
            except RPCError:
                await asyncio.sleep(0.2)


def _busy(number: int) -> CaseFact:
    return CaseFact(
        "outcome", f"outcome/a{number}", datetime.now(UTC), outcome="busy", attempt_id=f"a{number}"
    )


def _swinging() -> LoadedCase:
    graph, document = published(SWING, "process")
    hour = timedelta(hours=1)
    created = advance(
        compile_process(document), NEW_CASE, Created(datetime.now(UTC)), Rules("Europe/Warsaw", hour)
    )
    return LoadedCase(
        CaseId(unique("x")[2:]),
        CampaignId("k"),
        graph,
        "Europe/Warsaw",
        hour.total_seconds(),
        cursor_to_json(created.cursor),
    )
