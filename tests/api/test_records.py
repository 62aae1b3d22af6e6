"""Records of a campaign that defines their fields: what agents may write into them, and what they may not."""

from typing import Any

import pytest
from people import CAMPAIGN, PROCESS, Center

from domain.access import Role

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIELDS: dict[str, Any] = {
    "pesel": {"type": "pesel", "title": "PESEL", "significant": True},
    "nip": {"type": "nip"},
    "regon": {"type": "regon"},
    "kwota": {"type": "number", "editable": False},
    "wynik": {"type": "choice", "choices": ["tak", "nie"]},
    "uwagi": {},
}
GOOD = {
    "pesel": "440514-01458",
    "nip": "PL 526-000-12-46",
    "regon": "123456785",
    "kwota": 12.5,
    "uwagi": " A1 ",
}
STORED = {"pesel": "44051401458", "nip": "5260001246", "regon": "123456785", "kwota": 12.5, "uwagi": "A1"}


async def record(center: Center, **fields: Any) -> dict[str, Any]:
    return await center.add_case(**fields)


async def patch(center: Center, case: dict[str, Any], by: str, **fields: Any) -> Any:
    headers = {"If-Match": f'"{case["etag"]}"'}
    return await center.clients[by].patch(f"/cases/{case['id']}", json={"fields": fields}, headers=headers)


async def save(center: Center, case: dict[str, Any], key: str = "k", by: str = "agent", **more: Any) -> Any:
    body = {"status": "odmowa", **more}
    headers = {"Idempotency-Key": key}
    return await center.clients[by].post(f"/cases/{case['id']}/disposition", json=body, headers=headers)


def told(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(problem["code"], problem["field"]) for problem in answer.json()["problems"]]


@SQLITE
@pytest.mark.feature("FCC-105", "FCC-106", "FCC-107", "FCC-108", "FCC-109")
async def test_values_of_a_new_record_are_checked_by_their_types_all_at_once(center: Center) -> None:
    await center.open_campaign(fields=FIELDS)
    assert (await record(center, **GOOD))["fields"] == STORED
    bad = {"pesel": "44051401459", "nip": "526", "regon": "12345678x", "wynik": "może", "peslel": "1"}
    body = {"contact": {"name": "Jan", "phones": ["+48600100201"]}, "fields": bad}
    answer = await center.agent.post("/campaigns/windykacja/cases", json=body)
    assert told(answer) == [
        ("pesel_checksum", "fields.pesel"),
        ("nip_length", "fields.nip"),
        ("regon_digits", "fields.regon"),
        ("choice_unknown", "fields.wynik"),
        ("unknown_field", "fields.peslel"),
    ]
    assert "`pesel`" in answer.json()["problems"][-1]["message"]
    assert len((await center.manager.get("/cases")).json()["items"]) == 1


@SQLITE
@pytest.mark.feature("FCC-106", "FCC-107", "FCC-108")
async def test_numbers_of_people_and_companies_need_their_length_and_their_check_digit(
    center: Center,
) -> None:
    await center.open_campaign(fields=FIELDS)
    case = await record(center)
    for field, value, problem in (
        ("pesel", "4405140145", "pesel_length"),
        ("pesel", "44051401459", "pesel_checksum"),
        ("nip", "526000124", "nip_length"),
        ("nip", "5260001247", "nip_checksum"),
        ("regon", "12345678", "regon_length"),
        ("regon", "123456786", "regon_checksum"),
    ):
        assert told(await patch(center, case, "agent", **{field: value})) == [(problem, f"fields.{field}")]
        assert told(await save(center, case, fields={field: value})) == [(problem, f"fields.{field}")]


@SQLITE
@pytest.mark.feature("FCC-105")
async def test_each_campaign_defines_the_fields_of_its_own_records(center: Center) -> None:
    await center.open_campaign(fields={"numer": {"type": "number"}})
    other = CAMPAIGN | {"campaign": "druga", "numbers": [], "fields": {"numer": {"type": "nip"}}}
    other.pop("ivr")
    assert (await center.designer.put("/campaigns/druga", json=other)).status_code == 200
    for name, number in (("windykacja", 12), ("druga", "5260001246")):
        body = {"contact": {"phones": ["+48600100201"]}, "fields": {"numer": number}}
        added = await center.manager.post(f"/campaigns/{name}/cases", json=body)
        assert (added.status_code, added.json()["fields"]) == (201, {"numer": number})
        wrong = {"contact": {"phones": ["+48600100202"]}, "fields": {"numer": "x"}}
        assert (await center.manager.post(f"/campaigns/{name}/cases", json=wrong)).status_code == 422


