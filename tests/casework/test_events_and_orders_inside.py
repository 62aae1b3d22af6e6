import json

import pytest

from tests.casework.office import CaseOffice
from tests.installation import until

QUIET = {"qualifier": "unused"}


@pytest.mark.parametrize(
    "event",
    [pytest.param("mail", marks=pytest.mark.feature("SYS-P-54")), "sms", "chat", "call", "zaplacone"],
)
async def test_case_follows_what_a_customer_or_another_system_does(office: CaseOffice, event: str):
    way = {"on_event": {event: "odezwal-sie"}} if event == "zaplacone" else {f"on_{event}": "odezwal-sie"}
    await office.set_up(
        {
            "nowy": {"initial": True, **QUIET, **way},
            "odezwal-sie": {"for": "system", "qualifier": "callback-public-relative", "after": "1h"},
        }
    )
    case = await office.add()
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": event}, expect=202)
    await office.becomes_status(case, "odezwal-sie")
    expected = f"on_event.{event}" if event == "zaplacone" else f"on_{event}"
    assert await office.edges(case) == ["created", expected]


async def test_event_that_nothing_reacts_to_is_refused_with_the_nearest_name(office: CaseOffice):
    await office.set_up({"nowy": {"initial": True, **QUIET, "on_event": {"zaplacone": "nowy"}}})
    case = await office.add()
    answer = await office.admin.raw("POST", f"/cases/{case}/events", json={"event": "zaplacono"})
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "event_unknown"
    assert "Did you mean `zaplacone`?" in problem["message"]
    assert await office.edges(case) == ["created"]


@pytest.mark.feature("SYS-P-31")
async def test_responsible_agent_is_notified_once_and_reads_it(office: CaseOffice):
    await office.set_up(
        {
            "nowy": {"initial": True, **QUIET},
            "pilne": {
                "qualifier": "callback-private-relative",
                "after": "1d",
                "actions": [{"notify": {"text": "Pilne: {{ contact.name }}, {{ record.kwota }} zł"}}],
            },
        }
    )
    case = await office.add(kwota="120")
    await office.save(case, "pilne")

    async def notified() -> list[dict[str, str]]:
        return (await office.anna.client.get("/notifications", unread=True))["items"]

    (notice,) = await until(notified, 10, "a notification")
    assert (notice["text"], notice["case_id"]) == ("Pilne: Łukasz Żak, 120 zł", case)
    await office.anna.client.post(f"/notifications/{notice['id']}/read")
    assert await notified() == []


@pytest.mark.feature("SYS-P-32", "SYS-P-38", "SYS-P-44", "FCC-13", "FCC-14", "FCC-130")
@pytest.mark.parametrize("order", ["move", "copy"])
async def test_record_goes_to_another_campaign_once_unless_that_refuses_it(office: CaseOffice, order: str):
    other = f"druga-{office.tag}"
    open_status = {"nowy": {"initial": True, **QUIET}}
    await office.publish("process", other, f"process: {other}\nstatuses:\n  nowy: {{initial: true}}\n")
    second = {"campaign": other, "process": other, "direction": "outbound"}
    await office.open(second | {"members": []}, start=False)
    passing = {
        "qualifier": "waiting",
        "actions": [{order: {"campaign": other}, "on_success": "przekazana", "on_failure": "odrzucona"}],
    }
    ends = {
        "przekazana": {
            "for": "system",
            "qualifier": "terminal" if order == "move" else "end-of-queue",
        },
        "odrzucona": {"for": "system", "qualifier": "terminal"},
    }
    await office.set_up(open_status | {"przekaz": passing} | ends)
    case = await office.add(kwota="120")
    await office.save(case, "przekaz")
    await office.becomes_status(case, "przekazana")
    source = await office.case(case)
    assert (source["finished"], source["fields"]) == (order == "move", {"kwota": "120"})
    (there,) = (await office.admin.get("/cases", campaign=other))["items"]
    assert (there["contact"]["name"], there["fields"]) == ("Łukasz Żak", {"kwota": "120"})
    document = second | {"records": {"refuse_from": [office.name]}}
    tag = (await office.admin.raw("GET", f"/campaigns/{other}")).headers["etag"]
    await office.admin.call("PUT", f"/campaigns/{other}", json=document, headers={"If-Match": tag})
    refused = await office.add(office.customer(7))
    await office.save(refused, "przekaz")
    await office.becomes_status(refused, "odrzucona")
    assert len((await office.admin.get("/cases", campaign=other))["items"]) == 1


