"""Where a talk stands after each answer: what is asked, what is missing, what comes of it."""

from typing import Any

import pytest
from graph_documents import sound

from domain.errors import Problem
from graphs.script import Script, State, accepted, answer, compile_script, filled, missing_problem, spoken

ROZMOWA = """
script: rozmowa
title: Rozmowa o zadłużeniu
results:
  wynik: [obietnica, odmowa, pomylka]
questions:
  powitanie:
    text: Dzień dobry, czy rozmawiam z {{ contact.name }}?
    type: truth
    required: true
    next: {true: zaplaci, false: pomylka}
  zaplaci:
    text: Do zapłaty jest {{ record.kwota }} zł. Kiedy możemy spodziewać się wpłaty?
    type: choice
    choices: {obietnica: Zapłaci, odmowa: Nie zapłaci}
    result: wynik
    required: true
    next: {obietnica: kwota, odmowa: powod}
  kwota: {title: Kwota, type: number, required: true}
  termin: {title: Termin, type: date, next: dziekuje}
  powod: {title: Powód, type: many, choices: {strata-pracy: Strata pracy, spor: Spór}, next: dziekuje}
ends:
  dziekuje: {text: "Dziękuję, do usłyszenia"}
  pomylka: {text: Przepraszam, sets: {wynik: pomylka}}
"""


@pytest.fixture(scope="module")
def script() -> Script:
    canonical = sound(ROZMOWA).canonical
    assert canonical is not None
    return compile_script(canonical)


def state(script: Script, **given: Any) -> State:
    answers, problems = accepted(script, given)
    assert problems == []
    return answer(script, {name: value for name, value in answers.items() if value is not None})


@pytest.mark.parametrize(
    ("given", "path", "missing", "results", "end"),
    [
        ({}, "powitanie", "powitanie", {}, None),
        ({"powitanie": True}, "powitanie zaplaci", "zaplaci", {}, None),
        ({"powitanie": False}, "powitanie", "", {"wynik": "pomylka"}, "pomylka"),
        (
            {"powitanie": "tak", "zaplaci": "obietnica"},
            "powitanie zaplaci kwota termin",
            "kwota",
            {"wynik": "obietnica"},
            "dziekuje",
        ),
        (
            {"powitanie": True, "zaplaci": "obietnica", "kwota": "1 200,50"},
            "powitanie zaplaci kwota termin",
            "",
            {"wynik": "obietnica"},
            "dziekuje",
        ),
        (
            {"powitanie": True, "zaplaci": "odmowa", "kwota": 5},
            "powitanie zaplaci powod",
            "",
            {"wynik": "odmowa"},
            "dziekuje",
        ),
    ],
)
def test_answers_decide_what_is_asked(
    script: Script, given: dict[str, Any], path: str, missing: str, results: dict[str, str], end: str | None
):
    found = state(script, **given)
    assert (found.path, found.missing) == (tuple(path.split()), tuple(missing.split()))
    assert (found.results, found.end, found.complete) == (results, end, end is not None and not missing)


def test_missing_answer_is_told_by_the_title_of_its_question(script: Script):
    told = missing_problem(script.questions["kwota"])
    assert (told.code, told.field, "Kwota" in told.message, "Kwota" in told.message_pl) == (
        *("answer_missing", "kwota"),
        *(True, True),
    )


def test_answer_off_the_path_does_not_count(script: Script):
    found = state(script, powitanie=True, zaplaci="odmowa", kwota="12,50", powod=["spor"])
    assert found.answers == {"powitanie": True, "zaplaci": "odmowa", "powod": ["spor"]}


def test_answers_of_a_wrong_type_are_told_together(script: Script):
    given = {"powitanie": "może", "kwota": "dużo", "termin": "2026-02-30", "zaplaci": "odmova", "kwta": 1}
    answers, problems = accepted(script, {**given, "powod": ["spor"]})
    assert answers == {"powod": ["spor"]}
    assert [(problem.field, problem.code) for problem in problems] == [
        ("powitanie", "truth_invalid"),
        ("kwota", "number_invalid"),
        ("termin", "date_invalid"),
        ("zaplaci", "choice_unknown"),
        ("kwta", "question_unknown"),
    ]
    assert "`kwota`?" in problems[-1].message
    assert all(isinstance(problem, Problem) and problem.message_pl for problem in problems)


def test_blank_takes_an_answer_back(script: Script):
    assert accepted(script, {"kwota": " ", "powod": [], "termin": None}) == (
        {"kwota": None, "powod": None, "termin": None},
        [],
    )


def test_script_without_ends_ends_after_its_last_question():
    canonical = sound(
        "script: s\nquestions:\n  a: {}\n  b: {type: truth, next: {true: c, otherwise: d}}\n  c: {next: d}\n  d: {}\n"
    )
    assert canonical.canonical is not None
    found = answer(compile_script(canonical.canonical), {"b": True})
    assert (found.path, found.end, found.complete) == (("a", "b", "c", "d"), None, True)


def test_text_is_read_out_with_what_is_known():
    values = {"contact": {"name": "Jan"}, "record": {"kwota": 12, "nic": ""}}
    text = "{{ contact.name }}: {{record.kwota}} zł, {{ record.nic }} {{ agent.name }} {kwota}"
    assert filled(text, values) == "Jan: 12 zł, — — {kwota}"
    assert filled(None, values) is None


def test_earlier_answers_are_read_out_as_the_agent_knows_them(script: Script):
    answers = {"powitanie": True, "zaplaci": "odmowa", "powod": ["strata-pracy", "spor"], "kwota": 12.5}
    assert [spoken(script, name, value) for name, value in answers.items()] == [
        "tak",
        "Nie zapłaci",
        "Strata pracy, Spór",
        "12.5",
    ]
