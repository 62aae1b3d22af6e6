"""Bad input through the public door: each with a clear error, at its place, and nothing lost."""

import json

import pytest
from hostile_json import REFUSED
from people import CAMPAIGN, IVR, PROCESS, YAML, Center

from api.route import LARGEST_BODY

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\n"
YAML_CORPUS = {
    "alias bomb": (BOMB, "yaml_alias_not_allowed", 1),
    "deep list": ("process: " + "[" * 500, "too_deep", 1),
    "self alias": ("a: &a [*a]", "yaml_alias_not_allowed", 1),
    "duplicate key": ("process: a\nprocess: b\n", "key_twice", 2),
    "two documents": ("process: a\n---\nprocess: b\n", "yaml_two_documents", 2),
    "tab": ("process: a\nstatuses:\n\ta: {}\n", "yaml_syntax", 3),
    "tag": ("process: !!python/object/apply:os.system [ls]\n", "yaml_tag_not_allowed", 1),
}


@SQLITE
@pytest.mark.hostile("H33")
@pytest.mark.parametrize("name", [name for name in REFUSED if name != "empty"])
async def test_json_that_is_none_is_refused_with_its_place(center: Center, name: str):
    body, line, column = REFUSED[name]
    json_type = {"Content-Type": "application/json"}
    for path in ("/users", "/graphs/check"):
        answer = await center.administrator.post(path, content=body, headers=json_type)
        assert (answer.status_code, answer.json()["code"]) == (400, "json_invalid"), answer.text
        problem = answer.json()["problems"][0]
        assert (problem["line"], problem["column"]) == (line, column)
        assert answer.headers["content-type"] == "application/problem+json"


@SQLITE
@pytest.mark.hostile("H3")
@pytest.mark.parametrize("phone", ["+48123456789\n", "+48 12", "", "abc", "+48\x00123456789"])
async def test_phone_that_is_none_is_refused(center: Center, phone: str):
    await center.open_campaign()
    await _refused(center, phone, "phone_invalid")


@SQLITE
@pytest.mark.hostile("H4")
async def test_phone_in_other_digits_is_refused(center: Center):
    await center.open_campaign()
    await _refused(center, "٤٨٦٠٠١٠٠٢٠٠", "phone_invalid")


@SQLITE
@pytest.mark.hostile("H5")
async def test_phone_with_typographic_blanks_is_read(center: Center):
    await center.open_campaign()
    added = await center.add_case("+48\u00a0600\u2011100\u2011200")
    assert added["contact"]["phones"] == ["+48600100200"]


@SQLITE
@pytest.mark.hostile("H6")
@pytest.mark.parametrize(
    "phone", ["112", "997", "*21*600100200#", "+882123456789", "0700123456", "600100200;ext=1", "100&PJSIP/9"]
)
async def test_numbers_that_nobody_may_dial_are_refused(center: Center, phone: str):
    await center.open_campaign()
    await _refused(center, phone, "number_not_allowed")


@SQLITE
@pytest.mark.hostile("H12")
@pytest.mark.hostile("H13")
@pytest.mark.parametrize("name", YAML_CORPUS)
async def test_hostile_yaml_is_refused_at_its_place(center: Center, name: str):
    text, _, line = YAML_CORPUS[name]
    answer = await center.designer.post("/graphs/check", content=text, headers=YAML)
    told = answer.json()
    assert answer.status_code == 200
    assert not told["valid"]
    assert line in {problem["line"] for problem in told["problems"]}, told
    published = await _publish(center, "process", "a", text)
    assert published.status_code == 422
    assert {p["code"] for p in published.json()["problems"]} >= {p["code"] for p in told["problems"]}


@SQLITE
@pytest.mark.hostile("H14")
async def test_yaml_values_stay_the_texts_that_were_written(center: Center):
    await center.publish("process", "windykacja", PROCESS)
    text = IVR.replace("say: Dzień dobry", "say: 0123")
    await center.publish("ivr", "linia", text)
    version = (await center.designer.get("/graphs/ivr/linia/versions/1")).json()
    assert version["document"]["blocks"]["powitanie"]["say"] == "0123"


@SQLITE
@pytest.mark.hostile("H15")
async def test_all_problems_of_a_graph_come_at_once(center: Center):
    text = "process: a\nstatuses:\n  x: {initial: true, on_mail: nowhere}\n  y: {initial: true}\n  z: {after: -1}\n"
    published = await _publish(center, "process", "a", text)
    assert published.status_code == 422
    nodes = {problem["node"] for problem in published.json()["problems"]}
    assert {"x", "y", "z"} <= nodes, published.text
    assert (await center.designer.get("/graphs/process/a")).json()["number"] == 0


@SQLITE
@pytest.mark.hostile("H16")
@pytest.mark.parametrize("span", ["-1", "1e999", "NaN", "5 fortnights", "3650d"])
async def test_spans_out_of_range_are_refused(center: Center, span: str):
    text = PROCESS.replace("after: 15min", f"after: {span}")
    published = await _publish(center, "process", "windykacja", text)
    assert published.status_code == 422
    assert "out_of_range" in {problem["code"] for problem in published.json()["problems"]}, published.text


