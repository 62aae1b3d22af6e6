"""Each problem of a script: the smallest document that has it, and the nearest that has not."""

import json
from typing import Any

import pytest
from graph_documents import codes, errors, sound

from graphs import Known, check

YES_NO: dict[str, Any] = {"type": "choice", "choices": {"tak": "Tak", "nie": "Nie"}}
END: dict[str, Any] = {"ends": {"koniec": {}}}


def script(
    ends: dict[str, Any] | None = None, results: dict[str, Any] | None = None, **questions: Any
) -> str:
    """A script with these questions; the first is where it begins."""
    more = {"ends": ends or {}, "results": results or {}}
    return json.dumps(
        {"script": "s", "questions": questions} | {name: part for name, part in more.items() if part}
    )


def choice(**more: Any) -> dict[str, Any]:
    return YES_NO | more


@pytest.mark.parametrize(
    ("broken", "expected", "mended"),
    [
        pytest.param(
            script(a={"next": "b"}), ("target_unknown", "a", "next"), script(a={"next": "b"}, b={}), id="next"
        ),
        pytest.param(
            script(a=choice(next={"tak": "kon", "otherwise": "koniec"}), ends={"koniec": {}}),
            ("target_unknown", "a", "next.tak"),
            script(a=choice(next={"tak": "koniec", "otherwise": "koniec"}), ends={"koniec": {}}),
            id="way of one choice",
        ),
        pytest.param(
            script(a={"next": "b"}, b={}).replace('"questions"', '"start": "c", "questions"'),
            ("target_unknown", None, "start"),
            script(a={"next": "b"}, b={}).replace('"questions"', '"start": "a", "questions"'),
            id="start",
        ),
        pytest.param(
            script(a={"next": "c"}, b={}, c={}),
            ("node_unreachable", "b", None),
            script(a={"next": "b"}, b={}, c={}),
            id="question that nothing leads to",
        ),
        pytest.param(
            script(a={"next": "c"}, b={"required": True}, c={}),
            ("required_unreachable", "b", None),
            script(a={}, b={"required": True}, c={}),
            id="required question that nothing leads to",
        ),
        pytest.param(
            script(a={}, ends={"koniec": {}}),
            ("node_unreachable", "koniec", None),
            script(a={"next": "koniec"}, ends={"koniec": {}}),
            id="end that nothing leads to",
        ),
        pytest.param(
            script(a={}, b={"next": "a"}),
            ("loop_of_questions", "a", None),
            script(a={}, b={"next": "c"}, c={}),
            id="loop",
        ),
        pytest.param(
            script(a={}, b={}, ends={"b": {}}),
            ("end_like_question", "b", None),
            script(a={}, b={"next": "c"}, ends={"c": {}}),
            id="end named like a question",
        ),
        pytest.param(
            script(a={"type": "choice"}),
            ("choices_missing", "a", "type"),
            script(a=choice()),
            id="no choices",
        ),
        pytest.param(
            script(a={"choices": {"tak": "Tak"}}),
            ("choices_not_possible", "a", "choices"),
            script(a=choice()),
            id="choices of a text",
        ),
        pytest.param(
            script(a=choice(choices={"otherwise": "Inne"})),
            ("choice_reserved", "a", "choices.otherwise"),
            script(a=choice(choices={"inne": "Inne"})),
            id="choice with the word for all others",
        ),
        pytest.param(
            script(a=choice(next={"tak": "b"}, required=True), b={}),
            ("choice_without_way", "a", "next"),
            script(a=choice(next={"tak": "b", "nie": "b"}, required=True), b={}),
            id="choice without a way",
        ),
        pytest.param(
            script(a=choice(next={"tak": "b", "nie": "b"}), b={}),
            ("branch_without_answer", "a", "next"),
            script(a=choice(next={"tak": "b", "otherwise": "b"}), b={}),
            id="no answer has no way",
        ),
        pytest.param(
            script(
                a={"type": "truth", "required": True, "next": {"true": "b", "false": "b", "no": "b"}}, b={}
            ),
            ("next_choice_unknown", "a", "next.no"),
            script(a={"type": "truth", "required": True, "next": {"true": "b", "false": "b"}}, b={}),
            id="way of no choice",
        ),
        pytest.param(
            script(a={"type": "number", "next": {"5": "b", "otherwise": "b"}}, b={}),
            ("branch_needs_choice", "a", "next"),
            script(a={"type": "number", "next": {"otherwise": "b"}}, b={}),
            id="branch of a number",
        ),
        pytest.param(
            script(a=choice(result="wynik")),
            ("result_unknown", "a", "result"),
            script(a=choice(result="wynik"), results={"wynik": ["tak", "nie"]}),
            id="field of a question",
        ),
        pytest.param(
            script(a={"next": "b"}, ends={"b": {"sets": {"wynik": "tak"}}}),
            ("result_unknown", "b", "sets.wynik"),
            script(a={"next": "b"}, ends={"b": {"sets": {"wynik": "tak"}}}, results={"wynik": ["tak"]}),
            id="field of an end",
        ),
        pytest.param(
            script(a=choice(result="wynik"), results={"wynik": ["tak"]}),
            ("result_value_unknown", "a", "choices.nie"),
            script(a=choice(result="wynik"), results={"wynik": ["tak", "nie"]}),
            id="value of a field",
        ),
        pytest.param(
            script(
                a=choice(result="wynik", type="many"),
                b=choice(result="wynik"),
                results={"wynik": ["tak", "nie"]},
            ),
            ("result_needs_choice", "a", "result"),
            script(a=choice(type="many"), b=choice(result="wynik"), results={"wynik": ["tak", "nie"]}),
            id="field of many",
        ),
        pytest.param(
            script(a={}, results={"wynik": ["tak"]}),
            ("result_never_set", None, "results.wynik"),
            script(a={"next": "b"}, ends={"b": {"sets": {"wynik": "tak"}}}, results={"wynik": ["tak"]}),
            id="field that no way sets",
        ),
        pytest.param(
            script(a={"text": "{{ contact.name | upper }}"}),
            ("text_braces", "a", "text"),
            script(a={"text": "{{ contact.name }}"}),
            id="filter in a text",
        ),
        pytest.param(
            script(a={"text": "{{ contact.nam }}"}),
            ("text_name_unknown", "a", "text"),
            script(a={"text": "{{ contact.name }} {{record.kwota}} {{ answers.a }}"}),
            id="name in a text",
        ),
        pytest.param(
            script(a={"next": "b"}, ends={"b": {"text": "{% if x %}"}}),
            ("text_braces", "b", "text"),
            script(a={"next": "b"}, ends={"b": {"text": "50 % {rabatu}"}}),
            id="construct in the text of an end",
        ),
    ],
)
def test_problem_is_found_and_the_nearest_sound_script_has_none(
    broken: str, expected: tuple[str, str | None, str | None], mended: str
):
    assert errors(broken) == [expected]
    sound(mended)


