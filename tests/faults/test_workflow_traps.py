"""The traps of durable workflows, sprung on a whole installation."""

import os
import signal
import sqlite3
import uuid
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import RawValue

from tests.faults.cells import Stage
from tests.faults.oracle import Oracle
from tests.installation import until

pytestmark = [pytest.mark.system, pytest.mark.matrix, pytest.mark.timeout(240)]
SCREENS = ("/agents/me", "/cases", "/calls", "/campaigns", "/messages", "/recalls")


async def status_of(stage: Stage, workflow_id: str) -> WorkflowExecutionStatus | None:
    return (await stage.temporal.get_workflow_handle(workflow_id).describe()).status


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
