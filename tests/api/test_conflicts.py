"""Two people, two requests, two versions: who wins, what the other hears, and what repeating does."""

import asyncio
from typing import Any

import pytest
from people import CAMPAIGN, IVR, PROCESS, YAML, Center
from sqlmodel import func, select

from db.tables import Case, Disposition, GraphVersion, Prompt, User
from domain.access import Role


@pytest.mark.hostile("H43")
async def test_second_of_two_designers_gets_both_versions_and_what_differs(center: Center):
    draft = "/graphs/process/windykacja/draft"
    ewa = await center.hire("ewa", Role.DESIGNER)
    first = await center.designer.put(draft, content=PROCESS, headers=YAML)
    assert (first.status_code, first.headers["etag"]) == (200, '"1"')
    read = {**YAML, "If-Match": first.headers["etag"]}
    mine = PROCESS.replace("za-15-min: {for", "za-15-min: {title: Mój, for")
    hers = PROCESS.replace("za-15-min: {for", "za-15-min: {title: Jej, for")
    assert (await ewa.put(draft, content=hers, headers=read)).headers["etag"] == '"2"'
    lost = await center.designer.put(draft, content=mine, headers=read)
    told = lost.json()
    assert (lost.status_code, told["code"]) == (412, "changed_meanwhile")
    assert (told["theirs"]["text"], told["theirs"]["updated_by"], told["theirs"]["etag"]) == (hers, "Ewa", 2)
    assert told["yours"]["text"] == mine
    assert "-  za-15-min: {title: Jej" in told["diff"]
    assert "+  za-15-min: {title: Mój" in told["diff"]
    assert (await center.designer.get(draft)).json()["text"] == hers
    blind = await center.designer.put(draft, content=mine, headers=YAML)
    assert (blind.status_code, blind.json()["code"]) == (428, "if_match_needed")


async def test_of_many_writers_at_once_exactly_one_wins(center: Center):
    draft = "/graphs/process/windykacja/draft"
    await center.designer.put(draft, content=PROCESS, headers=YAML)
    read = {**YAML, "If-Match": '"1"'}
    writers = [center.designer.put(draft, content=PROCESS + f"# {n}\n", headers=read) for n in range(8)]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*writers))
    assert statuses == [200] + [412] * 7


async def test_versions_are_immutable_and_the_same_content_is_the_same_version(center: Center):
    first = await center.publish("process", "windykacja", PROCESS)
    assert (first["number"], len(first["hash"])) == (1, 64)
    again = (await center.designer.post("/graphs/process/windykacja/publish")).json()
    assert again == first
    path = "/graphs/process/windykacja"
    changed = PROCESS.replace("15min", "20min")
    etag = {"If-Match": (await center.designer.get(f"{path}/draft")).headers["etag"]}
    await center.designer.put(f"{path}/draft", content=changed, headers={**YAML, **etag})
    second = (await center.designer.post(f"{path}/publish")).json()
    assert second["number"] == 2
    one = await center.designer.get(f"{path}/versions/1", headers={"Accept": "application/yaml"})
    assert one.text == PROCESS
    assert one.headers["content-type"].startswith("application/yaml")
    assert (await center.designer.get(f"{path}/versions/1")).json()["hash"] == first["hash"]
    diff = (await center.designer.get(f"{path}/diff", params={"from": 1, "to": 2})).json()
    assert diff["nodes"] == {"added": [], "removed": [], "changed": ["za-15-min"]}
    assert "+  za-15-min: {for: system, qualifier: callback-public-relative, after: 20min}" in diff["text"]
    back = (await center.designer.post(f"{path}/rollback", json={"to": 1})).json()
    assert (back["number"], back["hash"]) == (3, first["hash"])
    assert (await center.designer.get(f"{path}/draft")).json()["text"] == PROCESS
    numbers = [item["number"] for item in (await center.designer.get(f"{path}/versions")).json()["items"]]
    assert numbers == [3, 2, 1]
    assert (await center.designer.get(f"{path}/versions/9")).status_code == 404


