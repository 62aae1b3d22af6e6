"""What conditions are taken and what they answer; a condition that fails in any way does not hold."""

import pickle
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from graphs.conditions import FACTS, Answers, Condition, Flaw, Values, compile_condition, supports
from graphs.findings import Finding, Places, to_problem

CASE = {"status": "nowy", "tries": 4, "due": True, "entries": 2}
RECORD = {"city": "Łódź", "debt": 150, "vip": True, "note": "a\nb", "empty": None, "b c": "x"}
FACTS_NOW: dict[str, dict[str, Any]] = {
    "case": CASE,
    "record": RECORD,
    "attempts": {"busy": 3},
    "contact": {"phone": "+48221234567"},
}


def compiled(text: str) -> Condition:
    found = compile_condition(text)
    assert isinstance(found, Condition), found
    return found


def flaws(text: str) -> tuple[Flaw, ...]:
    found = compile_condition(text)
    assert isinstance(found, tuple), f"{text[:80]} was taken"
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("case.status == 'nowy' && attempts.busy >= 3", True),
        ("case.tries > 4", False),
        ("case.due", True),
        ("!case.due || case.entries == 2", True),
        ("record.city == 'Łódź' && record.vip == true && record.debt > 100", True),
        ('record["city"] in ["Łódź", "Kutno"] && size(record) == 5', True),
        ("record.`b c` == 'x'", True),
        ("record.city == 150", False),
        ("contact.phone.matches('^[+]48(22|42)[0-9]+$')", True),
        ("contact.phone.startsWith('+48') ? case.due : !case.due", True),
        ("case.status // the present one\n  == 'nowy'", True),
        ("has(record.city) && !has(record.street)", True),
    ],
)
def test_condition_holds_for_the_facts_it_names(text: str, expected: bool):
    assert compiled(text).holds(FACTS_NOW) is expected


@pytest.mark.parametrize(
    "text",
    [
        "record.street == 'x'",
        "record.street != 'x'",
        "record.empty == null",
        "record.city > 3",
        "call.seconds == 0",
        "case.tries / (case.tries - 4) == 1",
        "9223372036854775807 + case.tries > 0",
        "int(record.city) == 1",
        "record.city.matches('a') && record.city",
    ],
)
def test_condition_on_a_missing_or_unfit_value_does_not_hold(text: str):
    assert compiled(text).holds(FACTS_NOW) is False


@pytest.mark.parametrize(
    "text", ["case.due || record.street == 'x'", "!(record.debt > 200 && record.no == 1)"]
)
def test_missing_value_that_decides_nothing_does_no_harm(text: str):
    assert compiled(text).holds(FACTS_NOW) is True


@pytest.mark.parametrize("value", ["\ud800", 2**70, object(), [object()], {None: 1}, float("nan")])
def test_fact_that_cannot_be_told_makes_the_condition_false(value: object):
    assert compiled("record.x == 'a'").holds({"record": {"x": value}}) is False
    assert compiled("case.tries == 1").holds({"case": {"tries": value}}) is False
    assert compiled("case.tries == 1").holds({}) is False


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "expression_syntax", 1),
        ("attempts.busy >", "expression_syntax", 16),
        ("case.tries = 1", "expression_syntax", 12),
        ("case.due and case.owned", "expression_syntax", 10),
        ("99999999999999999999 == case.tries", "expression_syntax", 1),
        ("case.status.startWith('a')", "expression_syntax", 22),
        ("case.due &&\n  case.tries = 1", "expression_syntax", 26),
        ("'\ud800' == case.status", "expression_syntax", 2),
        ("case.statu == 'a'", "expression_unknown_name", 5),
        ("kase.status == 'a'", "expression_unknown_name", 5),
        ("attempts.buzy > 1", "expression_unknown_name", 9),
        ("case == 1", "expression_unknown_name", 1),
        ("case.status == 1", "expression_type", 13),
        ("case.tries == 1.0", "expression_type", 12),
        ("case.status.name == 'a'", "expression_type", 12),
        ("case.tries", "expression_type", 1),
        ("record.vip", "expression_type", 1),
        ("record", "expression_type", 1),
        ("has(case.due)", "expression_type", 1),
        ("case.due && contact.name.matches('(a)\\\\1')", "regex_unsupported", 26),
        ("contact.name.matches(case.status)", "regex_unsupported", 14),
        ("contact.name.matches('a' + 'b')", "regex_unsupported", 14),
        ("matches(contact.name, 'a')", "regex_unsupported", 1),
        ("contact.name.matches('(?=a)')", "regex_unsupported", 14),
    ],
)
def test_refused_condition_says_why_and_where(text: str, code: str, column: int):
    assert [(flaw.code, flaw.column) for flaw in flaws(text)] == [(code, column)]


