"""What customers who call may want: the dictionary, the processes that choose from it, the calls that get it."""

from typing import Any

import pytest
from office import Office
from people import PROCESS, YAML, Center

from db.registrations import Registrations
from db.tables import Call
from domain.access import Role

DICTIONARY = "/inbound-call-statuses"
WANTED = {"reklamacja": "Reklamacja", "pytanie-o-fakture": "Pytanie o fakturę", "pomylka": "Pomyłka"}
CHOOSING = PROCESS.replace("statuses:", "inbound_call_statuses: [reklamacja, pomylka]\nstatuses:", 1)

BEFORE = "+48600100209"
"""Whose case began with the version before, which chose nothing."""


async def fill(center: Center) -> None:
    for name, title in WANTED.items():
        added = await center.designer.post(DICTIONARY, json={"name": name, "title": title})
        assert added.status_code == 201, added.text


async def change(center: Center, name: str, **form: Any) -> Any:
    read = await center.manager.get(f"{DICTIONARY}/{name}")
    tag = {"If-Match": read.headers["etag"]}
    return await center.manager.patch(f"{DICTIONARY}/{name}", json=form, headers=tag)


async def problems(center: Center, process: str) -> list[tuple[str, int, int, str]]:
    answer = (await center.designer.post("/graphs/check", content=process, headers=YAML)).json()
    return [
        (found["code"], found["line"], found["column"], found["message"])
        for found in answer["problems"]
        if found["severity"] == "error"
    ]


@pytest.fixture
async def switch(center: Center) -> Office:
    """The switch that tests play, an agent at a phone, and a campaign whose newest process chooses two statuses."""
    await fill(center)
    await center.open_campaign()
    await center.add_case(BEFORE)
    path = "/graphs/process/windykacja"
    await center.designer.put(f"{path}/draft", content=CHOOSING, headers=YAML | {"If-Match": '"1"'})
    assert (await center.designer.post(f"{path}/publish")).json()["number"] == 2
    await center.manager.post("/campaigns/windykacja/start")
    made = await center.administrator.post("/phones", json={"name": "p1", "agent_id": center.ids["agent"]})
    assert made.status_code == 201
    await Registrations(center.database).exactly(["p1"])
    assert (await center.agent.put("/agents/me/state", json={"work": True})).status_code == 200
    return Office(center.database, center.clock)