async def test_published_ivr_keeps_the_texts_that_it_speaks(center: Center):
    await center.publish("ivr", "linia", IVR)
    async with center.database.read() as session:
        prompts = (await session.exec(select(Prompt.text, Prompt.voice))).all()
    assert prompts == [("Dzień dobry", "pl")]


async def test_repeated_key_does_nothing_twice_and_another_body_is_refused(center: Center):
    await center.open_campaign()
    body = {"contact": {"phones": ["+48600100200"]}, "fields": {}}
    key = {"Idempotency-Key": "import-7"}
    send = [center.manager.post("/campaigns/windykacja/cases", json=body, headers=key) for _ in range(6)]
    answers = await asyncio.gather(*send)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert {answer.headers["etag"] for answer in answers} == {'"1"'}
    other = {"contact": {"phones": ["+48600100201"]}, "fields": {}}
    refused = await center.manager.post("/campaigns/windykacja/cases", json=other, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_mismatch")
    assert await _count(center, Case) == 1
    theirs = await center.administrator.post("/campaigns/windykacja/cases", json=other, headers=key)
    assert theirs.status_code == 201


async def test_refused_request_leaves_its_key_free(center: Center):
    key = {"Idempotency-Key": "u1"}
    body = {"email": "ola@example.com", "name": "Ola", "roles": ["dyrektor"]}
    assert (await center.administrator.post("/users", json=body, headers=key)).status_code == 422
    body["roles"] = ["manager"]
    assert (await center.administrator.post("/users", json=body, headers=key)).status_code == 201
    taken = await center.administrator.post("/users", json=body, headers={"Idempotency-Key": "u2"})
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert await _count(center, User) == 6


async def test_disposition_is_saved_once_for_its_key(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    path, body = f"/cases/{case['id']}/disposition", {"status": "odmowa", "note": "nie"}
    without = await center.agent.post(path, json=body)
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_needed")
    key = {"Idempotency-Key": "d1"}
    first = await center.agent.post(path, json=body, headers=key)
    second = await center.agent.post(path, json=body, headers=key)
    assert first.json() == second.json()
    assert first.json()["finished"]
    other = await center.agent.post(path, json={"status": "obiecal"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    late = await center.agent.post(path, json=body, headers={"Idempotency-Key": "d2"})
    assert (late.status_code, late.json()["code"]) == (409, "case_closed")
    history = (await center.agent.get(f"/cases/{case['id']}/history")).json()["items"]
    assert [row["status"] for row in history] == ["nowy", "odmowa"]


async def test_silent_workflows_save_nothing_and_the_same_key_saves_later(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    path, key = f"/cases/{case['id']}/disposition", {"Idempotency-Key": "d1"}
    center.work.silent = True
    silent = await center.agent.post(path, json={"status": "odmowa"}, headers=key)
    assert (silent.status_code, silent.headers["retry-after"]) == (503, "2")
    assert (await center.agent.get(f"/cases/{case['id']}")).json()["status"] == "nowy"
    async with center.database.read() as session:
        assert (await session.exec(select(Disposition.state))).all() == ["draft"]
    center.work.silent = False
    saved = await center.agent.post(path, json={"status": "odmowa"}, headers=key)
    assert (saved.status_code, saved.json()["status"]) == (200, "odmowa")
    assert await _count(center, Disposition) == 1


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"status": "nieznany"}, "status_unknown", "status"),
        ({"status": "za-15-min"}, "status_not_allowed", "status"),
        ({"status": "obiecal"}, "callback_time_missing", "callback_at"),
        ({"status": "obiecal", "callback_at": "2020-01-01T10:00"}, "time_not_allowed", "callback_at"),
        ({"status": "odmowa", "callback_at": "2026-11-30T10:00"}, "callback_time_not_allowed", "callback_at"),
        ({"status": "obiecal", "callback_at": "jutro"}, "time_not_allowed", "callback_at"),
        ({"status": "obiecal", "note": "x" * 20_001}, "too_long", "note"),
    ],
)
async def test_save_that_cannot_be_says_what_is_wrong(
    center: Center, body: dict[str, Any], code: str, field: str
):
    await center.open_campaign()
    case = await center.add_case()
    path = f"/cases/{case['id']}/disposition"
    answer = await center.agent.post(path, json=body, headers={"Idempotency-Key": "d1"})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["problems"][0]["field"] == field


async def test_fields_of_a_case_are_changed_from_the_version_that_was_read(center: Center):
    await center.open_campaign()
    case = await center.add_case(kwota=100, uwagi="brak")
    path = f"/cases/{case['id']}"
    assert (await center.agent.patch(path, json={"fields": {"kwota": 1}})).status_code == 428
    read = {"If-Match": (await center.agent.get(path)).headers["etag"]}
    changed = await center.agent.patch(path, json={"fields": {"kwota": 90, "uwagi": None}}, headers=read)
    assert changed.json()["fields"] == {"kwota": 90}
    lost = await center.agent.patch(path, json={"fields": {"kwota": 80}}, headers=read)
    assert (lost.status_code, lost.json()["theirs"]["fields"]) == (412, {"kwota": 90})


async def test_campaign_that_lacks_something_is_not_started_and_says_all_of_it(center: Center):
    await center.publish("process", "windykacja", PROCESS)
    document = {"campaign": "pusta", "process": "windykacja"}
    assert (await center.designer.put("/campaigns/pusta", json=document)).status_code == 200
    answer = await center.manager.post("/campaigns/pusta/start")
    assert (answer.status_code, answer.json()["code"]) == (409, "campaign_incomplete")
    codes = [problem["code"] for problem in answer.json()["problems"]]
    assert codes == ["campaign_without_ivr", "campaign_without_numbers", "campaign_without_agents"]
    assert not (await center.manager.get("/campaigns/pusta")).json()["on"]


async def test_campaign_names_only_what_exists(center: Center):
    answer = await center.designer.put("/campaigns/windykacja", json=CAMPAIGN)
    assert answer.status_code == 422
    assert {"process_unknown", "ivr_unknown"} <= {problem["code"] for problem in answer.json()["problems"]}
    await center.open_campaign()
    other = {**CAMPAIGN, "campaign": "druga"}
    taken = await center.designer.put("/campaigns/druga", json=other)
    assert (taken.status_code, taken.json()["code"]) == (422, "number_taken")
    stranger = {**CAMPAIGN, "members": [{"agent": "nikt@example.com"}]}
    unknown = await center.designer.put("/campaigns/windykacja", json=stranger, headers={"If-Match": '"1"'})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "agent_unknown")


