"""What is proved of a graph before it is published, through the API: all at once, each with its place and its way."""

from typing import Any

import pytest
from people import CAMPAIGN, YAML, Center

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = SQLITE

BROKEN = """
process: zepsuty
statuses:
  nowy: {initial: true, for: system, on_dialer: {no_answer: ponow, busy: nigdzie}}
  ponow: {for: system, qualifier: callback-public-relative, after: 15min, on_dialer: {no_answer: ponow}}
  czeka: {qualifier: waiting}
  osobiscie: {for: system, qualifier: callback-private-relative, after: 1h}
  prosba: {on_mail: osobiscie}
  krag: {actions: [{send_mail: {template: t}, on_success: krag}]}
  koniec: {qualifier: terminal}
"""
PASSING = """
process: {name}
statuses:
  nowy: {{initial: true, for: system, on_dialer: {{no_answer: oddany}}}}
  oddany:
    for: system
    qualifier: waiting
    actions: [{{{order}: {{campaign: {target}}}, on_success: koniec, on_failure: koniec}}]
  koniec: {{qualifier: {ending}}}
"""
IDLE = "process: {name}\nstatuses:\n  nowy: {{initial: true}}\n  koniec: {{qualifier: terminal}}\n"
FINAL = "success-terminal"


def passing(name: str, target: str, order: str = "move", ending: str = "terminal") -> str:
    return PASSING.format(name=name, target=target, order=order, ending=ending)


async def told(center: Center, text: str) -> dict[str, dict[str, Any]]:
    answer = await center.designer.post("/graphs/check", content=text, headers=YAML)
    assert answer.status_code == 200, answer.text
    return {each["code"]: each for each in answer.json()["problems"] if each["severity"] != "notice"}


async def set_up(center: Center, **processes: str) -> None:
    """Campaigns of these names with these processes of the same names."""
    for name, text in processes.items():
        await center.publish("process", name, text or IDLE.format(name=name))
        document = {"campaign": name, "process": name, "direction": "outbound"}
        put = await center.designer.put(f"/campaigns/{name}", json=document)
        assert put.status_code == 200, put.text


async def tag(center: Center, path: str) -> dict[str, str]:
    return {"If-Match": (await center.designer.get(path)).headers["etag"]}


@pytest.mark.feature("EXT-34", "NEW-05")
async def test_designer_sees_every_problem_at_once_with_its_place_and_its_way(center: Center):
    found = await told(center, BROKEN)
    places = {code: (each["line"], each["node"], each["path"]) for code, each in found.items()}
    assert places == {
        "target_unknown": (4, "nowy", []),
        "loop_without_bound": (5, "ponow", ["ponow", "ponow"]),
        "wait_without_limit": (6, "czeka", ["czeka"]),
        "private_without_owner": (7, "osobiscie", ["prosba", "osobiscie"]),
        "loop_without_wait": (9, "krag", ["krag", "krag"]),
        "template_unknown": (9, "krag", []),
    }
    assert all(each["message"] and each["column"] for each in found.values())
    saved = await center.designer.put("/graphs/process/zepsuty/draft", content=BROKEN, headers=YAML)
    assert {each["code"] for each in saved.json()["problems"]} >= found.keys()
    refused = await center.designer.post("/graphs/process/zepsuty/publish")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert {each["code"] for each in refused.json()["problems"]} >= found.keys()
    assert (await center.designer.get("/graphs/process/zepsuty")).json()["number"] == 0


@pytest.mark.feature("NEW-13")
@pytest.mark.parametrize(("order", "code"), [("move", "moves_in_circles"), ("copy", "copies_endless")])
async def test_draft_that_would_send_records_round_is_not_published(center: Center, order: str, code: str):
    await set_up(center, a="", b=passing("b", "a", order))
    draft = passing("a", "b", order)
    way = ["a/oddany", "b/nowy", "b/oddany", "a/nowy", "a/oddany"]
    found = await told(center, draft)
    assert (found[code]["node"], found[code]["path"]) == ("oddany", way)
    version = await tag(center, "/graphs/process/a/draft")
    saved = await center.designer.put("/graphs/process/a/draft", content=draft, headers=YAML | version)
    assert code in {each["code"] for each in saved.json()["problems"]}
    refused = await center.designer.post("/graphs/process/a/publish")
    assert refused.status_code == 422, refused.text
    assert code in {each["code"] for each in refused.json()["problems"]}
    assert (await center.designer.get("/graphs/process/a")).json()["number"] == 1


@pytest.mark.feature("NEW-13")
async def test_campaign_that_would_close_a_circle_is_refused_until_another_refuses_its_records(
    center: Center,
):
    await set_up(center, a="", b=passing("b", "a"))
    await center.publish("process", "tam", passing("tam", "b"))
    document = {"campaign": "a", "process": "tam", "direction": "outbound"}
    version = await tag(center, "/campaigns/a")
    refused = await center.designer.put("/campaigns/a", json=document, headers=version)
    (problem,) = (each for each in refused.json()["problems"] if each["severity"] == "error")
    assert (refused.status_code, problem["code"], problem["field"]) == (422, "moves_in_circles", "process")
    refusing = document | {"records": {"refuse_from": ["b"]}}
    put = await center.designer.put("/campaigns/a", json=refusing, headers=version)
    assert put.status_code == 200, put.text


