"""Knows that a death of the worker loses no effect, and that what was done outlives every history of a workflow."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from werkzeug import Request, Response

from app.settings import Settings
from app.temporal import connect
from tests.casework.office import CaseOffice
from tests.installation import until

KEY = "whsec_" + "bWlhxYJvICBza2FyYg=="


def telling(service: str) -> dict[str, Any]:
    tell = {"call_webhook": {"service": service}, "on_success": "powiedziane", "on_failure": "nie"}
    return {
        "nowy": {"initial": True, "qualifier": "unused"},
        "mow": {"qualifier": "waiting", "actions": [tell]},
        "powiedziane": {"for": "system", "qualifier": "terminal"},
        "nie": {"for": "system", "qualifier": "terminal"},
    }


async def set_up(office: CaseOffice, server: HTTPServer) -> list[str]:
    """A receiver of the test's own; the ids that it hears."""
    heard: list[str] = []

    def hear(request: Request) -> Response:
        heard.append(request.headers["webhook-id"])
        return Response()

    server.expect_request("/events").respond_with_handler(hear)
    name = f"crm-{office.tag}"
    await office.admin.call("PUT", f"/secrets/{name}", json={"value": KEY})
    options = {"url": server.url_for("/events"), "secret": f"secret://{name}"}
    form = {"kind": "webhook", "adapter": "standard", "options": options}
    await office.admin.call("PUT", f"/services/{name}", json=form)
    await office.set_up(telling(name))
    return heard


@pytest.mark.parametrize(
    ("point", "times"),
    [("claimed", 1), ("accepted", 2), pytest.param("confirmed", 1, marks=pytest.mark.matrix)],
)
async def test_a_worker_that_dies_while_it_tells_leaves_nothing_untold(
    office: CaseOffice, httpserver: HTTPServer, point: str, times: int
):
    heard = await set_up(office, httpserver)
    case = await office.add()
    office.house.order_death(f"webhook.{point}")
    await office.save(case, "mow")
    await office.house.dies_at("worker", f"webhook.{point}")
    await office.becomes_status(case, "powiedziane", patience=40)
    assert len(heard) == times
    assert len(set(heard)) == 1


@pytest.mark.matrix
@pytest.mark.fault("F37", "T13")
async def test_a_case_tells_the_same_after_its_history_in_temporal_is_gone(
    office: CaseOffice, httpserver: HTTPServer
):
    heard = await set_up(office, httpserver)
    case = await office.add(kwota="100")
    await office.save(case, "mow")
    await office.becomes_status(case, "powiedziane")
    before = await everything_about(office, case)
    await forget(f"case-{case}", office)
    assert await everything_about(office, case) == before
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": "mail"}, expect=409)
    assert len(heard) == 1


async def everything_about(office: CaseOffice, case: str) -> list[Any]:
    paths = ("", "/history", "/effects", "/why")
    told = [await office.admin.get(f"/cases/{case}{path}") for path in paths]
    return [*told, await office.admin.get("/messages", case=case)]


async def forget(workflow_id: str, office: CaseOffice) -> None:
    """Delete the history, as the retention of the namespace does after its days."""
    client: Client = await connect(Settings(state=office.house.state))
    handle = client.get_workflow_handle(workflow_id)
    await handle.result()
    request = DeleteWorkflowExecutionRequest(
        namespace="default", workflow_execution=WorkflowExecution(workflow_id=workflow_id)
    )
    await client.workflow_service.delete_workflow_execution(request)

    async def gone() -> bool:
        try:
            await handle.describe()
        except RPCError as error:
            return error.status is RPCStatusCode.NOT_FOUND
        return False

    await until(gone, 60, "Temporal has forgotten the case")
