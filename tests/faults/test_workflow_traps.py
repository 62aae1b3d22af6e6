"""The traps of durable workflows, sprung on a whole installation."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import RawValue

from tests.faults.cells import Stage
from tests.faults.moments import Story, steps_of
from tests.faults.oracle import BACK_PROMISED, Oracle
from tests.installation import CHECKOUT, Installation, until

pytestmark = [pytest.mark.system, pytest.mark.matrix, pytest.mark.timeout(240)]
SCREENS = ("/agents/me", "/cases", "/calls", "/campaigns", "/messages", "/recalls")


async def status_of(stage: Stage, workflow_id: str) -> WorkflowExecutionStatus | None:
    return (await stage.temporal.get_workflow_handle(workflow_id).describe()).status


@asynccontextmanager
async def second_worker(house: Installation) -> AsyncGenerator[int]:
    """Another worker of the same installation, as larger ones have; its pid."""
    ready = house.state / "run" / "worker.ready"
    first = ready.read_text(encoding="ascii")
    with (house.state / "second-worker.log").open("wb") as log:
        command = [sys.executable, "-m", "app", "worker"]
        second = subprocess.Popen(command, cwd=CHECKOUT, env=house.environment, stdout=log, stderr=log)
    try:
        await until(lambda: ready.read_text(encoding="ascii") == str(second.pid), 30, "the second worker")
        ready.write_text(first, encoding="ascii")
        yield second.pid
    finally:
        second.kill()
        second.wait()


@pytest.mark.fault("T5")
async def test_mail_whose_activity_timed_out_after_it_was_sent_is_not_sent_by_another_worker(
    stage: Stage,
) -> None:
    story = await stage.open("mail being sent", "marketing")
    for step in steps_of("mail being sent")[0]:
        await step(story)
    async with second_worker(stage.house), stage.frozen("worker"):
        await until(lambda: story.floor.case("workflow") == "finished", 30, "another worker settles it")
        assert story.floor.case("status") == "nie-wyslano"
        stage.mailbox.let_go()
    assert await Oracle(story.floor, stage.temporal).verdict() == []
    assert len(stage.mailbox.texts_for(story.floor.email)) == 1
    effect = "SELECT state, attempts FROM effect WHERE case_id = ? AND kind = 'mail'"
    assert stage.house.sql(effect, story.floor.case_id) == [("unknown", 1)]


@pytest.mark.fault("T6")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM], ids=lambda end: end.name)
async def test_call_of_a_worker_that_ends_goes_on_in_another_one(stage: Stage, end: signal.Signals) -> None:
    story = await stage.bring_to("key awaited")
    async with second_worker(stage.house) as second:
        first = stage.house.kill("worker", end)
        try:
            ended_at = time.monotonic()
            await story.to_queue()
            assert time.monotonic() - ended_at < BACK_PROMISED
            assert await goes_on_in(stage, story) == second
        finally:
            with suppress(ProcessLookupError):
                os.kill(first, signal.SIGCONT)
    story.customer.hang_up()
    assert await Oracle(story.floor, stage.temporal).verdict() == []


async def goes_on_in(stage: Stage, story: Story) -> int:
    """The process that did the last task of the call's workflow."""
    history = await stage.temporal.get_workflow_handle(f"call-{story.floor.call('id')}").fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    last = [event for event in history.events if event.event_type == done][-1]
    return int(last.workflow_task_completed_event_attributes.identity.partition("@")[0])


@pytest.mark.fault("T16")
async def test_work_that_a_call_began_outlives_the_call_s_workflow(stage: Stage) -> None:
    story = await stage.bring_to("talking")
    call = stage.temporal.get_workflow_handle(f"call-{story.floor.call('id')}")
    await call.terminate("test")
    await story.to_wrap_up()
    await story.to_mail()
    await story.to_end()
    await stage.judge(story, "inbound")
    assert story.floor.case("status") == "wyslano"
    for workflow_id in (call.id, f"case-{story.floor.case_id}", f"agent-{story.floor.agent_id}"):
        history = await stage.temporal.get_workflow_handle(workflow_id).fetch_history()
        kinds = {EventType.Name(event.event_type) for event in history.events}
        assert not [kind for kind in kinds if "CHILD_WORKFLOW" in kind]