@pytest.mark.feature("NEW-13")
async def test_success_that_would_count_twice_is_a_warning_with_its_way(center: Center):
    there = IDLE.format(name="b").replace("qualifier: terminal", f"qualifier: {FINAL}")
    await set_up(center, a="", b=there)
    sold = "  sprzedane: {qualifier: success-callback-public-relative, after: 1d, on_mail: oddany}\n"
    found = await told(center, passing("a", "b") + sold)
    assert found["success_across"]["path"] == ["a/sprzedane", "a/oddany", "b/nowy", "b/koniec"]
    assert found["success_across"]["severity"] == "warning"


@pytest.mark.hostile("H44")
async def test_secret_in_a_document_is_refused_and_not_repeated(center: Center):
    text = IDLE.format(name="a") + "description: 'Authorization: Bearer sk_live_4eC39HqLyjWDarjtT1'\n"
    saved = await center.designer.put("/graphs/process/a/draft", content=text, headers=YAML)
    (problem,) = (each for each in saved.json()["problems"] if each["severity"] == "error")
    assert (problem["code"], problem["line"]) == ("secret_in_definition", 5)
    assert "sk_live" not in problem["message"]
    assert (await center.designer.post("/graphs/process/a/publish")).status_code == 422
    header = text.replace("description: 'Auth", "headers: {Auth").replace("tT1'", "tT1}")
    assert set(await told(center, header)) == {"secret_in_definition", "unknown_field"}


@pytest.mark.hostile("H15")
async def test_problems_of_a_graph_name_their_nodes_beside_fields_that_cannot_be_read(center: Center):
    text = "ivr: i\nblocks:\n  a: {block: menu, say: x, keys: {1: gone}, timeout: 0, no_input: lost}\n"
    found = (await center.designer.post("/graphs/check", content=text, headers=YAML)).json()["problems"]
    assert [(each["code"], each["field"]) for each in found] == [
        ("target_unknown", "keys.1"),
        ("out_of_range", "timeout"),
        ("target_unknown", "no_input"),
    ]


@pytest.mark.hostile("H39")
async def test_callback_of_a_document_lies_at_a_time_that_exists(center: Center):
    await center.publish("process", "windykacja", IDLE.format(name="windykacja"))
    document = {**CAMPAIGN, "direction": "outbound", "numbers": [], "members": []}
    document.pop("ivr")
    assert (await center.designer.put("/campaigns/windykacja", json=document)).status_code == 200
    expected = {
        "2027-03-28 02:30": ("at_skipped", "notice"),
        "2020-02-29 09:00": ("at_past", "notice"),
        "2100-01-01 09:00": ("at_far", "warning"),
        "2027-02-29 09:00": ("time_invalid", "error"),
        "2027-03-28T09:00+02:00": ("time_invalid", "error"),
    }
    for at, answer in expected.items():
        text = IDLE.format(name="windykacja") + (
            f"  potem: {{qualifier: callback-public-absolute, at: '{at}'}}\n"
        )
        found = (await center.designer.post("/graphs/check", content=text, headers=YAML)).json()["problems"]
        assert answer in {(each["code"], each["severity"]) for each in found if each["field"] == "at"}, at
    for zone, status in (("Europe/Kiev", 200), ("Europe/Kyiv", 200), ("+02:00", 422)):
        put = await center.designer.put(
            "/campaigns/windykacja",
            json=document | {"zone": zone},
            headers=await tag(center, "/campaigns/windykacja"),
        )
        assert put.status_code == status, put.text


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        pytest.param("{{ ''.__class__ }}", "template_forbidden", "", marks=pytest.mark.hostile("H20")),
        pytest.param("{% import 'os' as o %}", "template_forbidden", "", marks=pytest.mark.hostile("H20")),
        pytest.param(
            "{{ contact.name|attr('format') }}", "template_forbidden", "", marks=pytest.mark.hostile("H20")
        ),
        pytest.param("{{ 'a' * 10 ** 9 }}", "template_too_expensive", "", marks=pytest.mark.hostile("H21")),
        pytest.param(
            "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
            "template_too_expensive",
            "",
            marks=pytest.mark.hostile("H21"),
        ),
        pytest.param("\n\n{{ contcat.name }}", None, "contact.name", marks=pytest.mark.hostile("H22")),
    ],
)
async def test_template_that_cannot_be_sent_is_refused_when_it_is_uploaded(
    center: Center, body: str, code: str | None, said: str
):
    form = {"name": "t", "channel": "mail", "subject": "x", "body": body}
    answer = await center.designer.post("/templates", json=form)
    assert answer.status_code == 422, answer.text
    problems = answer.json()["problems"]
    assert code is None or code in {each["code"] for each in problems}, problems
    assert any(said in each["message"] and each["field"] == "body" for each in problems)
    assert (await center.designer.get("/templates/t")).status_code == 404