async def test_campaign_is_not_on_while_its_workflow_cannot_be_started(center: Center):
    await center.open_campaign()
    await center.manager.post("/campaigns/windykacja/stop")
    center.work.silent = True
    assert (await center.manager.post("/campaigns/windykacja/start")).status_code == 503
    assert not (await center.manager.get("/campaigns/windykacja")).json()["on"]


async def test_new_cases_follow_the_newest_process_and_running_ones_keep_theirs(center: Center):
    await center.open_campaign()
    old = await center.add_case()
    path = "/graphs/process/windykacja"
    etag = {"If-Match": (await center.designer.get(f"{path}/draft")).headers["etag"]}
    changed = PROCESS.replace("15min", "20min")
    await center.designer.put(f"{path}/draft", content=changed, headers={**YAML, **etag})
    published = (await center.designer.post(f"{path}/publish")).json()
    await center.manager.post("/campaigns/windykacja/start")
    new = await center.add_case("+48600100201")
    assert new["process_hash"] == published["hash"] != old["process_hash"]
    kept = (await center.agent.get(f"/cases/{old['id']}")).json()
    assert kept["process_hash"] == old["process_hash"]
    async with center.database.read() as session:
        assert (await session.exec(select(func.count()).select_from(GraphVersion))).one() == 3


async def _count(center: Center, table: Any) -> int:
    async with center.database.read() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()
