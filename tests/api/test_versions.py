"""Versions through the API: what publishing reaches, campaigns held to a version, two at once, differences."""

from typing import Any

import pytest
from office import Office
from people import CAMPAIGN, IVR, PROCESS, YAML, Center, pretty

from db.registrations import Registrations
from domain.ids import GraphHash

PATH = "/graphs/process/windykacja"
CAMPAIGNS = "/campaigns/windykacja"
LATER = PROCESS.replace("15min", "20min")
OTHER = PROCESS.replace("busy: za-15-min", "busy: odmowa")


async def publish(center: Center, text: str, **headers: str) -> Any:
    draft = await center.designer.get(f"{PATH}/draft")
    read = {"If-Match": draft.headers["etag"]}
    saved = await center.designer.put(f"{PATH}/draft", content=text, headers={**YAML, **read})
    assert saved.status_code == 200, saved.text
    published = await center.designer.post(f"{PATH}/publish", headers=headers)
    assert published.status_code == 200, published.text
    return published.json()


async def ask(center: Center, method: str, path: str, body: Any, etag: str = "") -> Any:
    """With the campaign's ETag of now, unless another is given."""
    now = (await center.designer.get(f"{CAMPAIGNS}/versions")).headers["etag"]
    return await center.designer.request(
        method, CAMPAIGNS + path, json=body, headers={"If-Match": etag or now}
    )


@pytest.mark.feature("EXT-32")
async def test_answer_of_publish_says_which_campaigns_the_version_reaches_and_when(center: Center):
    await center.open_campaign()
    await center.add_case()
    published = await publish(center, LATER)
    (use,) = published["campaigns"]
    assert (use["campaign"], use["on"], use["number"], use["reach"], use["keeping"]) == (
        *("windykacja", True, 1),
        *("at_start", 1),
    )
    assert use["hash"] != published["hash"]
    assert "is on with" not in use["sentence"]
    assert "centralka campaigns use windykacja" in use["sentence"]
    polish = await publish(center, LATER, **{"Accept-Language": "pl"})
    assert polish["number"] == 2
    assert "działa na wersji 1" in polish["campaigns"][0]["sentence"]
    chosen = await ask(center, "POST", "/versions", {"process": "newest"})
    assert [graph["number"] for graph in chosen.json()["graphs"]] == [2, 1]
    again = (await center.designer.post(f"{PATH}/publish")).json()
    assert [(use["reach"], use["number"]) for use in again["campaigns"]] == [("now", 2)]
    assert (await center.add_case("+48600100201"))["process_version"] == 2


async def test_campaign_that_is_held_to_a_version_stays_there_through_publish_apply_and_start(center: Center):
    await center.open_campaign()
    await publish(center, LATER)
    held = await ask(center, "POST", "/versions", {"process": 1})
    assert held.status_code == 200, pretty(held)
    published = await publish(center, OTHER)
    assert [use["reach"] for use in published["campaigns"]] == ["held"]
    etag = {"If-Match": (await center.designer.get(CAMPAIGNS)).headers["etag"]}
    assert (await center.designer.put(CAMPAIGNS, json=CAMPAIGN, headers=etag)).status_code == 200
    await center.manager.post(f"{CAMPAIGNS}/start")
    assert (await center.add_case())["process_version"] == 1
    await ask(center, "POST", "/versions", {"process": "newest"})
    assert (await center.add_case("+48600100201"))["process_version"] == 3