@pytest.mark.fault("T7")
async def test_start_of_a_call_told_again_after_its_end_runs_nothing(stage: Stage) -> None:
    """As when a gateway dies after it told the start, before it wrote that down."""
    story = await stage.bring_to("end")
    call = story.floor.call("id")
    with sqlite3.connect(stage.house.state / "centralka.sqlite", timeout=10) as db:
        told = "UPDATE outbox SET delivered_at = NULL WHERE kind = 'start' AND workflow_id = ?"
        assert db.execute(told, (f"call-{call}",)).rowcount == 1
    waiting = "SELECT 1 FROM outbox WHERE delivered_at IS NULL AND workflow_id = ?"
    await until(lambda: not stage.house.sql(waiting, f"call-{call}"), 15, "the start was told again")
    runs = [one async for one in stage.temporal.list_workflows(f"WorkflowId = 'call-{call}'")]
    assert [run.status for run in runs] == [WorkflowExecutionStatus.COMPLETED]


async def test_caller_who_hung_up_while_temporal_stood_still_leaves_no_workflow_open(stage: Stage) -> None:
    floor = await stage.opener.open()
    pid = stage.house.kill("temporal", signal.SIGSTOP)
    try:
        caller = await floor.caller(stage.folder)
        # Asterisk itself answers after ten seconds, with "please hold".
        await caller.is_up(20)
        assert floor.call("id")
        caller.hang_up()
        assert await caller.finished(10) == 0
        await until(lambda: floor.call("ended_at"), 10, "its end is in SQL")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert await Oracle(floor, stage.temporal).verdict() == []


@pytest.mark.fault("T10")
async def test_case_goes_on_after_signals_that_nobody_can_read(stage: Stage) -> None:
    story = await stage.bring_to("mail being sent")
    case = stage.temporal.get_workflow_handle(f"case-{story.floor.case_id}")
    await case.signal("fact", {"kind": 7, "at": "yesterday"})
    await case.signal("no_such_signal", "x")
    poison = Payload(
        metadata={"encoding": b"binary/encrypted", "encryption-key-id": b"lost"}, data=b"\x00" * 40
    )
    await case.signal("fact", RawValue(poison))
    await story.to_end()
    await stage.judge(story, "inbound")


@pytest.mark.fault("T11")
async def test_every_screen_is_readable_while_no_worker_runs(stage: Stage) -> None:
    story = await stage.bring_to("talking")
    async with stage.frozen("worker"):
        for screen in SCREENS:
            answer = await story.floor.agent.raw("GET", screen)
            assert answer.status_code == 200, f"{screen}: {answer.text}"
            assert answer.elapsed < timedelta(seconds=3)
    await story.to_wrap_up()


@pytest.mark.fault("T12")
async def test_workflows_bear_no_search_attributes_and_no_memo(stage: Stage) -> None:
    story = await stage.bring_to("mail being sent")
    async for workflow in stage.temporal.list_workflows():
        own = [name for name in workflow.search_attributes if not name.startswith(("Build", "Temporal"))]
        assert own == []
        assert await workflow.memo() == {}
    await story.to_end()


@pytest.mark.fault("T14")
async def test_finished_call_that_an_operator_resets_has_no_new_effect(stage: Stage) -> None:
    story = await stage.bring_to("end")
    call = f"call-{story.floor.call('id')}"
    before = (len(stage.house.cdr()), story.floor.orders(), stage.history_rows(story))
    await reset(stage, call)
    await until(lambda: _completed(stage, call), 30, "the reset call has ended again")
    assert await Oracle(story.floor, stage.temporal).verdict() == []
    assert (len(stage.house.cdr()), story.floor.orders(), stage.history_rows(story)) == before
    await stage.judge(story, "inbound")


async def _completed(stage: Stage, workflow_id: str) -> bool:
    return await status_of(stage, workflow_id) is WorkflowExecutionStatus.COMPLETED


async def reset(stage: Stage, workflow_id: str) -> None:
    """To the first task of the workflow, as `temporal workflow reset` does."""
    history = await stage.temporal.get_workflow_handle(workflow_id).fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    first = next(event.event_id for event in history.events if event.event_type == done)
    request = ResetWorkflowExecutionRequest(
        namespace="default",
        workflow_execution=WorkflowExecution(workflow_id=workflow_id),
        reason="test",
        workflow_task_finish_event_id=first,
        request_id=uuid.uuid4().hex,
    )
    await stage.temporal.workflow_service.reset_workflow_execution(request)
