"""Times that agents agree with customers: which are possible, what they mean, and when they are dialled."""

from datetime import timedelta
from typing import Any

import pytest
from office import NODE, Office
from people import CAMPAIGN, PROCESS, Center

from db.registrations import Registrations
from domain.access import Role
from domain.ids import CampaignId

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MORNINGS = [{"days": "mon-fri", "hours": "08:00-12:00"}]


async def agree(center: Center, at: str, key: str = "k", **more: Any) -> Any:
    """An agent agrees a callback in the first case that there is, in the campaign `windykacja`."""
    items = (await center.agent.get("/cases")).json()["items"]
    case = items[0]["id"] if items else (await center.add_case())["id"]
    body = {"status": "obiecal", "callback_at": at, **more}
    headers = {"Idempotency-Key": key}
    return await center.agent.post(f"/cases/{case}/disposition", json=body, headers=headers)


@SQLITE
@pytest.mark.hostile("H39")
@pytest.mark.parametrize(
    ("at", "zone", "due"),
    [
        ("2027-03-28T02:30", None, "2027-03-28T01:30:00Z"),
        ("2027-03-28T02:30", "Europe/Kiev", "2027-03-28T00:30:00Z"),
        ("2027-03-28T03:30", "Europe/Kyiv", "2027-03-28T01:30:00Z"),
        ("2027-10-31T02:30", None, "2027-10-31T00:30:00Z"),
        ("2027-03-28T02:30+02:00", None, "2027-03-28T00:30:00Z"),
        ("2026-12-01 10:00", None, "2026-12-01T09:00:00Z"),
        ("2026-12-01T10:00Z", None, "2026-12-01T10:00:00Z"),
    ],
)
async def test_a_time_that_is_odd_is_accepted_with_the_moment_that_it_means(
    center: Center, at: str, zone: str | None, due: str
):
    await center.open_campaign()
    if at.startswith("2027-10"):
        center.clock.forward(days=100)
    saved = await agree(center, at, zone=zone)
    assert saved.status_code == 200, saved.text
    assert (saved.json()["due_at"], saved.json()["due_zone"]) == (due, "Europe/Warsaw")