async def test_version_is_chosen_only_where_it_exists_and_from_what_was_read(center: Center):
    await center.open_campaign()
    missing = await ask(center, "POST", "/versions", {"process": 9})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    nothing = await ask(center, "POST", "/versions", {})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_named")
    unread = await center.designer.post(f"{CAMPAIGNS}/versions", json={"process": 1})
    assert unread.status_code == 428
    lost = await ask(center, "POST", "/versions", {"process": 1}, etag='"99"')
    assert (lost.status_code, lost.json()["theirs"]["campaign"]) == (412, "windykacja")
    aimed = IVR.replace("block: queue,", "block: queue, queue: nigdzie,")
    etag = {"If-Match": (await center.designer.get("/graphs/ivr/linia/draft")).headers["etag"]}
    await center.designer.put("/graphs/ivr/linia/draft", content=aimed, headers={**YAML, **etag})
    await center.designer.post("/graphs/ivr/linia/publish")
    nowhere = await ask(center, "POST", "/versions", {"ivr": 2})
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "queue_unknown")


@pytest.mark.feature("EXT-39")
@pytest.mark.hostile("H43")
async def test_campaign_gives_a_share_of_its_cases_another_version_and_counts_both(center: Center):
    await center.open_campaign()
    await publish(center, OTHER)
    begun = await ask(center, "PUT", "/split", {"process": {"version": 2, "percent": 50}})
    assert begun.status_code == 200, pretty(begun)
    cases = [await center.add_case(f"+486001002{n:02}") for n in range(24)]
    numbers = [case["process_version"] for case in cases]
    assert 3 <= numbers.count(2) <= 21
    assert set(numbers) == {1, 2}
    lucky = next(case for case in cases if case["process_version"] == 2)
    closed = await center.agent.post(
        f"/cases/{lucky['id']}/disposition", json={"status": "odmowa"}, headers={"Idempotency-Key": "d"}
    )
    assert closed.status_code == 200
    found = (await center.designer.get(f"{CAMPAIGNS}/split")).json()["process"]
    counted = {share["version"]: share["count"] for share in (found["first"], found["second"])}
    assert counted == {number: numbers.count(number) for number in (1, 2)}
    why = (await center.manager.get(f"/cases/{lucky['id']}/why")).json()
    assert {reason["version"]["number"] for reason in why["because"]} == {2}
    lost = await ask(center, "PUT", "/split", {"process": {"version": 2, "percent": 10}}, etag='"1"')
    assert (lost.status_code, lost.json()["theirs"]["process"]["percent"]) == (412, 50)
    running = await ask(center, "POST", "/versions", {"process": 2})
    assert (running.status_code, running.json()["code"]) == (409, "split_runs")


@pytest.mark.feature("EXT-39")
async def test_campaign_gives_a_share_of_its_calls_another_tree_and_counts_their_talks(center: Center):
    await center.open_campaign()
    other = IVR.replace("Dzień dobry", "Witamy")
    etag = {"If-Match": (await center.designer.get("/graphs/ivr/linia/draft")).headers["etag"]}
    await center.designer.put("/graphs/ivr/linia/draft", content=other, headers={**YAML, **etag})
    await center.designer.post("/graphs/ivr/linia/publish")
    begun = await ask(center, "PUT", "/split", {"ivr": {"version": 2, "percent": 25}})
    assert begun.status_code == 200, pretty(begun)
    office = Office(center.database, center.clock)
    calls = [await office.call(f"+486001002{n:02}") for n in range(32)]
    hashes = {share["version"]: share["hash"] for share in shares_of(begun)}
    given = [call.ivr_hash for call in calls]
    assert set(given) == set(hashes.values())
    assert 1 <= given.count(GraphHash(hashes[2])) <= 18
    phone = {"name": "p1", "agent_id": center.ids["agent"]}
    assert (await center.administrator.post("/phones", json=phone)).status_code == 201
    await Registrations(center.database).exactly(["p1"])
    await center.agent.put("/agents/me/state", json={"work": True})
    talk = next(call for call in calls if call.ivr_hash == hashes[2])
    offer = await office.queues.enter(talk.call_id, None, None)
    assert offer is not None
    await office.connect(talk.call_id, offer)
    found = shares_of(await center.designer.get(f"{CAMPAIGNS}/split"))
    counted = {share["version"]: (share["count"], share["successes"]) for share in found}
    second = given.count(GraphHash(hashes[2]))
    assert counted == {1: (32 - second, 0), 2: (second, 1)}


