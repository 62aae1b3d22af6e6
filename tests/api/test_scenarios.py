"""Scenarios through the API: saved beside the draft, played at once, and demanded before a process is published."""

from pathlib import Path

import pytest
from people import PROCESS, YAML, Center, pretty
from ruamel import yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "processes" / "windykacja"
YAML_READER = yaml.YAML(typ="safe", pure=True)
PATH = "/graphs/process/windykacja"
SCENARIOS = """
scenarios: windykacja
stories:
  Zajęte, potem odmowa:
    - {dial: busy, then: {status: za-15-min, due: in 15min, edges: [on_dialer.busy]}}
    - {dial: answered}
    - {after: 6d, saved: odmowa, by: anna, then: {status: odmowa, finished: true}}
  Odebrał i obiecał:
    - {dial: answered}
    - {after: 3min, saved: obiecal, by: anna, callback: in 14d, then: {owner: anna, due: in 14d}}
"""


async def put(center: Center, where: str, text: str):
    present = await center.designer.get(f"{PATH}/{where}")
    read = {"If-Match": present.headers["etag"]} if present.status_code == 200 else {}
    return await center.designer.put(f"{PATH}/{where}", content=text, headers={**YAML, **read})


@pytest.mark.feature("EXT-35")
async def test_designer_saves_scenarios_and_reads_what_became_of_every_story(center: Center):
    await put(center, "draft", PROCESS)
    saved = await put(center, "scenarios", SCENARIOS.replace("due: in 15min", "due: in 20min"))
    assert saved.status_code == 200, saved.text
    first = saved.json()
    assert [(story["name"], story["passed"]) for story in first["stories"]] == [
        ("Zajęte, potem odmowa", False),
        ("Odebrał i obiecał", True),
    ]
    (problem,) = first["problems"]
    assert (problem["code"], problem["line"], problem["field"]) == ("expected_otherwise", 5, "0.then.due")
    assert problem["path"] == ["created → nowy", "on_dialer.busy → za-15-min"]
    mended = await put(center, "scenarios", SCENARIOS)
    assert (mended.json()["problems"], mended.headers["etag"]) == ([], '"2"')
    read = (await center.designer.get(f"{PATH}/scenarios")).json()
    assert (read["text"], read["played_on"]) == (SCENARIOS, "draft")
    assert read["coverage"] == {
        "statuses": 4,
        "edges": 2,
        "uncovered_statuses": [],
        "uncovered_edges": [{"origin": "nowy", "edge": "on_dialer.no_answer", "target": "za-15-min"}],
    }


async def test_change_of_the_draft_shows_in_its_scenarios(center: Center):
    lost = await put(center, "scenarios", SCENARIOS)
    assert (lost.json()["played_on"], lost.json()["stories"], lost.json()["coverage"]) == (None, [], None)
    await center.publish("process", "windykacja", PROCESS)
    assert (await center.designer.get(f"{PATH}/scenarios")).json()["problems"] == []
    await put(center, "draft", PROCESS.replace("after: 15min", "after: 30min"))
    found = (await center.designer.get(f"{PATH}/scenarios")).json()
    assert [problem["code"] for problem in found["problems"]] == ["expected_otherwise"]
    await put(center, "draft", PROCESS.replace("after: 15min", "after: soon"))
    assert (await center.designer.get(f"{PATH}/scenarios")).json()["played_on"] is None


@pytest.mark.feature("NEW-14")
async def test_process_that_demands_it_is_published_only_when_all_scenarios_pass(center: Center):
    demanding = PROCESS.replace("statuses:", "tests: required\nstatuses:", 1)
    await put(center, "draft", demanding)
    refused = await center.designer.post(f"{PATH}/publish")
    assert refused.status_code == 422, refused.text
    assert [problem["code"] for problem in refused.json()["problems"]] == ["scenarios_missing"]
    await put(center, "scenarios", SCENARIOS)
    assert (await center.designer.post(f"{PATH}/publish")).json()["number"] == 1
    await put(center, "draft", demanding.replace("qualifier: terminal", "qualifier: end-of-queue"))
    refused = await center.designer.post(f"{PATH}/publish")
    assert refused.status_code == 422
    problems = refused.json()["problems"]
    assert [(problem["code"], problem["line"], problem["node"]) for problem in problems] == [
        ("expected_otherwise", 7, "Zajęte, potem odmowa")
    ], pretty(refused)
    assert (await center.designer.get(PATH)).json()["number"] == 1
    polish = await center.designer.post(f"{PATH}/publish", headers={"Accept-Language": "pl"})
    assert "powinno być" in polish.json()["problems"][0]["message"]
    await put(center, "scenarios", SCENARIOS.replace("finished: true", "due: in 1h"))
    assert (await center.designer.post(f"{PATH}/publish")).json()["number"] == 2


async def test_the_weeks_of_an_example_are_played_while_the_designer_waits(center: Center):
    name = "windykacja-miekka"
    scenarios, script, process = (
        (EXAMPLE / f"{part}.yaml").read_text(encoding="utf-8") for part in ("scenarios", "rozmowa", "process")
    )
    await center.publish("script", "rozmowa-windykacyjna", script)
    for template in YAML_READER.load((EXAMPLE / "templates.yaml").read_text(encoding="utf-8")):
        words = {"channel": "sms", "body": "x"} if "channel" in template else {"subject": "x", "body": "y"}
        posted = await center.designer.post("/templates", json={"name": template["name"], **words})
        assert posted.status_code == 201, posted.text
    await center.designer.put(f"/graphs/process/{name}/draft", content=process, headers=YAML)
    saved = await center.designer.put(f"/graphs/process/{name}/scenarios", content=scenarios, headers=YAML)
    assert saved.json()["problems"] == []
    played = (await center.designer.get(f"/graphs/process/{name}/scenarios")).json()
    assert played["problems"] == []
    assert {story["passed"] for story in played["stories"]} == {True}
    assert played["coverage"]["uncovered_statuses"] == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("scenarios: other\nstories: {s: [{dial: busy}]}", ["process_other"]),
        (
            "scenarios: windykacja\nstories: {s: [{dial: bussy}, {saved: x, after: 0s}]}",
            ["unknown_value", "out_of_range"],
        ),
        ("process: windykacja\nstatuses: {a: {}}", ["kind_mismatch"]),
        ("[" * 50, ["too_deep"]),
    ],
)
async def test_broken_scenarios_are_kept_with_all_their_problems(center: Center, text: str, codes: list[str]):
    await put(center, "draft", PROCESS)
    answer = await put(center, "scenarios", text)
    assert answer.status_code == 200
    assert set(codes) <= {problem["code"] for problem in answer.json()["problems"]}
    assert answer.json()["stories"] == []


async def test_two_designers_do_not_lose_each_others_scenarios(center: Center):
    await put(center, "scenarios", SCENARIOS)
    blind = await center.designer.put(f"{PATH}/scenarios", content="x", headers=YAML)
    assert blind.status_code == 428
    late = await center.designer.put(f"{PATH}/scenarios", content="x", headers={**YAML, "If-Match": '"7"'})
    assert late.status_code == 412
    assert (await center.agent.get(f"{PATH}/scenarios")).status_code == 403