@SQLITE
@pytest.mark.feature("FCC-110")
async def test_agent_cannot_change_a_field_that_is_not_editable_but_a_supervisor_can(center: Center) -> None:
    await center.open_campaign(fields=FIELDS)
    case = await record(center, kwota=100)
    assert told(await patch(center, case, "agent", kwota=1)) == [("field_not_editable", "fields.kwota")]
    assert told(await save(center, case, fields={"kwota": 1})) == [("field_not_editable", "fields.kwota")]
    changed = await patch(center, case, "agent", kwota="100", wynik="tak")
    assert changed.json()["fields"] == {"kwota": 100, "wynik": "tak"}
    changed = await patch(center, changed.json(), "manager", kwota="99,50", wynik=None)
    assert changed.json()["fields"] == {"kwota": 99.5}
    history = (await center.agent.get(f"/cases/{case['id']}/history")).json()["items"]
    assert [(row["edge"], row["note"]) for row in history] == [
        ("created", ""),
        ("changed.fields", "wynik"),
        ("changed.fields", "kwota, wynik"),
    ]


@SQLITE
@pytest.mark.feature("FCC-114")
async def test_nothing_is_saved_without_the_required_fields(center: Center) -> None:
    required = {
        "wynik": {**FIELDS["wynik"], "required": True, "title": "Wynik"},
        "kwota": {"required": True},
        "mail": {"required": True},
    }
    await center.open_campaign(fields=FIELDS | required)
    case = await record(center, kwota="5")
    answer = await save(center, case, fields={"kwota": ""})
    assert told(answer) == [
        ("field_required", "fields.kwota"),
        ("field_required", "fields.wynik"),
        ("field_required", "fields.mail"),
    ]
    assert (await center.agent.get(f"/cases/{case['id']}")).json()["status"] == "nowy"
    headers = {"If-Match": f'"{case["etag"]}"'}
    path = f"/cases/{case['id']}/contact"
    await center.agent.patch(path, json={"emails": ["jan@example.com"]}, headers=headers)
    saved = await save(center, case, "again", fields={"wynik": "nie"})
    assert saved.status_code == 200, saved.text
    assert saved.json()["fields"] == {"kwota": "5", "wynik": "nie"}


# That they stand in the list of recordings is shown with a recorded talk.
@pytest.mark.feature("FCC-111")
async def test_significant_fields_identify_the_record_in_lists_of_records_and_recalls(center: Center) -> None:
    await center.open_campaign(fields=FIELDS | {"phone": {"significant": True, "title": "Telefon"}})
    await record(center, pesel="44051401458", kwota=1)
    shown = [
        {"field": "pesel", "title": "PESEL", "value": "44051401458"},
        {"field": "phone", "title": "Telefon", "value": "+48600100200"},
    ]
    assert (await center.agent.get("/cases")).json()["items"][0]["significant"] == shown
    assert (await center.agent.get("/recalls")).json()["items"][0]["significant"] == shown


@pytest.mark.feature("FCC-21", "FCC-113")
async def test_agent_corrects_the_phone_and_the_address_and_the_old_ones_stay_in_the_history(
    center: Center,
) -> None:
    await center.open_campaign()
    case = await record(center)
    path, version = f"/cases/{case['id']}/contact", {"If-Match": f'"{case["etag"]}"'}
    answer = await center.agent.patch(path, json={"phones": ["+48 12"]}, headers=version)
    assert told(answer) == [("phone_invalid", "phones")]
    body = {"phones": ["600 100 299"], "emails": ["Jan@Example.com"], "name": "Jan Nowak"}
    assert (await center.agent.patch(path, json=body)).status_code == 428
    changed = (await center.agent.patch(path, json=body, headers=version)).json()
    contact = changed["contact"]
    assert (contact["phones"], contact["emails"]) == (["+48600100299"], ["jan@example.com"])
    history = (await center.agent.get(f"/cases/{case['id']}/history")).json()["items"]
    assert history[-1]["edge"] == "changed.contact"
    assert "phone: +48600100200 → +48600100299" in history[-1]["note"]
    found = (await center.agent.get("/cases", params={"q": "600100200"})).json()["items"]
    assert [item["id"] for item in found] == [case["id"]]
    back = await center.agent.patch(
        path, json={"phones": ["+48600100200"]}, headers={"If-Match": f'"{changed["etag"]}"'}
    )
    assert back.json()["contact"]["phones"] == ["+48600100200"]