def shares_of(answer: Any) -> list[Any]:
    split = answer.json()["ivr"]
    return [split["first"], split["second"]]


@pytest.mark.parametrize(("ending", "number"), [("promote", 2), ("drop", 1)])
async def test_split_that_ends_leaves_one_version_for_what_is_new(center: Center, ending: str, number: int):
    await center.open_campaign()
    old = await center.add_case()
    await publish(center, OTHER)
    await ask(center, "PUT", "/split", {"process": {"version": 2, "percent": 30}})
    more = await ask(center, "PUT", "/split", {"process": {"version": 2, "percent": 60}})
    assert more.json()["process"]["percent"] == 60
    ended = await ask(center, "POST", "/split/end", {"process": ending})
    assert (ended.status_code, ended.json()["process"]) == (200, None)
    await center.manager.post(f"{CAMPAIGNS}/start")
    assert (await center.add_case("+48600100201"))["process_version"] == number
    assert (await center.manager.get(f"/cases/{old['id']}")).json()["process_version"] == 1
    again = await ask(center, "POST", "/split/end", {"process": "drop"})
    assert (again.status_code, again.json()["code"]) == (409, "no_split")
    audit = (await center.administrator.get("/audit")).json()["items"]
    assert {"campaign.split", "campaign.split_ended"} <= {entry["action"] for entry in audit}


async def test_split_is_refused_with_the_same_version_or_a_share_of_everything(center: Center):
    await center.open_campaign()
    same = await ask(center, "PUT", "/split", {"process": {"version": 1, "percent": 20}})
    assert (same.status_code, same.json()["code"]) == (422, "split_same")
    await publish(center, OTHER)
    for percent in (0, 100):
        whole = await ask(center, "PUT", "/split", {"process": {"version": 2, "percent": percent}})
        assert (whole.status_code, whole.json()["code"]) == (422, "out_of_range")


@pytest.mark.feature("EXT-33")
async def test_difference_of_versions_and_of_the_draft_is_told_by_meaning(center: Center):
    await center.publish("process", "windykacja", PROCESS)
    await publish(center, OTHER)
    shuffled = OTHER.replace(
        "{for: system, qualifier: callback-public-relative, after: 15min}",
        """
    # spelled otherwise
    after: 15min
    qualifier: callback-public-relative
    for: system""",
    )
    draft = await center.designer.get(f"{PATH}/draft")
    await center.designer.put(
        f"{PATH}/draft", content=shuffled, headers={**YAML, "If-Match": draft.headers["etag"]}
    )
    between = (await center.designer.get(f"{PATH}/diff?from=1&to=2")).json()
    (change,) = between["changes"]
    assert (change["code"], change["node"], change["field"]) == ("edge_retargeted", "nowy", "on_dialer.busy")
    assert (change["before"], change["after"]) == ([{"then": "za-15-min"}], [{"then": "odmowa"}])
    assert change["path"] == ["statuses", "nowy", "on_dialer", "busy"]
    assert change["sentence"] == (
        "The edge on_dialer.busy of `nowy` now leads to `odmowa` instead of `za-15-min`."
    )
    unsaved = (await center.designer.get(f"{PATH}/diff?to=draft")).json()
    assert (unsaved["from"], unsaved["to"], unsaved["changes"]) == (2, None, [])
    assert "spelled otherwise" in unsaved["text"]
    sent = await center.designer.post(
        f"{PATH}/diff?from=1", content=LATER, headers={**YAML, "Accept-Language": "pl"}
    )
    assert [change["sentence"] for change in sent.json()["changes"]] == [
        "W `za-15-min` `after` to teraz PT20M zamiast PT15M."
    ]
    broken = await center.designer.post(f"{PATH}/diff", content="process: windykacja", headers=YAML)
    assert (broken.status_code, broken.json()["code"]) == (422, "field_missing")