async def test_nothing_of_a_moved_record_is_lost_and_the_case_says_what_does_not_fit(office: CaseOffice):
    other = f"druga-{office.tag}"
    await office.publish("process", other, f"process: {other}\nstatuses:\n  nowy: {{initial: true}}\n")
    there = {"kwota": {"type": "number"}, "termin": {"type": "date"}, "pesel": {"required": True}}
    second = {"campaign": other, "process": other, "direction": "outbound", "members": [], "fields": there}
    await office.open(second, start=False)
    move = {"move": {"campaign": other}, "on_success": "przekazana", "on_failure": "nowy"}
    statuses = {
        "nowy": {"initial": True, **QUIET},
        "przekaz": {"qualifier": "waiting", "actions": [move]},
        "przekazana": {"qualifier": "terminal"},
    }
    await office.set_up(statuses, fields={"kwota": {}, "termin": {}, "dawne": {}})
    document = json.dumps({"process": office.name, "statuses": statuses})
    checked = await office.admin.call(
        "POST", "/graphs/check", content=document, headers={"Content-Type": "application/yaml"}
    )
    told = {each["code"]: each["message"] for each in checked["problems"]}
    assert "`kwota` (text → number), `termin` (text → date)" in told["fields_differ"]
    assert "`dawne`" in told["fields_absent"]
    case = await office.add(kwota="120,50", termin="jutro", dawne="x")
    await office.save(case, "przekaz")
    await office.becomes_status(case, "przekazana")
    (listed,) = (await office.admin.get("/cases", campaign=other))["items"]
    moved = await office.case(listed["id"])
    assert moved["fields"] == {"kwota": 120.5, "termin": "jutro", "dawne": "x"}
    problems = [(each["field"], each["code"]) for each in moved["field_problems"]]
    expected = [("termin", "date_invalid"), ("dawne", "field_of_elsewhere"), ("pesel", "field_required")]
    assert sorted(problems) == sorted(expected)
    version = {"If-Match": f'"{moved["etag"]}"'}
    repair = {"fields": {"termin": "2027-01-31", "dawne": None, "pesel": "44051401458"}}
    mended = await office.admin.call("PATCH", f"/cases/{moved['id']}", json=repair, headers=version)
    assert mended["field_problems"] == []
    assert mended["fields"] == {"kwota": 120.5, "termin": "2027-01-31", "pesel": "44051401458"}


async def test_record_is_not_moved_beside_one_of_the_same_number_that_is_there_already(office: CaseOffice):
    other = f"druga-{office.tag}"
    await office.publish("process", other, f"process: {other}\nstatuses:\n  nowy: {{initial: true}}\n")
    await office.open(
        {"campaign": other, "process": other, "direction": "outbound", "members": []}, start=False
    )
    there = {"contact": {"name": "Łukasz Żak", "phones": [office.customer()]}}
    await office.admin.post(f"/campaigns/{other}/cases", there)
    move = {"move": {"campaign": other}, "on_success": "przekazana", "on_failure": "odrzucona"}
    ends = {"przekazana": {"qualifier": "terminal"}, "odrzucona": {"qualifier": "terminal"}}
    await office.set_up(
        {
            "nowy": {"initial": True, **QUIET},
            "przekaz": {"qualifier": "waiting", "actions": [move]},
        }
        | ends
    )
    case = await office.add()
    await office.save(case, "przekaz")
    await office.becomes_status(case, "odrzucona")
    assert len((await office.admin.get("/cases", campaign=other))["items"]) == 1
    (effect,) = await office.admin.get(f"/cases/{case}/effects")
    assert (effect["kind"], effect["state"]) == ("move", "rejected")
    assert effect["words"]["en"] == "not done: the customer has a record there"
