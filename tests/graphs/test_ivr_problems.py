"""Each problem of a tree: the smallest document that has it, and the nearest that has not."""

from typing import Any

import pytest
from graph_documents import codes, errors, sound, tree

from graphs import Known, check

SAY = {"block": "announcement", "say": "x", "next": "end"}
MENU: dict[str, Any] = {"block": "menu", "say": "x", "keys": {"1": "end"}, "no_input": "end"}
QUEUE = {"block": "queue", "timeout": "end"}
DIAL = {"block": "dial", "number": "+48221234567", "failed": "end"}
OPEN: dict[str, Any] = {
    "block": "availability",
    "open": [{"days": "mon-fri", "hours": "08:00-16:00"}],
    "within": "end",
    "outside": "end",
}


def opening(days: str, hours: str) -> dict[str, Any]:
    return OPEN | {"open": [{"days": days, "hours": hours}]}


def exempt(**fields: Any) -> dict[str, Any]:
    return OPEN | {"except": [{"date": "2026-11-11", "available": False} | fields]}


@pytest.mark.parametrize(
    ("broken", "expected", "mended"),
    [
        (tree(first=SAY | {"next": "gone"}), ("target_unknown", "first", "next"), tree(first=SAY)),
        (
            tree(first=SAY, other=SAY),
            ("node_unreachable", "other", None),
            tree(first=SAY | {"next": "other"}, other=SAY),
        ),
        (tree(first=SAY | {"block": "anouncement"}), ("unknown_block", "first", "block"), tree(first=SAY)),
        (
            tree(first={"next": "end"}),
            ("field_missing", "first", "block"),
            tree(first={"block": "answer", "next": "end"}),
        ),
        (
            tree(first={"block": "announcement", "next": "end"}),
            ("prompt_missing", "first", None),
            tree(first=SAY),
        ),
        (tree(first=SAY | {"play": "x"}), ("prompt_twice", "first", None), tree(first=SAY)),
        (
            tree(first=SAY | {"voice": "xx"}),
            ("unknown_value", "first", "voice"),
            tree(first=SAY | {"voice": "en"}),
        ),
        (tree(first=SAY | {"nxt": "end"}), ("unknown_field", "first", "nxt"), tree(first=SAY)),
        (
            tree(first=MENU | {"keys": {"10": "end"}}),
            ("key_invalid", "first", "keys.10"),
            tree(first=MENU | {"keys": {"#": "end"}}),
        ),
        (tree(first=MENU | {"keys": {}}), ("too_few", "first", "keys"), tree(first=MENU)),
        (tree(first=MENU | {"keys": {"1": "gone"}}), ("target_unknown", "first", "keys.1"), tree(first=MENU)),
        (
            tree(first=MENU | {"timeout": "0"}),
            ("out_of_range", "first", "timeout"),
            tree(first=MENU | {"timeout": "1s"}),
        ),
        (
            tree(first=MENU | {"timeout": 0}),
            ("out_of_range", "first", "timeout"),
            tree(first=MENU | {"wrong": "end"}),
        ),
        (
            tree(first=MENU | {"no_input": "first"}),
            ("menu_loop_without_input", "first", None),
            tree(first=MENU),
        ),
        (
            tree(first=QUEUE | {"max_wait": "2d"}),
            ("out_of_range", "first", "max_wait"),
            tree(first=QUEUE | {"max_wait": "1h"}),
        ),
        (
            tree(first=QUEUE | {"no_agents": "gone"}),
            ("target_unknown", "first", "no_agents"),
            tree(first=QUEUE),
        ),
        (tree(first=DIAL | {"number": "22 123"}), ("phone_invalid", "first", "number"), tree(first=DIAL)),
        (
            tree(first=DIAL | {"number": "+48123456789\n"}),
            ("phone_invalid", "first", "number"),
            tree(first=DIAL),
        ),
        (tree(first=DIAL | {"busy": "gone"}), ("target_unknown", "first", "busy"), tree(first=DIAL)),
        (
            tree(first=opening("mon-fry", "08:00-16:00")),
            ("days_invalid", "first", "open.0.days"),
            tree(first=OPEN),
        ),
        (
            tree(first=opening("sat-mon", "16:00-08:00")),
            ("hours_invalid", "first", "open.0.hours"),
            tree(first=opening("sat-mon,wed", "08:00-24:00")),
        ),
        (
            tree(first=opening("mon", "8-16")),
            ("hours_invalid", "first", "open.0.hours"),
            tree(first=opening("mon", "08:00 - 16:00")),
        ),
        (
            tree(first=exempt(date="11.11.2026")),
            ("date_invalid", "first", "except.0.date"),
            tree(first=exempt()),
        ),
        (
            tree(first=SAY).replace('"ivr": "i"', '"ivr": "i", "start": "frist"'),
            ("target_unknown", None, "start"),
            tree(first=SAY),
        ),
        (
            tree(first=SAY).replace('"ivr": "i"', '"ivr": "i", "zone": "Warsaw"'),
            ("zone_unknown", None, "zone"),
            tree(first=SAY),
        ),
        (
            tree(first=SAY).replace('"ivr": "i"', '"ivr": "i", "language": "xx"'),
            ("unknown_value", None, "language"),
            tree(first=SAY),
        ),
    ],
)
def test_problem_is_found_and_its_mending_is_sound(
    broken: str, expected: tuple[str, str, str], mended: str
) -> None:
    assert expected in errors(broken)
    assert {code for code, _, _ in errors(broken)} <= {expected[0], "node_unreachable"}
    sound(mended)


