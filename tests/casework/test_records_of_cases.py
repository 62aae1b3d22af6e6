"""Records through the whole house: a callback moved by its owner, and a customer who is not called any more."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.casework.office import CaseOffice

STATUSES = {
    "nowy": {"initial": True, "qualifier": "unused"},
    "oddzwon": {"qualifier": "callback-private-agent"},
    "nie-dzwonic": {
        "qualifier": "waiting",
        "actions": [{"block": {"list": "campaign"}, "on_success": "zablokowany", "on_failure": "nowy"}],
    },
    "nigdzie-nie-dzwonic": {
        "qualifier": "waiting",
        "actions": [{"block": {"list": "global"}, "on_success": "zablokowany", "on_failure": "nowy"}],
    },
    "zablokowany": {"for": "system", "qualifier": "end-of-queue"},
    "koniec": {"qualifier": "terminal"},
}


@pytest.mark.feature("FCC-24", "FCC-116")
async def test_callback_that_its_owner_moves_keeps_its_status_and_goes_on_from_there(office: CaseOffice):
    await office.set_up(STATUSES)
    case = await office.add()
    at = datetime.now(UTC) + timedelta(days=9)
    due = (await office.save(case, "oddzwon", callback_at=at.isoformat(timespec="minutes")))["due_at"]
    (coming,) = (await office.anna.client.get("/recalls"))["items"]
    assert (coming["case_id"], coming["due_at"]) == (case, due)
    moved = await office.anna.client.post(f"/cases/{case}/recall", {})
    assert moved["due_at"] < due
    assert (moved["status"], moved["qualifier"]) == ("oddzwon", "callback-private-agent")
    assert (await office.edges(case))[-1] == "changed.recall"
    assert (await office.save(case, "koniec"))["finished"]
    refused = await office.anna.client.raw("POST", f"/cases/{case}/recall", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "case_closed")


@pytest.mark.feature("FCC-131")
@pytest.mark.parametrize(
    ("status", "scope"), [("nie-dzwonic", "campaign"), ("nigdzie-nie-dzwonic", "global")]
)
async def test_customer_who_asks_for_it_is_not_called_any_more(office: CaseOffice, status: str, scope: str):
    await office.set_up(STATUSES)
    case = await office.add()
    await office.save(case, status)
    found = await office.becomes_status(case, "zablokowany")
    assert found["do_not_call"] == scope
    listed = (await office.admin.get("/do-not-call", number=office.customer()))["items"]
    assert [(item["campaign"], item["reason"], item["by"]) for item in listed] == [
        (office.name if scope == "campaign" else None, status, "system")
    ]