@SQLITE
@pytest.mark.feature("FCC-20", "FCC-21")
async def test_the_campaign_can_leave_adding_and_correcting_to_supervisors(center: Center) -> None:
    await center.open_campaign(agents_may={"add_records": False, "edit_contact": False})
    body = {"contact": {"name": "Jan", "phones": ["+48600100201"]}}
    refused = await center.agent.post("/campaigns/windykacja/cases", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    added = await center.manager.post("/campaigns/windykacja/cases", json=body)
    case, version = added.json(), {"If-Match": added.headers["etag"]}
    path = f"/cases/{case['id']}/contact"
    refused = await center.agent.patch(path, json={"name": "Ewa"}, headers=version)
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    assert (await center.manager.patch(path, json={"name": "Ewa"}, headers=version)).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-20")
async def test_agent_adds_a_record_to_the_campaign(center: Center) -> None:
    await center.open_campaign()
    body = {"contact": {"name": "Jan", "phones": ["+48600100201"]}}
    added = await center.agent.post("/campaigns/windykacja/cases", json=body)
    assert added.status_code == 201, added.text
    history = (await center.agent.get(f"/cases/{added.json()['id']}/history")).json()["items"]
    assert [row["edge"] for row in history] == ["created"]


@SQLITE
async def test_campaign_refuses_records_only_of_campaigns_that_exist(center: Center) -> None:
    await center.open_campaign()
    document = CAMPAIGN | {"campaign": "druga", "numbers": [], "records": {"refuse_from": ["windykacje"]}}
    refused = await center.designer.put("/campaigns/druga", json=document)
    assert (refused.status_code, refused.json()["code"]) == (422, "campaign_unknown")
    assert "`windykacja`" in refused.json()["problems"][0]["message"]
    document["records"] = {"refuse_from": ["windykacja"]}
    assert (await center.designer.put("/campaigns/druga", json=document)).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-61", "FCC-117")
async def test_a_closed_record_keeps_its_status(center: Center) -> None:
    await center.open_campaign()
    case = await record(center)
    assert (await save(center, case)).json()["finished"]
    again = await save(center, case, "other", status="obiecal", callback_at="2026-12-01T10:00")
    assert (again.status_code, again.json()["code"]) == (409, "case_closed")
    assert again.json()["detail"]
    assert (await center.agent.get(f"/cases/{case['id']}")).json()["status"] == "odmowa"


OWNED = PROCESS.replace("process: windykacja", "process: przekazanie") + (
    "  przekaz: {qualifier: callback-private-relative, after: 1d, owner: choose}\n"
)


@pytest.mark.feature("FCC-134")
async def test_agent_who_makes_a_record_private_chooses_whose_it_is(center: Center) -> None:
    await center.hire("ewa", Role.AGENT)
    await center.hire("obca", Role.AGENT)
    members = [{"agent": "agent@example.com"}, {"agent": "ewa@example.com"}]
    await center.publish("process", "przekazanie", OWNED)
    await center.open_campaign(members=members, process="przekazanie")
    case = await record(center)
    choices = (await center.agent.get(f"/cases/{case['id']}/choices")).json()["items"]
    assert [item["status"] for item in choices if item["needs_owner"]] == ["przekaz"]
    assert told(await save(center, case, "1", status="przekaz")) == [("owner_missing", "owner")]
    other = await save(center, case, "2", status="przekaz", owner="obca@example.com")
    assert told(other) == [("owner_unknown", "owner")]
    assert told(await save(center, case, "3", owner="ewa@example.com")) == [("owner_not_allowed", "owner")]
    saved = await save(center, case, "4", status="przekaz", owner="Ewa@example.com")
    assert saved.status_code == 200, saved.text
    assert (saved.json()["owner"], saved.json()["visibility"]) == ("Ewa", "private")
    assert (await center.agent.get("/recalls")).json()["items"] == []
    assert [item["case_id"] for item in (await center.ewa.get("/recalls")).json()["items"]] == [case["id"]]


async def successes(center: Center) -> int:
    """What the agent is told of the own successes today."""
    return (await center.agent.get("/agents/me")).json()["now"]["counters"]["successes"]


CLASSIFIERS = PROCESS.replace("process: windykacja", "process: klasyfikatory") + (
    '  pozniej: {title: Później, color: "#2f9e44", qualifier: callback-public-relative, after: 30min}\n'
    "  sprzedaz: {title: Sprzedaż, qualifier: success-terminal}\n"
)


@SQLITE
@pytest.mark.feature("FCC-115", "FCC-116", "FCC-117", "FCC-118", "FCC-128")
async def test_the_classifiers_of_a_campaign_set_recalls_close_records_and_count_successes(
    center: Center,
) -> None:
    await center.publish("process", "klasyfikatory", CLASSIFIERS)
    await center.open_campaign(process="klasyfikatory")
    case = await record(center)
    choices = (await center.agent.get(f"/cases/{case['id']}/choices")).json()["items"]
    assert [(item["title"], item["needs_time"], item["closes"]) for item in choices] == [
        ("nowy", False, False),
        ("Obiecał wpłatę", True, False),
        ("odmowa", False, True),
        ("Później", False, False),
        ("Sprzedaż", False, True),
    ]
    assert choices[3]["color"] == "#2f9e44"
    later = (await save(center, case, "1", status="pozniej")).json()
    assert (later["due_at"], later["lifecycle"]) == ("2026-11-23T09:30:00Z", "callback")
    assert [item["case_id"] for item in (await center.agent.get("/recalls")).json()["items"]] == [case["id"]]
    before = await successes(center)
    sold = (await save(center, case, "2", status="sprzedaz")).json()
    assert await successes(center) == before + 1
    assert (sold["finished"], sold["credited_to"], sold["due_at"]) == (True, center.ids["agent"], None)
    assert (await center.agent.get("/recalls")).json()["items"] == []
