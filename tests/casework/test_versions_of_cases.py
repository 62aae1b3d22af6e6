"""Cases keep the version that they began with: its statuses are offered, and its edges followed, for good."""

import json
from typing import Any

import pytest

from tests.casework.office import CaseOffice

FIRST: dict[str, Any] = {
    "nowy": {"initial": True, "on_event": {"zaplata": "oplacona"}},
    "obietnica": {"qualifier": "end-of-queue"},
    "oplacona": {"for": "system", "qualifier": "terminal"},
}
SECOND: dict[str, Any] = {
    "nowy": {"initial": True, "on_event": {"zaplata": "sprawdzana"}},
    "zgoda": {"qualifier": "end-of-queue"},
    "sprawdzana": {"for": "system", "qualifier": "end-of-queue"},
}


async def publish(office: CaseOffice, statuses: dict[str, Any]) -> Any:
    path = f"/graphs/process/{office.name}"
    etag = (await office.admin.raw("GET", f"{path}/draft")).headers["etag"]
    text = json.dumps({"process": office.name, "statuses": statuses}).encode()
    headers = {"Content-Type": "application/yaml", "If-Match": etag}
    await office.admin.call("PUT", f"{path}/draft", content=text, headers=headers)
    return await office.admin.post(f"{path}/publish")


async def put_on(office: CaseOffice, number: int | str) -> None:
    path = f"/campaigns/{office.name}/versions"
    etag = (await office.admin.raw("GET", path)).headers["etag"]
    await office.admin.call("POST", path, json={"process": number}, headers={"If-Match": etag})


async def offered(office: CaseOffice, case: str) -> set[str]:
    return {choice["status"] for choice in (await office.admin.get(f"/cases/{case}/choices"))["items"]}


@pytest.mark.feature("EXT-32")
async def test_case_keeps_its_version_and_its_statuses_through_publish_and_rollback(office: CaseOffice):
    await office.set_up(FIRST)
    old = await office.add()
    published = await publish(office, SECOND)
    assert [(use["campaign"], use["reach"]) for use in published["campaigns"]] == [(office.name, "at_start")]
    await put_on(office, "newest")
    new = await office.add(office.customer(1))
    assert [(await office.case(case))["process_version"] for case in (old, new)] == [1, 2]
    assert (await offered(office, old), await offered(office, new)) == (
        {"nowy", "obietnica"},
        {"nowy", "zgoda"},
    )
    assert (await office.refused(old, "zgoda"))["code"] == "status_unknown"
    await office.save(old, "obietnica")
    back = await office.admin.post(f"/graphs/process/{office.name}/rollback", {"to": 1})
    assert back["number"] == 3
    await put_on(office, 3)
    later = await office.add(office.customer(2))
    for case, status in ((old, "oplacona"), (new, "sprawdzana"), (later, "oplacona")):
        if case == old:
            await office.save(old, "nowy")
        await office.admin.post(
            f"/cases/{case}/events", {"event": "zaplata"}, **{"Idempotency-Key": f"e-{case}"}
        )
        await office.becomes_status(case, status)
    assert [(await office.case(case))["process_version"] for case in (old, new, later)] == [1, 2, 3]