def test_problem_stands_at_its_line_with_the_nearest_name():
    text = """
script: rozmowa
questions:
  powitanie:
    text: Dzień dobry {{ contact.name }}
    next: kwotta
  kwota: {type: number}
"""
    found = {problem.code: problem for problem in check(text).problems}
    assert (found["target_unknown"].line, found["target_unknown"].column) == (6, 11)
    assert "Did you mean `kwota`?" in found["target_unknown"].message
    assert (found["node_unreachable"].line, found["node_unreachable"].node) == (7, "kwota")


def test_field_that_only_an_unreachable_end_sets_is_never_set():
    text = script(a={}, ends={"b": {"sets": {"wynik": "tak"}}}, results={"wynik": ["tak"]})
    assert sorted(codes(text)) == ["node_unreachable", "result_never_set"]


def test_loop_is_told_with_its_way():
    found = check(script(a={}, b=choice(next={"tak": "a", "otherwise": "c"}), c={}))
    assert [problem.path for problem in found.problems] == [("a", "b", "a")]


def test_question_named_twice_is_told():
    text = "script: s\nquestions:\n  a: {}\n  a: {}\n"
    assert codes(text) == ["duplicate_key"]


def test_value_that_no_way_gives_is_a_notice():
    text = script(a=choice(result="wynik"), results={"wynik": ["tak", "nie", "moze"]})
    found = sound(text)
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("result_value_never_set", "notice")
    ]
    assert "moze" in found.problems[0].message


def test_rest_of_a_script_is_checked_although_one_question_cannot_be_read():
    text = script(a={"type": "nmber"}, b={"text": "{{ contact.nam }}", "next": "d"}, c={"required": True})
    assert sorted(codes(text)) == ["target_unknown", "text_name_unknown", "unknown_value"]


def test_order_of_questions_without_ways_is_part_of_what_the_hash_names():
    assert sound(script(a={}, b={})).hash != sound(script(b={}, a={})).hash
    assert sound(script(a={}, b={})).hash == sound(script(a={"next": "b"}, b={})).hash


SCRIPTS = Known(scripts={"rozmowa": {"wynik": ("obietnica", "odmowa")}})


@pytest.mark.parametrize(
    ("answer", "code", "near"),
    [
        (("rozmova", "wynik", "odmowa"), "script_unknown", "`rozmowa`?"),
        (("rozmowa", "wynk", "odmowa"), "script_field_unknown", "`wynik`?"),
        (("rozmowa", "wynik", "odmova"), "script_value_unknown", "`odmowa`?"),
    ],
)
def test_status_mapped_on_what_no_script_gives_is_told(answer: tuple[str, str, str], code: str, near: str):
    def process(script: str, field: str, value: str) -> str:
        edge = {"script": script, "field": field, "value": value, "then": "b"}
        statuses = {"a": {"initial": True, "on_script": [edge]}, "b": {"qualifier": "terminal"}}
        return json.dumps({"process": "p", "statuses": statuses})

    found = [
        problem for problem in check(process(*answer), known=SCRIPTS).problems if problem.severity == "error"
    ]
    assert [problem.code for problem in found] == [code]
    assert near in found[0].message
    assert "{" not in found[0].message + found[0].message_pl
    sound(process("rozmowa", "wynik", "odmowa"), SCRIPTS)
    sound(process("rozmova", "wynik", "odmowa"))