@SQLITE
@pytest.mark.hostile("H39")
@pytest.mark.parametrize(
    ("at", "zone", "says"),
    [
        ("2027-02-29T10:00", None, "no such time"),
        ("2100-01-01T10:00", None, "2027-11-23 10:00 (Europe/Warsaw) is the latest"),
        ("9999-12-31T23:59:59-12:00", None, "is the latest"),
        ("2026-11-23T09:59", None, "it is 2026-11-23 10:00 (Europe/Warsaw)"),
        ("0001-01-01T00:00+14:00", None, "has passed"),
        ("+02:00", None, "no such time"),
        ("2026-12-01", None, "no such time"),
        ("2026-12-01T10:00", "Europe/Kief", "no time zone"),
        ("2026-12-01T10:00", "../../etc/passwd", "no time zone"),
        ("2026-12-01T10:00+02:00", "Europe/Kyiv", "an offset already"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_in_words(
    center: Center, at: str, zone: str | None, says: str
):
    await center.open_campaign()
    refused = await agree(center, at, zone=zone)
    assert (refused.status_code, refused.json()["code"]) == (422, "time_not_allowed"), refused.text
    (problem,) = refused.json()["problems"]
    assert problem["field"] == "callback_at"
    assert says in problem["message"]
    assert (await center.agent.get("/cases")).json()["items"][0]["status"] == "nowy"


@SQLITE
@pytest.mark.feature("FCC-15")
@pytest.mark.parametrize(
    ("latest", "allowed", "refused", "says"),
    [
        ("3d", "2026-11-26T10:00", "2026-11-26T10:01", "26.11.2026 10:00 (Europe/Warsaw)"),
        ("2026-12-24", "2026-12-24T23:59", "2026-12-25T00:00", "24.12.2026 23:59 (Europe/Warsaw)"),
    ],
)
async def test_no_callback_is_later_than_the_campaign_allows(
    center: Center, latest: str, allowed: str, refused: str, says: str
):
    await center.open_campaign(records={"latest_recontact": latest})
    center.agent.headers["Accept-Language"] = "pl"
    answer = await agree(center, refused)
    assert (answer.status_code, answer.json()["code"]) == (422, "time_not_allowed")
    assert says in answer.json()["problems"][0]["message"]
    assert (await agree(center, allowed, "2")).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-15")
async def test_no_recall_of_the_process_itself_is_later_than_the_campaign_allows(center: Center):
    text = PROCESS.replace("process: windykacja", "process: rzadko").replace("after: 15min", "after: 60d")
    text = text.replace("za-15-min: {for: system, ", "za-15-min: {")
    await center.publish("process", "rzadko", text)
    await center.open_campaign(process="rzadko", records={"latest_recontact": "3d"})
    case = (await center.add_case())["id"]
    saved = await center.agent.post(
        f"/cases/{case}/disposition", json={"status": "za-15-min"}, headers={"Idempotency-Key": "k"}
    )
    assert (saved.status_code, saved.json()["due_at"]) == (200, "2026-11-26T09:00:00Z"), saved.text


@SQLITE
@pytest.mark.feature("FCC-16")
async def test_recall_windows_are_for_campaigns_that_call_out(center: Center):
    await center.open_campaign()
    etag = (await center.designer.get("/campaigns/windykacja")).headers["etag"]
    document = CAMPAIGN | {"direction": "inbound", "records": {"recall_windows": MORNINGS}}
    refused = await center.designer.put("/campaigns/windykacja", json=document, headers={"If-Match": etag})
    assert (refused.status_code, refused.json()["code"]) == (422, "recall_windows_not_dialled")
    document["direction"] = "both"
    put = await center.designer.put("/campaigns/windykacja", json=document, headers={"If-Match": etag})
    assert put.status_code == 200, put.text


@SQLITE
@pytest.mark.feature("FCC-129")
async def test_no_callback_is_later_than_its_status_allows(center: Center):
    text = PROCESS.replace("process: windykacja", "process: krotko")
    text = text.replace("callback-private-agent}", "callback-private-agent, latest: 7d}")
    await center.publish("process", "krotko", text)
    await center.open_campaign(process="krotko", records={"latest_recontact": "30d"})
    answer = await agree(center, "2026-11-30T10:01")
    assert (answer.status_code, answer.json()["code"]) == (422, "time_not_allowed")
    assert "2026-11-30 10:00" in answer.json()["problems"][0]["message"]
    assert (await agree(center, "2026-11-30T10:00", "2")).status_code == 200
    case = (await center.agent.get("/cases")).json()["items"][0]["id"]
    choices = (await center.agent.get(f"/cases/{case}/choices")).json()["items"]
    assert [item["latest"] for item in choices if item["needs_time"]] == ["2026-11-30T09:00:00Z"]


async def works(center: Center, **campaign: Any) -> Office:
    """The campaign dials by itself, and its agent waits for work."""
    found = await center.open_campaign(dial={"mode": "progressive"}, **campaign)
    made = await center.administrator.post("/phones", json={"name": "p1", "agent_id": center.ids["agent"]})
    assert made.status_code == 201
    await Registrations(center.database).exactly(["p1"])
    assert (await center.agent.put("/agents/me/state", json={"work": True})).status_code == 200
    switch = Office(center.database, center.clock)
    switch.campaign = CampaignId(found["id"])
    return switch


@pytest.mark.feature("FCC-16")
@pytest.mark.hostile("H39")
async def test_a_callback_in_closed_hours_is_dialled_when_the_next_window_opens(center: Center):
    switch = await works(center, records={"recall_windows": MORNINGS})
    saved = (await agree(center, "2026-11-27T20:00")).json()
    assert (saved["due_at"], saved["dialled_at"]) == ("2026-11-27T19:00:00Z", "2026-11-30T07:00:00Z")
    center.clock.forward(days=4, hours=11)
    assert await switch.dialer.claim(switch.campaign, NODE) == []
    opens = await switch.dialer.next_due(switch.campaign)
    assert opens is not None
    assert opens.isoformat() == "2026-11-30T07:00:00+00:00"
    center.clock.now = opens - timedelta(seconds=1)
    assert await switch.dialer.claim(switch.campaign, NODE) == []
    center.clock.now = opens
    (dial,) = await switch.dialer.claim(switch.campaign, NODE)
    assert dial.case_id == saved["id"]


@pytest.mark.feature("FCC-24")
async def test_the_owner_makes_a_private_callback_before_its_time(center: Center):
    await center.hire("ewa", Role.AGENT)
    members = [{"agent": "agent@example.com"}, {"agent": "ewa@example.com"}]
    switch = await works(center, members=members)
    case = (await agree(center, "2026-12-01T10:00")).json()["id"]
    coming = (await center.agent.get("/recalls")).json()["items"]
    assert [(item["case_id"], item["due_wall"]) for item in coming] == [(case, "2026-12-01T10:00:00")]
    assert await switch.dialer.claim(switch.campaign, NODE) == []
    refused = await center.ewa.post(f"/cases/{case}/recall", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_your_recall")
    moved = await center.agent.post(f"/cases/{case}/recall", json={})
    assert (moved.status_code, moved.json()["due_at"]) == (200, "2026-11-23T09:00:00Z"), moved.text
    assert (moved.json()["status"], moved.json()["owner_id"]) == ("obiecal", center.ids["agent"])
    (dial,) = await switch.dialer.claim(switch.campaign, NODE)
    assert (dial.case_id, dial.agent_id) == (case, center.ids["agent"])
    dialled = await center.agent.post(f"/cases/{case}/recall", json={})
    assert (dialled.status_code, dialled.json()["code"]) == (409, "case_in_attempt")
    history = (await center.agent.get(f"/cases/{case}/history")).json()["items"]
    assert (history[-1]["edge"], history[-1]["ordered_by"]) == ("changed.recall", center.ids["agent"])


@SQLITE
@pytest.mark.feature("FCC-24")
async def test_the_campaign_can_keep_private_callbacks_to_their_time(center: Center):
    await center.open_campaign(agents_may={"recall_early": False})
    case = (await agree(center, "2026-12-01T10:00")).json()["id"]
    for at, status in ((None, 403), ("2026-11-30T10:00", 403), ("2026-12-02T10:00", 200)):
        moved = await center.agent.post(f"/cases/{case}/recall", json={"at": at})
        assert moved.status_code == status, moved.text
    assert (await center.manager.post(f"/cases/{case}/recall", json={})).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-25")
async def test_agent_sets_a_recontact_without_a_call(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    for at in ("2026-11-22T10:00", "2028-11-24T10:00", "nie"):
        refused = await center.agent.post(f"/cases/{case['id']}/recall", json={"at": at})
        assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "at")
    recall = {"at": "2026-11-24T10:00", "zone": "Europe/Kyiv"}
    moved = await center.agent.post(f"/cases/{case['id']}/recall", json=recall)
    assert (moved.json()["due_at"], moved.json()["lifecycle"]) == ("2026-11-24T08:00:00Z", "callback")
    body = {"status": "odmowa"}
    path = f"/cases/{case['id']}"
    await center.agent.post(f"{path}/disposition", json=body, headers={"Idempotency-Key": "k"})
    closed = await center.agent.post(f"{path}/recall", json=recall)
    assert (closed.status_code, closed.json()["code"]) == (409, "case_closed")


@pytest.mark.hostile("H40")
@pytest.mark.parametrize(
    "note",
    [
        "\u200b\u200d\ufeff\u2060",
        "e" + "\u0301" * 10_000,
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ contact.name }} {% for x in y %}",
        "\u202eodwrócony\u202c 🇵🇱",
    ],
)
async def test_a_strange_note_is_kept_as_it_was_written(center: Center, note: str):
    await center.open_campaign()
    saved = await agree(center, "2026-12-01T10:00", note=note, fields={"uwagi": note})
    assert saved.status_code == 200, saved.text
    assert saved.json()["fields"]["uwagi"] == note
    history = await center.agent.get(f"/cases/{saved.json()['id']}/history")
    assert history.headers["content-type"] == "application/json"
    assert history.json()["items"][-1]["note"] == note


@SQLITE
@pytest.mark.hostile("H40")
@pytest.mark.parametrize(("length", "status"), [(20_000, 200), (20_001, 422), (1_000_000, 422)])
async def test_a_note_that_is_too_long_is_refused(center: Center, length: int, status: int):
    await center.open_campaign()
    answer = await agree(center, "2026-12-01T10:00", note="ą" * length)
    assert answer.status_code == status
    if status == 422:
        assert [problem["field"] for problem in answer.json()["problems"]] == ["note"]
        assert answer.json()["code"] == "too_long"