@pytest.mark.feature("SYS-P-11")
async def test_dictionary_of_inbound_call_statuses_is_kept_by_those_who_configure(center: Center):
    await fill(center)
    again = await center.designer.post(DICTIONARY, json={"name": "pomylka", "title": "Inna"})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    assert (await center.agent.post(DICTIONARY, json={"name": "x", "title": "X"})).status_code == 403
    untidy = await center.designer.post(DICTIONARY, json={"name": "Pomyłka!", "title": ""})
    assert [problem["field"] for problem in untidy.json()["problems"]] == ["name", "title"]
    listed = (await center.agent.get(DICTIONARY)).json()["items"]
    assert [(item["name"], item["title"], item["retired"]) for item in listed] == [
        (name, WANTED[name], False) for name in sorted(WANTED)
    ]
    renamed = await change(center, "pomylka", title="Zły numer")
    assert (renamed.status_code, renamed.json()["title"], renamed.headers["etag"]) == (
        200,
        "Zły numer",
        '"2"',
    )
    path = f"{DICTIONARY}/pomylka"
    unread = await center.manager.patch(path, json={"retired": True})
    assert (unread.status_code, unread.json()["code"]) == (428, "if_match_needed")
    late = await center.manager.patch(path, json={"retired": True}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert (await change(center, "pomylka", retired=True)).json()["retired"]
    in_use = (await center.agent.get(DICTIONARY, params={"retired": False})).json()["items"]
    assert [item["name"] for item in in_use] == ["pytanie-o-fakture", "reklamacja"]
    assert not (await change(center, "pomylka", retired=False)).json()["retired"]
    assert (await center.manager.get(f"{DICTIONARY}/nic")).status_code == 404


@pytest.mark.feature("SYS-P-10")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_process_chooses_only_inbound_call_statuses_that_are_in_use(center: Center):
    await fill(center)
    await change(center, "pytanie-o-fakture", retired=True)
    assert await problems(center, CHOOSING) == []
    wrong = CHOOSING.replace("pomylka]", "pomylki, pytanie-o-fakture, reklamacja]")
    line = wrong.splitlines().index(next(row for row in wrong.splitlines() if "inbound" in row)) + 1
    first, second, third = await problems(center, wrong)
    assert first[:3] == ("inbound_call_status_unknown", line, 37)
    assert "Did you mean `pomylka`?" in first[3]
    assert second[:2] == ("inbound_call_status_retired", line)
    assert third[:2] == ("inbound_call_status_twice", line)
    path = "/graphs/process/windykacja"
    assert (await center.designer.put(f"{path}/draft", content=wrong, headers=YAML)).status_code == 200
    refused = await center.designer.post(f"{path}/publish")
    told = [found["code"] for found in refused.json()["problems"] if found["severity"] == "error"]
    assert (refused.status_code, told) == (422, [first[0], second[0], third[0]])


@pytest.mark.feature("SYS-P-10")
async def test_agent_says_what_the_caller_wanted_from_the_list_of_the_process(center: Center, switch: Office):
    call, _ = await switch.talk("+48600100201")
    offered = (await center.agent.get(f"/calls/{call}/inbound-statuses")).json()["items"]
    assert offered == [
        {"status": "reklamacja", "title": "Reklamacja"},
        {"status": "pomylka", "title": "Pomyłka"},
    ]
    path = f"/calls/{call}/inbound-status"
    other = await center.agent.put(path, json={"status": "pytanie-o-fakture"})
    (problem,) = other.json()["problems"]
    assert (other.status_code, problem["code"], problem["field"]) == (
        422,
        "inbound_status_not_offered",
        "status",
    )
    assert "reklamacja, pomylka" in problem["message"]
    stranger = await center.hire("stranger", Role.AGENT)
    assert (await stranger.put(path, json={"status": "pomylka"})).status_code == 404
    await switch.hang_up(call)
    for status in ("pomylka", "pomylka", "reklamacja"):
        chosen = await center.agent.put(path, json={"status": status})
        assert (chosen.status_code, chosen.json()["call"]["inbound_status"]) == (200, status)
    await change(center, "reklamacja", title="Skarga", retired=True)
    found = [
        (await center.agent.get("/calls", params={"inbound_status": status})).json()["items"]
        for status in ("reklamacja", "pomylka")
    ]
    assert [[(item["id"], item["inbound_status_title"]) for item in items] for items in found] == [
        [(call, "Skarga")],
        [],
    ]
    case = chosen.json()["call"]["case_id"]
    rows = (await center.agent.get(f"/cases/{case}/history")).json()["items"]
    noted = [(row["note"], row["ordered_by"]) for row in rows if row["edge"] == "changed.inbound_status"]
    assert noted == [("pomylka", center.ids["agent"]), ("reklamacja", center.ids["agent"])]
    because = (await center.agent.get(f"/cases/{case}/why")).json()["because"][0]["words"]
    assert because["pl"] == "Zapisano, czego chciał dzwoniący klient."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_call_gets_a_status_only_by_the_version_of_its_case_and_only_when_the_customer_called(
    center: Center, switch: Office
):
    begun_before, _ = await switch.talk(BEFORE)
    path = f"/calls/{begun_before}/inbound-status"
    assert (await center.agent.get(f"{path}es")).json()["items"] == []
    refused = await center.agent.put(path, json={"status": "pomylka"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_inbound_statuses")
    await switch.set(Call, begun_before, direction="outbound")
    refused = await center.agent.put(path, json={"status": "pomylka"})
    assert (refused.status_code, refused.json()["code"]) == (409, "call_not_inbound")
    assert (await center.agent.get(f"{path}es")).json()["items"] == []