@pytest.mark.parametrize("number", ["112", "*21*48123456789#", "+88212345678", "0700123456", "100&PJSIP/x"])
def test_number_that_nobody_may_dial_is_refused(number: str) -> None:
    assert errors(tree(first=DIAL | {"number": number})) == [("number_not_allowed", "first", "number")]


def test_number_to_dial_is_kept_in_full_form() -> None:
    canonical = sound(tree(first=DIAL | {"number": "22 123 45 67"})).canonical
    assert canonical is not None
    assert canonical["blocks"]["first"]["number"] == "+48221234567"


def test_menu_that_cannot_be_left_is_refused() -> None:
    trapped = MENU | {"keys": {"1": "first"}, "no_input": "first"}
    assert set(codes(tree(first=trapped))) == {
        "menu_without_exit",
        "menu_loop_without_input",
        "node_unreachable",
    }


def test_blocks_that_only_lead_to_each_other_are_a_loop() -> None:
    text = tree(first={"block": "jump", "to": "other"}, other=OPEN | {"within": "first"})
    [problem] = [found for found in check(text).problems if found.severity == "error"]
    assert (problem.code, problem.path) == ("loop_without_wait", ("first", "other", "first"))
    sound(
        tree(first={"block": "jump", "to": "other"}, other=QUEUE | {"timeout": "first", "no_agents": "end"})
    )


def test_recording_must_exist_when_that_is_told_and_is_pinned() -> None:
    text = tree(first={"block": "announcement", "play": "powitanie", "next": "end"})
    assert errors(text, Known(prompts={"powitania": "abc"})) == [("prompt_unknown", "first", "play")]
    checked = sound(text, Known(prompts={"powitanie": "abc"}))
    assert checked.canonical is not None
    assert checked.canonical["blocks"]["first"]["audio"] == "abc"


def test_more_than_2000_blocks_are_refused() -> None:
    many = {f"b{number}": {"block": "hang_up"} for number in range(2_000)}
    assert errors(tree(**many)) == [("graph_too_large", None, "blocks")]


def _two_hours(second: str, **more: Any) -> str:
    """A queue behind two blocks of hours, the first Monday to Friday."""
    closed = {"block": "announcement", "say": "x", "next": "end"}
    first = OPEN | {"within": "second", "outside": "closed"}
    inner = OPEN | {
        "open": [{"days": second, "hours": "08:00-16:00"}],
        "within": "queue",
        "outside": "closed",
    }
    return tree(first=first | more, second=inner, queue=QUEUE, closed=closed)


@pytest.mark.parametrize(
    ("mended", "more"),
    [("fri-sat", {}), ("sat", {"except": [{"date": "2026-11-14", "available": True}]})],
)
def test_queue_that_no_hours_lead_to_is_refused_with_the_way_to_it(mended: str, more: dict[str, Any]) -> None:
    [problem] = check(_two_hours("sat")).problems
    assert (problem.code, problem.node) == ("queue_never_open", "queue")
    assert problem.path == ("first", "second", "queue")
    assert check(_two_hours(mended, **more)).problems == ()


def test_who_waited_in_a_queue_may_leave_it_at_any_hour() -> None:
    closed = {"block": "announcement", "say": "x", "next": "end"}
    evening = OPEN | {
        "open": [{"days": "mon-fri", "hours": "16:00-18:00"}],
        "within": "late",
        "outside": "closed",
    }
    blocks = {
        "first": OPEN | {"within": "early", "outside": "closed"},
        "early": QUEUE | {"timeout": "second"},
        "second": evening,
        "late": QUEUE,
        "closed": closed,
    }
    assert check(tree(**blocks)).problems == ()


def test_hang_up_without_a_word_out_of_hours_is_noticed_with_the_way_to_it() -> None:
    silent = tree(first=OPEN | {"outside": "jump", "within": "end"}, jump={"block": "jump", "to": "end"})
    [problem] = check(silent).problems
    assert (problem.code, problem.severity, problem.field) == ("silent_hang_up", "notice", "outside")
    assert problem.path == ("first", "jump", "end")
    assert check(tree(first=OPEN | {"outside": "words"}, words=SAY)).problems == ()


def test_exits_of_a_block_that_cannot_be_read_are_looked_at() -> None:
    text = tree(first=MENU | {"timeout": "0", "keys": {"1": "gone", "10": "lost"}, "no_input": "away"})
    assert sorted(errors(text)) == [
        ("key_invalid", "first", "keys.10"),
        ("out_of_range", "first", "timeout"),
        ("target_unknown", "first", "keys.1"),
        ("target_unknown", "first", "no_input"),
    ]
