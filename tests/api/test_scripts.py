"""The script of a case: read, answered in a draft that is kept on the server, submitted."""

from typing import Any

import pytest
from people import YAML, Center
from sqlmodel import select

from db.tables import Outbox
from domain.access import Role

ROZMOWA = """
script: rozmowa
title: Rozmowa o zadłużeniu
results:
  wynik: [obietnica, odmowa, pomylka]
  nastroj: [dobry, zly]
questions:
  powitanie:
    text: Dzień dobry, czy rozmawiam z {{ contact.name }}? Tu {{ agent.name }}.
    type: truth
    required: true
    next: {true: zaplaci, false: pomylka}
  zaplaci:
    text: Do zapłaty jest {{ record.kwota }} zł. Zapłaci Pan?
    type: choice
    choices: {obietnica: Zapłaci, odmowa: Nie zapłaci}
    result: wynik
    required: true
  pesel: {title: PESEL, type: pesel, required: true}
  nastroj:
    text: Zapisuję „{{ answers.zaplaci }}”. Jak humor? {{ record.nieznane }}
    type: choice
    choices: {dobry: Dobry, zly: Zły}
    result: nastroj
    next: koniec
ends:
  koniec: {text: "Dziękuję, {{ contact.name }}"}
  pomylka: {text: Przepraszam, sets: {wynik: pomylka}}
"""
PROCESS = """
process: rozmowy
statuses:
  nowy:
    initial: true
    on_script:
      - {script: rozmowa, field: wynik, value: odmowa, then: odmowa}
      - {script: rozmowa, field: wynik, value: pomylka, then: odmowa}
      - {script: rozmowa, field: wynik, value: obietnica, then: sprzedane}
  sprzedane: {qualifier: {success: credit, lifecycle: confirm, time: relative}, after: 1d}
  odmowa: {qualifier: terminal}
"""
CONFIRMATION = """
script: potwierdzenie
questions:
  zgoda: {text: "Czy potwierdza Pan {{ record.kwota }} zł?", type: truth, required: true}
"""


@pytest.fixture
async def scripted(center: Center) -> Center:
    """A campaign with a script for the talk and one for the confirmation."""
    await center.publish("script", "rozmowa", ROZMOWA)
    await center.publish("script", "potwierdzenie", CONFIRMATION)
    await center.publish("process", "rozmowy", PROCESS)
    await center.open_campaign(
        process="rozmowy", scripts={"call": "rozmowa", "confirmation": "potwierdzenie"}
    )
    return center


class Talk:
    """The script of one case, as an agent uses it."""

    def __init__(self, center: Center, case: dict[str, Any]) -> None:
        self.center, self.path, self.etag = center, f"/cases/{case['id']}/script", "0"

    async def read(self, **query: str) -> dict[str, Any]:
        found = await self.center.agent.get(self.path, params=query)
        assert found.status_code == 200, found.text
        self.etag = found.headers["etag"]
        return found.json()

    async def answer(self, status: int = 200, **answers: Any) -> dict[str, Any]:
        body, headers = {"answers": answers}, {"If-Match": self.etag}
        saved = await self.center.agent.put(f"{self.path}/answers", json=body, headers=headers)
        assert saved.status_code == status, saved.text
        self.etag = saved.headers.get("etag", self.etag)
        return saved.json()

    async def submit(self, status: int = 200) -> dict[str, Any]:
        done = await self.center.agent.post(f"{self.path}/submit")
        assert done.status_code == status, done.text
        return done.json()


async def facts(center: Center) -> list[dict[str, Any]]:
    async with center.database.read() as session:
        told = await session.exec(select(Outbox).where(Outbox.name == "fact"))
        return [fact.payload for fact in told]


