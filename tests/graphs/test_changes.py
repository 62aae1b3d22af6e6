"""What two versions of a document differ in by meaning: nothing too much, nothing left out, in both languages."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphs import check
from graphs.changes import Change, changes

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_LEAVES = 60
BEFORE = """
process: p
statuses:
  nowy:
    initial: true
    on_dialer: {busy: za-15-min, no_answer: stay}
    actions:
      - send_mail: {template: witaj}
        on_failure: zly
      - notify: {text: hej}
  za-15-min: {for: system, qualifier: callback-public-relative, after: 15min, counter: {limit: 5, then: zly}}
  zly: {title: Zły numer, for: system, qualifier: terminal}
  gotowe: {qualifier: terminal}
"""


def canonical(text: str) -> dict[str, Any]:
    found = check(text)
    assert found.canonical is not None, found.problems
    return found.canonical


def told(*replaced: str, language: str = "en", kind: str = "process", before: str = BEFORE) -> list[str]:
    after = before
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        assert old in after
        after = after.replace(old, new)
    return [change.sentence(language) for change in changes(kind, canonical(before), canonical(after))]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "no_answer: stay",
            "no_answer: za-15-min",
            "The edge on_dialer.no_answer of `nowy` now leads to `za-15-min` instead of `stay`.",
        ),
        (
            "busy: za-15-min",
            "busy: [{when: attempts.total > 3, then: zly}, {then: za-15-min}]",
            (
                "The edge on_dialer.busy of `nowy` now leads to `zly` if `attempts.total > 3`, else `za-15-min` "
                "instead of `za-15-min`."
            ),
        ),
        (
            ", no_answer: stay",
            "",
            "The edge on_dialer.no_answer of `nowy`, which led to `stay`, is gone.",
        ),
        (
            "no_answer: stay}",
            "no_answer: stay, fax: zly}",
            "The edge on_dialer.fax of `nowy` is new and leads to `zly`.",
        ),
        ("after: 15min", "after: 20min", "In `za-15-min`, `after` is now PT20M instead of PT15M."),
        ("limit: 5", "limit: 6", "In `za-15-min`, `counter.limit` is now 6 instead of 5."),
        ("title: Zły numer, ", "", "`zly` no longer has `title`; it was Zły numer."),
        ("process: p", "process: p\ntitle: P", "The document now has `title`: P."),
        (
            "gotowe: {qualifier: terminal}",
            "gotowe: {qualifier: success-terminal}",
            "The qualifier of `gotowe` is now `success-terminal` instead of `terminal`.",
        ),
        ("  gotowe:", "  zrobione:", "The status `gotowe` is now called `zrobione`."),
        ("gotowe: {qualifier: terminal}", "inny: {}", "The status `inny` is new."),
        (
            "{template: witaj}",
            "{template: witaj}\n        delay: {for: 10min}",
            "`nowy` now has `send_mail(witaj).delay.for`: PT10M.",
        ),
        (
            "on_failure: zly",
            "on_failure: gotowe",
            "The edge send_mail(witaj).on_failure of `nowy` now leads to `gotowe` instead of `zly`.",
        ),
        ("      - notify: {text: hej}\n", "", "`nowy` no longer does `notify(responsible)`."),
        (
            "      - notify: {text: hej}\n",
            "      - notify: {text: hej}\n      - block: {list: global}\n",
            "`nowy` now does `block(global)`.",
        ),
    ],
)
def test_designer_reads_what_a_change_means(old: str, new: str, sentence: str):
    assert sentence in told(old, new)


def test_change_is_told_in_polish_too():
    assert told("no_answer: stay", "no_answer: zly", language="pl") == [
        "Przejście on_dialer.no_answer z `nowy` prowadzi teraz do `zly` zamiast do `stay`."
    ]


def test_rename_is_one_change_and_not_one_for_each_edge_that_follows_it():
    assert told("zly", "bledny") == ["The status `zly` is now called `bledny`."]
    assert told("za-15-min", "potem", "zly", "bledny") == [
        "The status `za-15-min` is now called `potem`.",
        "The status `zly` is now called `bledny`.",
    ]


def test_status_that_could_be_either_of_two_is_not_said_to_be_renamed():
    twice = BEFORE + "  koniec: {qualifier: terminal}\n"
    found = told("gotowe", "a", "koniec", "b", before=twice)
    assert found == [
        *("The status `a` is new.", "The status `b` is new."),
        *("The status `gotowe` is gone.", "The status `koniec` is gone."),
    ]


def test_beginning_that_moves_is_told_once():
    assert told("initial: true", "initial: false", "zly: {", "zly: {initial: true, ") == [
        "It now begins in `zly` instead of `nowy`."
    ]


def test_actions_in_another_order_are_told_for_they_are_carried_out_in_order():
    mail, notice = (
        "      - send_mail: {template: witaj}\n        on_failure: zly\n",
        "      - notify: {text: hej}\n",
    )
    assert told(mail + notice, notice + mail) == [
        (
            "The actions of `nowy` are now in another order: notify(responsible), send_mail(witaj), "
            "instead of send_mail(witaj), notify(responsible)."
        )
    ]


def test_ways_of_an_ivr_and_of_a_script_are_edges():
    ivr = "ivr: i\nblocks:\n  m: {block: menu, say: Hej, keys: {1: k, 2: k}, no_input: k}\n  k: {block: hang_up}\n"
    assert told("2: k", "2: m", kind="ivr", before=ivr) == [
        "The edge keys.2 of `m` now leads to `m` instead of `k`."
    ]
    script = "script: s\nquestions:\n  a: {type: truth, next: {true: b, otherwise: c}}\n  b: {}\n  c: {}\n"
    assert told("otherwise: c", "otherwise: b", kind="script", before=script) == [
        "The edge next.otherwise of `a` now leads to `b` instead of `c`."
    ]


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(EXAMPLES.rglob("*.yaml")):
        found = check(file.read_text(encoding="utf-8"))
        if found.canonical is not None and found.kind not in ("scenarios", None):
            yield found.kind, found.canonical


@pytest.mark.parametrize(("kind", "document"), list(documents()), ids=lambda found: str(found)[:12])
def test_order_of_keys_means_nothing(kind: str, document: dict[str, Any]):
    assert changes(kind, document, _shuffled(document, random.Random(7))) == ()


@pytest.mark.parametrize(("kind", "document"), list(documents()), ids=lambda found: str(found)[:12])
def test_no_difference_is_left_out(kind: str, document: dict[str, Any]):
    """Whatever single value is changed to another that the language allows, there is at least one change."""
    missed: list[Any] = []
    leaves = list(_leaves(document))
    for path, value in random.Random(7).sample(leaves, min(MOST_LEAVES, len(leaves))):
        other = _other(value)
        changed = _with(document, path, other)
        found = check(json.dumps(changed, ensure_ascii=False), kind)
        if other != value and found.canonical is not None and found.canonical != document:
            told = changes(kind, document, found.canonical)
            assert all(isinstance(change, Change) and change.sentence("pl") for change in told)
            missed += [] if told else [path]
    assert missed == []


def _shuffled(value: Any, rng: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(part, rng) for part in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    rng.shuffle(names)
    return {name: _shuffled(value[name], rng) for name in names}


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(part, (*path, key))
    else:
        yield path, value


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case "stay":
            return "koniec"
        case str() if value.startswith("P") and value[-1] in "DHMS":
            return f"{value[:-1]}" + {"D": "W", "H": "M", "M": "H", "S": "M"}[value[-1]]
        case _:
            return f"{value}x"


def _with(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed
