"""The story through the API alone: documents, a campaign, a case, a saved status."""

from people import Center


async def test_designer_publishes_and_campaign_opens(center: Center) -> None:
    campaign = await center.open_campaign()
    assert campaign["on"]
    assert campaign["id"] in center.work.running
    case = await center.add_case(kwota=120)
    assert (case["number"], case["status"], case["contact"]["phones"]) == (1, "nowy", ["+48600100200"])
    listed = (await center.agent.get("/cases", params={"q": "600 100 200"})).json()
    assert [item["id"] for item in listed["items"]] == [case["id"]]
    body = {"status": "obiecal", "note": "zapłaci", "callback_at": "2026-11-24T10:00", "fields": {"rata": 1}}
    saved = await center.agent.post(
        f"/cases/{case['id']}/disposition", json=body, headers={"Idempotency-Key": "k1"}
    )
    assert saved.status_code == 200, saved.text
    assert saved.json()["status"] == "obiecal"
    assert saved.json()["due_at"] == "2026-11-24T09:00:00Z"
    history = (await center.agent.get(f"/cases/{case['id']}/history")).json()["items"]
    assert [row["status"] for row in history] == ["nowy", "obiecal"]
    assert history[1]["note"] == "zapłaci"