def test_every_wrong_name_and_type_is_told_at_once():
    found = flaws("case.statu == 'a' && case.tries == 'b'\n|| attempts.bussy > 1")
    assert [(flaw.code, flaw.column) for flaw in found] == [
        ("expression_unknown_name", 5),
        ("expression_type", 33),
        ("expression_unknown_name", 51),
    ]


@pytest.mark.parametrize(
    ("text", "en", "pl"),
    [
        ("attempts.buzy > 1", "Did you mean `attempts.busy`?", "Czy chodziło o `attempts.busy`?"),
        (
            "case.status == 1",
            "`==` does not work with text, whole number",
            "nie działa dla: tekst, liczba całkowita",
        ),
        ("case.status.startWith('')", "did you mean `startsWith`?", "czy chodziło o `startsWith`?"),
        ("contact.name.matches(case.status)", "at most 256 characters", "w najwyżej 256 znakach"),
    ],
)
def test_flaw_is_told_in_both_languages(text: str, en: str, pl: str):
    flaw = flaws(text)[0]
    problem = to_problem(Finding(flaw.code, ("statuses", "a", "on_mail"), flaw.data), Places({}, {}))
    assert en in problem.message
    assert pl in problem.message_pl
    assert f"haracter {flaw.column}" in problem.message


HOSTILE = {
    "import": "__import__('os')",
    "dunder": "().__class__",
    "dunder of a fact": "case.status.__class__ == 'a'",
    "1 MB": "a" * 1_000_000,
    "1 MB of lines": "true\n&& " * 120_000 + "true",
    "open parentheses": "(" * 1_000_000,
    "parentheses": "(" * 1_000_000 + "true" + ")" * 1_000_000,
    "depth within the limit": "(" * 900 + "true" + ")" * 900,
    "lists": "[" * 900 + "]" * 900 + " == []",
    "chain": "1" + "+1" * 900 + " == 1",
    "bad signs": "\\" * 2_000,
    "open quotes": "'\\" * 1_000,
    "open triple quotes": "'''\\" * 500,
    "loops": "[1,2,3,4,5,6,7,8,9].all(a, " * 5 + "true" + ")" * 5,
    "NUL": "case.due\x00",
}


def seconds_of(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_expression_is_refused_at_once_with_its_column(text: str):
    assert any(seconds_of(partial(compile_condition, text + " " * again)) < 0.05 for again in range(3)), (
        "slow three times over"
    )
    found = flaws(text)
    assert all(1 <= flaw.column <= len(text) + 1 for flaw in found)
    assert found[-1].code in {"expression_syntax", "expression_type"}
    assert all(len(str(flaw.data)) < 5_000 for flaw in found)


@pytest.mark.parametrize(
    "pattern", [r"(a)\\1", r"(?P<x>a)(?P=x)", "(?=a)", "(?<!a)b", "a" * 257, "a" * 5_000, "(", "(a{900}){9}"]
)
def test_pattern_that_re2_cannot_match_is_refused(pattern: str):
    assert not supports(pattern.replace("\\\\", "\\"))
    assert [flaw.code for flaw in flaws(f"case.status.matches('{pattern}')")] == ["regex_unsupported"]


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(.*)*", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_pattern_that_explodes_elsewhere_takes_no_time_here(pattern: str):
    condition = compiled(f"record.text.matches('{pattern}')")
    facts = {"record": {"text": "a" * 10_000 + "!"}}
    assert any(seconds_of(lambda: condition.holds(facts)) < 0.05 for _ in range(3)), "slow three times over"


def test_regex_in_a_text_or_in_a_name_is_not_taken_for_a_call():
    assert compiled("record.matches == \"matches('(')\" || case.due").holds(FACTS_NOW)
    assert supports("^[a-z]+$")


def test_answers_stand_for_conditions_that_were_asked_elsewhere():
    condition, other = compiled("case.due"), compiled("case.owned")
    assert Values(FACTS_NOW).holds(condition)
    assert Answers({condition.id: True}).holds(condition)
    assert not Answers({condition.id: True}).holds(other)


def test_condition_is_compiled_once_and_travels_as_its_text():
    condition = compiled("case.tries > 2")
    assert pickle.loads(pickle.dumps(condition)) is condition  # noqa: S301
    assert len(condition.id) == 16


def test_every_fact_of_the_table_can_be_asked():
    literals = {"string": "'a'", "int": "1", "bool": "true"}
    values: dict[str, dict[str, object]] = {}
    for fact in FACTS:
        group, name = fact.name.split(".")
        values.setdefault(group, {})[name] = {"string": "a", "int": 1, "bool": True}[fact.kind]
    asked = [compiled(f"{fact.name} == {literals[fact.kind]}") for fact in FACTS]
    assert all(condition.holds(values) for condition in asked)
    assert all(fact.en and fact.pl for fact in FACTS)
