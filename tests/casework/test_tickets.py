"""Tickets: a number, parameters, an SLA for each status, and who hears when it runs out."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.working_days import is_holiday
from tests.casework.office import CaseOffice
from tests.installation import until
from tests.scenarios.company import listening

WAITS = {"qualifier": "waiting"}
STATUSES: dict[str, Any] = {
    "nowe": {
        "initial": True,
        **WAITS,
        "sla": {"limit": "3s", "warning": "2s", "then": "eskalacja"},
    },
    "przyjete": {**WAITS, "sla": {"limit": "8h", "warning": "1h", "then": "eskalacja"}},
    "eskalacja": {
        "for": "system",
        "qualifier": "callback-public-relative",
        "after": "1h",
        "sla": {"limit": "1s"},
        "on_mail": "przyjete",
    },
    "zamkniete": {"qualifier": "success-terminal"},
}
FIELDS = {
    "priorytet": {"type": "choice", "choices": ["niski", "wysoki"], "required": True, "significant": True},
    "temat": {"required": True, "significant": True},
}


async def set_up(office: CaseOffice, **campaign: Any) -> None:
    given = {"channels": ["call", "mail", "ticket"], "fields": FIELDS, **campaign}
    await office.set_up(STATUSES, **given)


def crossings(heard: list[dict[str, Any]], case: str) -> list[tuple[str, str]]:
    return [
        (event["kind"], event["data"]["status"])
        for event in heard
        if event["subject_id"] == case and event["kind"].startswith("sla_")
    ]


@pytest.mark.feature("FCC-142", "FCC-143", "FCC-162")
async def test_supervisor_hears_the_warning_and_the_end_of_each_status_s_sla(office: CaseOffice):
    await set_up(office)
    supervisor = office.admin
    async with listening(supervisor, topic="cases") as stream:
        case = await office.add(priorytet="wysoki", temat="Nie działa drukarka")
        opened = await office.case(case)
        assert opened["sla"]["state"] == "running"
        assert opened["sla"]["warning_at"] < opened["sla"]["deadline"]

        async def three() -> bool:
            return len(crossings(stream.heard, case)) == 3

        await until(three, 15, "three crossings")
    assert crossings(stream.heard, case) == [
        ("sla_warning", "nowe"),
        ("sla_exceeded", "nowe"),
        ("sla_exceeded", "eskalacja"),
    ]
    told = next(each for each in stream.heard if (each["subject_id"], each["kind"]) == (case, "sla_exceeded"))
    assert told["data"]["number"] == opened["number"]
    assert told["data"]["deadline"] == opened["sla"]["deadline"].replace("Z", "+00:00")
    assert await office.edges(case) == ["created", "sla.warning", "sla", "sla"]
    late = await office.admin.get("/cases", campaign=office.name, sla="exceeded")
    assert [(each["id"], each["sla"]["state"]) for each in late["items"]] == [(case, "exceeded")]
    await office.save(case, "przyjete")
    assert (await office.admin.get("/cases", campaign=office.name, sla="exceeded"))["items"] == []
    assert (await office.case(case))["sla"]["state"] == "running"


@pytest.mark.feature("FCC-162")
async def test_ticket_has_a_number_typed_parameters_and_is_found_by_them(office: CaseOffice):
    await set_up(office)
    address = f"klientka-{office.tag}@example.com"
    path = f"/campaigns/{office.name}/cases"
    form: dict[str, Any] = {"contact": {"name": "Maria Nowak", "emails": [address]}}
    refused = await office.anna.client.call(
        "POST", path, json={**form, "fields": {"priorytet": "pilny"}}, expect=422
    )
    assert [problem["field"] for problem in refused["problems"]] == ["fields.priorytet"]
    opened = await office.anna.client.call(
        "POST", path, json={**form, "fields": {"priorytet": "wysoki", "temat": "Drukarka"}}, expect=201
    )
    assert opened["ticket"] == f"#{opened['number']}"
    assert [(each["field"], each["value"]) for each in opened["significant"]] == [
        ("priorytet", "wysoki"),
        ("temat", "Drukarka"),
    ]
    for asked in (opened["ticket"], address):
        found = await office.anna.client.get("/cases", campaign=office.name, q=asked)
        assert [each["id"] for each in found["items"]] == [opened["id"]]
    second = await office.add(priorytet="niski", temat="Toner")
    await office.save(second, "przyjete")
    sooner = await office.admin.get("/cases", campaign=office.name, sort="sla_deadline")
    assert [each["id"] for each in sooner["items"]] == [opened["id"], second]
    closed = await office.save(second, "zamkniete")
    assert (closed["finished"], closed["sla"]) == (True, None)


@pytest.mark.feature("FCC-142", "FCC-162")
async def test_days_that_are_closed_do_not_count_towards_the_sla(office: CaseOffice):
    today = datetime.now(ZoneInfo("Europe/Warsaw")).date()
    closed = [(today + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    hours = [{"days": "mon-sun", "hours": "08:00-24:00"}]
    sla = {"limit": "2h", "warning": "30min", "hours": hours, "closed": closed, "on_holidays": True}
    statuses = {
        **STATUSES,
        "nowe": {"initial": True, **WAITS, "sla": sla | {"then": "eskalacja"}},
        "przyjete": {**WAITS, "sla": sla | {"then": "eskalacja", "on_holidays": False}},
    }
    await office.set_up(statuses, channels=["call", "mail", "ticket"])
    opened = await office.case(await office.add())
    due = datetime.combine(today + timedelta(days=3), time(10), ZoneInfo("Europe/Warsaw"))
    assert datetime.fromisoformat(opened["sla"]["deadline"]) == due
    assert datetime.fromisoformat(opened["sla"]["warning_at"]) == due - timedelta(minutes=30)
    taken = await office.save(opened["id"], "przyjete")
    while is_holiday(due.date()):
        due += timedelta(days=1)
    assert datetime.fromisoformat(taken["sla"]["deadline"]) == due


@pytest.mark.feature("FCC-144")
async def test_no_alert_of_an_sla_where_the_ticket_channel_is_not_active(office: CaseOffice):
    await set_up(office, channels=["call", "mail"])
    async with listening(office.admin, topic="cases") as stream:
        case = await office.add(priorytet="wysoki", temat="Nie działa drukarka")
        await office.becomes_status(case, "eskalacja")
        await office.admin.call("POST", f"/cases/{case}/events", json={"event": "mail"}, expect=202)
        moved = await office.becomes_status(case, "przyjete")

        async def heard() -> bool:
            return any(event["data"].get("status") == "przyjete" for event in stream.heard)

        await until(heard, 10, "the last step of the case")
    assert crossings(stream.heard, case) == []
    assert (moved["ticket"], moved["sla"]) == (None, None)
    for state in ("warning", "exceeded"):
        assert (await office.admin.get("/cases", campaign=office.name, sla=state))["items"] == []
    form = {"contact": {"name": "Bez telefonu", "emails": ["bez@example.com"]}}
    refused = await office.admin.call("POST", f"/campaigns/{office.name}/cases", json=form, expect=422)
    assert [problem["code"] for problem in refused["problems"]] == ["phone_missing"]


@pytest.mark.feature("FCC-04")
async def test_message_by_a_channel_that_the_campaign_has_not_is_refused(office: CaseOffice):
    await set_up(office)
    case = await office.add(priorytet="niski", temat="Toner")
    answer = await office.admin.call("POST", f"/cases/{case}/events", json={"event": "sms"}, expect=409)
    assert answer["code"] == "channel_inactive"
    document = {
        "campaign": office.name,
        "process": office.name,
        "ivr": "linia",
        "channels": ["mail", "ticket"],
    }
    checked = await office.admin.call("POST", "/graphs/check", json=document)
    codes = [problem["code"] for problem in checked["problems"]]
    assert "channel_without_calls" in codes
