"""Lists page by page, on both databases: nothing twice, nothing left out, whatever comes in between."""

from typing import Any

import pytest
from people import Center


async def _all(center: Center, path: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await center.manager.get(path, params={**params, **cursor})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if answer.json()["next"] is None:
            return items
        cursor = {"cursor": answer.json()["next"]}


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "due_at", "number", "-number"])
async def test_every_case_comes_once_in_order(center: Center, sort: str):
    await center.open_campaign()
    for number in range(5):
        await center.add_case(f"+4860010020{number}")
        center.clock.forward(seconds=number % 2)
    saved = {"status": "obiecal", "callback_at": "2026-11-30T10:00:00+01:00"}
    case = (await center.manager.get("/cases", params={"sort": "number"})).json()["items"][2]
    key = {"Idempotency-Key": "k"}
    done = await center.agent.post(f"/cases/{case['id']}/disposition", json=saved, headers=key)
    assert done.status_code == 200, done.text
    found = await _all(center, "/cases", sort=sort, limit=2)
    assert sorted(item["number"] for item in found) == [1, 2, 3, 4, 5]
    keys = [(item[sort.removeprefix("-")] or "9", item["id"]) for item in found]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


async def test_filters_narrow_the_list(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    await center.add_case("+48600100201")
    for params, count in (
        ({"q": "Żak"}, 2),
        ({"q": "#1"}, 1),
        ({"q": "600100201"}, 1),
        ({"q": "%"}, 0),
        ({"status": "nowy"}, 2),
        ({"status": "odmowa"}, 0),
        ({"campaign": "windykacja"}, 2),
        ({"campaign": "inna"}, 0),
        ({"finished": "false"}, 2),
        ({"owner": center.ids["agent"]}, 0),
        ({"due_before": "2126-01-01T00:00:00Z"}, 2),
    ):
        assert len(await _all(center, "/cases", **params)) == count, params
    assert [item["number"] for item in await _all(center, "/cases", q=case["contact"]["phones"][0])] == [1]


async def test_people_audit_and_graphs_are_listed(center: Center):
    await center.open_campaign()
    assert len(await _all(center, "/users", limit=2)) == 5
    assert [item["name"] for item in await _all(center, "/graphs/process")] == ["windykacja"]
    assert [item["name"] for item in await _all(center, "/campaigns")] == ["windykacja"]
    audit = (await center.administrator.get("/audit")).json()["items"]
    actions = sorted(
        item["action"] for item in audit if item["action"].partition(".")[0] not in ("user", "key")
    )
    published = ["draft.saved", "draft.saved", "graph.published", "graph.published"]
    assert actions == ["campaign.put", "campaign.started", *published, "number.added"]
    agents = await _all(center, "/agents")
    assert [(agent["name"], agent["state"]) for agent in agents] == [("Agent", "away")]
    assert [item["campaign"] for item in agents[0]["memberships"]] == ["windykacja"]