@pytest.mark.feature("FCC-46", "WBX-16")
async def test_agent_reads_the_script_with_the_data_of_the_record(scripted: Center):
    talk = Talk(scripted, await scripted.add_case(kwota=120))
    found = await talk.read()
    assert (found["script"], found["title"], found["etag"]) == ("rozmowa", "Rozmowa o zadłużeniu", 0)
    texts = {question["name"]: question["text"] for question in found["questions"]}
    assert texts["powitanie"] == "Dzień dobry, czy rozmawiam z Łukasz Żak? Tu Agent."
    assert texts["zaplaci"] == "Do zapłaty jest 120 zł. Zapłaci Pan?"
    assert texts["nastroj"] == "Zapisuję „—”. Jak humor? —"
    assert (found["path"], found["missing"], found["answers"]) == (["powitanie"], ["powitanie"], {})
    assert found["questions"][1]["choices"][1] == {"name": "odmowa", "title": "Nie zapłaci"}


@pytest.mark.feature("WBX-17", "FCC-47")
async def test_answer_decides_the_next_questions(scripted: Center):
    talk = Talk(scripted, await scripted.add_case(kwota=120))
    found = await talk.answer(powitanie=True, zaplaci="obietnica")
    assert found["path"] == ["powitanie", "zaplaci", "pesel", "nastroj"]
    assert (found["missing"], found["end"]["text"]) == (["pesel"], "Dziękuję, Łukasz Żak")
    assert "„Zapłaci”" in found["questions"][3]["text"]
    found = await talk.answer(powitanie=False)
    assert (found["path"], found["missing"], found["complete"]) == (["powitanie"], [], True)
    assert found["answers"] == {"powitanie": False, "zaplaci": "obietnica"}
    found = await talk.answer(powitanie=None)
    assert found["missing"] == ["powitanie"]


async def test_answers_of_a_wrong_type_are_all_told_and_none_is_kept(scripted: Center):
    talk = Talk(scripted, await scripted.add_case())
    told = await talk.answer(422, powitanie=True, zaplaci="obietnca", pesel="4405140135", nastrj="zly")
    assert [(problem["field"], problem["code"]) for problem in told["problems"]] == [
        ("zaplaci", "choice_unknown"),
        ("pesel", "pesel_length"),
        ("nastrj", "question_unknown"),
    ]
    assert "`nastroj`?" in told["problems"][2]["message"]
    assert (await talk.read())["answers"] == {}
    wrong = await scripted.agent.put(f"{talk.path}/answers", json={"answers": {"pesel": {"a": 1}}})
    assert wrong.status_code == 422
    told = await talk.answer(422, pesel="44051401358")
    assert told["code"] == "pesel_checksum"


@pytest.mark.feature("WBX-18")
async def test_script_is_complete_only_when_submitted_with_every_required_answer(scripted: Center):
    talk = Talk(scripted, await scripted.add_case())
    assert (await talk.submit(422))["problems"][0]["field"] == "powitanie"
    await talk.answer(powitanie=True, zaplaci="odmowa")
    told = await talk.submit(422)
    assert [(problem["code"], problem["field"]) for problem in told["problems"]] == [
        ("answer_missing", "pesel")
    ]
    assert (await talk.read())["submitted"] is None
    await talk.answer(pesel="440514-01359")
    done = await talk.submit()
    submitted = done["submitted"]
    assert (submitted["by_name"], submitted["results"]) == ("Agent", {"wynik": "odmowa"})
    assert submitted["answers"] == {"powitanie": True, "zaplaci": "odmowa", "pesel": "44051401359"}
    assert (done["answers"], done["etag"]) == ({}, 0)
    assert (await talk.submit(422))["code"] == "answer_missing"


async def test_submitting_twice_under_one_key_submits_once(scripted: Center):
    talk = Talk(scripted, await scripted.add_case())
    await talk.answer(powitanie=False)
    for _ in range(2):
        done = await scripted.agent.post(f"{talk.path}/submit", headers={"Idempotency-Key": "s1"})
        assert done.status_code == 200
    assert len(await facts(scripted)) == 1