@SQLITE
@pytest.mark.hostile("H17")
@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ("m: {block: menu, say: a, keys: {1: m}, no_input: m, wrong: m}", "menu_loop_without_input"),
        ("m: {block: announcement, play: nieznane, next: e}\n  e: {block: hang_up}", "prompt_unknown"),
        ("m: {block: announcement, next: e}\n  e: {block: hang_up}", "prompt_missing"),
        ("m: {block: menu, say: a, keys: {10: e}, no_input: e}\n  e: {block: hang_up}", "key_invalid"),
        (
            "m: {block: menu, say: a, keys: {1: e}, no_input: e, timeout: 0s}\n  e: {block: hang_up}",
            "out_of_range",
        ),
        ("m: {block: announcement, say: a, voice: tlh, next: e}\n  e: {block: hang_up}", "unknown_value"),
        ("m: {block: announcement, say: a, next: e}\n  e: {block: hang_up}\nlanguage: tlh", "unknown_value"),
    ],
)
async def test_menus_that_cannot_work_are_refused(center: Center, blocks: str, code: str):
    text = f"ivr: linia\nblocks:\n  a: {{block: answer, next: m}}\n  {blocks}\n"
    published = await _publish(center, "ivr", "linia", text)
    assert published.status_code == 422, published.text
    errors = {p["code"] for p in published.json()["problems"] if p["severity"] == "error" and p["line"]}
    assert code in errors


@SQLITE
@pytest.mark.hostile("H42")
async def test_caller_id_of_somebody_else_is_refused(center: Center):
    await center.publish("process", "windykacja", PROCESS)
    await center.publish("ivr", "linia", IVR)
    document = {**CAMPAIGN, "caller_id": "+48229998877"}
    answer = await center.designer.put("/campaigns/windykacja", json=document)
    assert (answer.status_code, answer.json()["code"]) == (422, "caller_id_not_verified")
    number = {"number": CAMPAIGN["numbers"][0], "verified": False}
    assert (await center.administrator.post("/numbers", json=number)).status_code == 201
    answer = await center.designer.put("/campaigns/windykacja", json=CAMPAIGN)
    assert (answer.status_code, answer.json()["code"]) == (422, "caller_id_not_verified")
    assert (await center.manager.get("/campaigns")).json()["items"] == []


@SQLITE
async def test_body_that_is_too_large_is_not_read(center: Center):
    answer = await center.designer.post("/graphs/check", content=b"x" * (LARGEST_BODY + 1), headers=YAML)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@SQLITE
async def test_errors_speak_polish_to_those_who_read_it(center: Center):
    headers = {"Accept-Language": "de;q=0.9, pl-PL;q=0.8, en;q=0.1"}
    answer = await center.administrator.post("/users", json={"unknown": 1}, headers=headers)
    told = answer.json()
    assert told["title"] == "Niepoprawne dane"
    assert "Nie ma tu pola unknown; usuń je." in {problem["message"] for problem in told["problems"]}
    assert answer.headers["content-language"] == "pl"


@SQLITE
async def test_unforeseen_error_tells_an_id_and_nothing_inside(
    center: Center, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: object) -> None:
        raise RuntimeError("hasło: 1234")

    monkeypatch.setattr("db.users.read", broken)
    answer = await center.administrator.get(f"/users/{center.ids['agent']}")
    assert answer.status_code == 500
    assert answer.json()["error_id"]
    assert "1234" not in answer.text
    assert "RuntimeError" not in answer.text


@SQLITE
async def test_form_that_is_not_json_is_told_so(center: Center):
    answer = await center.administrator.post("/users", content="a=b", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "format_unknown")


@SQLITE
async def test_unknown_filters_and_strange_cursors_are_refused(center: Center):
    for params in (
        {"statsu": "x"},
        {"limit": "501"},
        {"cursor": "%%%"},
        {"cursor": "W10"},
        {"cursor": "WzEsMl0"},
        {"sort": "name"},
    ):
        answer = await center.manager.get("/cases", params=params)
        assert answer.status_code == 422, (params, answer.text)


async def _refused(center: Center, phone: str, code: str) -> None:
    body = {"contact": {"phones": [phone]}, "fields": {}}
    answer = await center.manager.post("/campaigns/windykacja/cases", json=body)
    if answer.status_code == 400:
        assert "\x00" in json.loads(json.dumps(phone))
        return
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["problems"][0]["field"] == "contact.phones"
    assert (await center.manager.get("/cases")).json()["items"] == []


async def _publish(center: Center, kind: str, name: str, text: str):
    saved = await center.designer.put(f"/graphs/{kind}/{name}/draft", content=text, headers=YAML)
    assert saved.status_code == 200, saved.text
    assert saved.json()["problems"]
    return await center.designer.post(f"/graphs/{kind}/{name}/publish")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_nul_in_an_address_or_filter_is_absent_or_refused(center: Center):
    for path in (
        "/cases/a%00b",
        "/campaigns/%00",
        "/graphs/process/%00",
        "/cases?q=%00",
        "/audit?subject=%00",
    ):
        answer = await center.administrator.get(path)
        assert answer.status_code in (404, 422), (path, answer.text)