@pytest.mark.feature("SYS-P-27", "SYS-P-28")
async def test_case_hears_only_of_values_that_its_process_is_mapped_on(scripted: Center):
    case = await scripted.add_case()
    talk = Talk(scripted, case)
    await talk.answer(powitanie=True, zaplaci="odmowa", pesel="44051401359", nastroj="zly")
    assert (await talk.submit())["submitted"]["results"] == {"wynik": "odmowa", "nastroj": "zly"}
    told = await facts(scripted)
    assert [(fact["kind"], fact["data"]) for fact in told] == [
        ("script", {"script": "rozmowa", "field": "wynik", "value": "odmowa"})
    ]
    assert "44051401359" not in str(told)


@pytest.mark.feature("SYS-P-79")
async def test_case_that_waits_for_confirmation_asks_for_the_confirmation_script(scripted: Center):
    case = await scripted.add_case(kwota=50)
    talk = Talk(scripted, case)
    await talk.answer(powitanie=True)
    saved = await scripted.agent.post(
        f"/cases/{case['id']}/disposition", json={"status": "sprzedane"}, headers={"Idempotency-Key": "k"}
    )
    assert (saved.status_code, saved.json()["lifecycle"]) == (200, "confirm")
    found = await talk.read()
    assert (found["script"], found["questions"][0]["text"]) == ("potwierdzenie", "Czy potwierdza Pan 50 zł?")
    assert (await talk.read(script="rozmowa"))["answers"] == {"powitanie": True}
    missing = await scripted.agent.get(talk.path, params={"script": "inny"})
    assert missing.status_code == 404


async def test_two_agents_who_answer_at_once_do_not_overwrite_each_other(scripted: Center):
    talk = Talk(scripted, await scripted.add_case())
    await talk.answer(powitanie=True)
    mine = {"answers": {"zaplaci": "odmowa"}}
    without = await scripted.manager.put(f"{talk.path}/answers", json=mine)
    assert without.status_code == 428
    lost = await scripted.manager.put(f"{talk.path}/answers", json=mine, headers={"If-Match": '"7"'})
    assert (lost.status_code, lost.json()["theirs"]["answers"]) == (412, {"powitanie": True})
    submitted = await scripted.agent.post(f"{talk.path}/submit", headers={"If-Match": '"7"'})
    assert submitted.status_code == 412


async def test_draft_stays_with_the_version_with_which_it_began(scripted: Center):
    case = await scripted.add_case()
    talk = Talk(scripted, case)
    before = await talk.answer(powitanie=True)
    await scripted.designer.put(
        "/graphs/script/rozmowa/draft",
        content=ROZMOWA.replace("  pesel: {title: PESEL, type: pesel, required: true}\n", ""),
        headers=YAML | {"If-Match": "1"},
    )
    assert (await scripted.designer.post("/graphs/script/rozmowa/publish")).status_code == 200
    assert (await talk.read())["hash"] == before["hash"]
    diff = await scripted.designer.get("/graphs/script/rozmowa/diff", params={"from": 1})
    assert diff.json()["nodes"] == {"added": [], "removed": ["pesel"], "changed": ["zaplaci"]}
    other = await Talk(scripted, await scripted.add_case(phone="+48 600 100 201")).read()
    assert other["hash"] != before["hash"]


async def test_case_out_of_sight_or_without_a_script_has_none(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    none = await center.agent.get(f"/cases/{case['id']}/script")
    assert (none.status_code, none.json()["code"]) == (404, "not_found")
    stranger = await center.hire("obcy", Role.AGENT)
    assert (await stranger.get(f"/cases/{case['id']}/script")).status_code == 404


async def test_process_that_maps_on_what_no_script_gives_is_told(scripted: Center):
    text = PROCESS.replace("value: odmowa", "value: odmova", 1)
    checked = await scripted.designer.post("/graphs/check", content=text, headers=YAML)
    found = [problem for problem in checked.json()["problems"] if problem["severity"] == "error"]
    assert [(problem["code"], problem["line"], problem["node"]) for problem in found] == [
        ("script_value_unknown", 7, "nowy")
    ]
    assert "`odmowa`?" in found[0]["message"]
