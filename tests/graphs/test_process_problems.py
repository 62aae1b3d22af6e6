"""Each problem of a process: the smallest document that has it, and the nearest that has not."""

import json
from typing import Any

import pytest
from graph_documents import END, SOON, codes, errors, process, sound

from graphs import Known, check
from graphs.process import compile_process

MAIL: dict[str, Any] = {"send_mail": {"template": "t"}}
AGENT_TIME = {"qualifier": "callback-public-agent"}
PRIVATE = {"qualifier": "callback-private-relative", "after": "1h", "for": "system"}
SYSTEM = {"for": "system"}


def mailing(**more: Any) -> dict[str, Any]:
    return {"actions": [MAIL | more]}


@pytest.mark.parametrize(
    ("broken", "expected", "mended"),
    [
        pytest.param(process(a=SYSTEM), ("node_unreachable", "a", None), process(a={}), id="unreachable"),
        pytest.param(
            process(a={"on_mail": "b"}),
            ("target_unknown", "a", "on_mail"),
            process(a={"on_mail": "start"}),
            id="edge",
        ),
        pytest.param(
            process(a={"initial": True}),
            ("initial_twice", "a", "initial"),
            process(a={"initial": False}),
            id="starts",
        ),
        pytest.param(
            process(a=mailing(on_success="a")),
            ("loop_without_wait", "a", None),
            process(a=mailing(on_success="a", delay={"for": "1d"})),
            id="loop of actions",
        ),
        pytest.param(
            process(a={"counter": {"limit": 1, "then": "b"}}, b={"counter": {"limit": 1, "then": "a"}}),
            ("loop_without_wait", "a", None),
            process(a={"counter": {"limit": 1, "then": "b"}}, b={}),
            id="loop of counters",
        ),
        pytest.param(
            process(a={"counter": {"limit": 1, "then": "b"}}, b=mailing(on_failure="a")),
            ("loop_without_wait", "a", None),
            process(a={"counter": {"limit": 1, "then": "start"}}, b=mailing(on_failure="a")),
            id="loop of both",
        ),
        pytest.param(
            process(a={"qualifier": "waiting"}),
            ("wait_without_limit", "a", None),
            process(
                a={"qualifier": "waiting"} | mailing(delay={"for": "1d"}, on_success="b", on_failure="b"),
                b=END,
            ),
            id="wait",
        ),
        pytest.param(
            process(a={"qualifier": "waiting"} | mailing(on_success="start", on_failure="start")),
            ("wait_without_limit", "a", None),
            process(a={"qualifier": "waiting"} | mailing(on_success="b", on_failure="b"), b=SOON),
            id="wait that goes on",
        ),
        pytest.param(
            process(a=AGENT_TIME, start={"initial": True, "for": "system", "on_mail": "a"}),
            ("agent_time_on_edge", "start", "on_mail"),
            process(a=SOON | SYSTEM, start={"initial": True, "for": "system", "on_mail": "a"}),
            id="edge to agent's time",
        ),
        pytest.param(
            process(a={"qualifier": "callback-public-relative"}),
            ("after_missing", "a", "qualifier"),
            process(a=SOON),
            id="after",
        ),
        pytest.param(
            process(a={"qualifier": "callback-public-absolute"}),
            ("at_missing", "a", "qualifier"),
            process(a={"qualifier": "callback-public-absolute", "at": "2026-12-01 09:00"}),
            id="at",
        ),
        pytest.param(
            process(a={"qualifier": {"lifecycle": "callback"}}),
            ("time_source_missing", "a", "qualifier"),
            process(a={"qualifier": {"lifecycle": "callback", "time": "agent"}}),
            id="time source",
        ),
        pytest.param(
            process(a=END | {"after": "1h"}), ("field_unused", "a", "after"), process(a=END), id="unused"
        ),
        pytest.param(
            process(a=mailing(delay={"for": "1h", "from": "callback"})),
            ("callback_missing", "a", "actions.0.delay.from"),
            process(a=SOON | mailing(delay={"for": "1h", "from": "callback"})),
            id="anchor",
        ),
        pytest.param(
            process(a=END | {"on_mail": "start"}),
            ("terminal_has_exit", "a", "on_mail"),
            process(a=END),
            id="terminal",
        ),
        pytest.param(
            process(a=PRIVATE, b={"on_mail": "a"}),
            ("private_without_owner", "a", None),
            process(a=PRIVATE | {"owner": {"agent": "anna"}}, b={"on_mail": "a"}),
            id="owner",
        ),
        pytest.param(
            process(a={"actions": [{"send_fax": {}}]}),
            ("unknown_action", "a", "actions.0"),
            process(a=mailing()),
            id="action",
        ),
        pytest.param(
            process(a={"actions": [{}]}),
            ("action_not_one", "a", "actions.0"),
            process(a={"actions": []}),
            id="none",
        ),
        pytest.param(
            process(a=mailing(dealy={})),
            ("unknown_field", "a", "actions.0.dealy"),
            process(a=mailing(keep=True)),
            id="field",
        ),
        pytest.param(
            process(a={"counter": {"limit": 0, "then": "start"}}),
            ("number_out_of_range", "a", "counter.limit"),
            process(a={"counter": {"limit": 1, "then": "start"}}),
            id="limit",
        ),
        pytest.param(
            process(a={"on_dialer": {"bussy": "stay"}}),
            ("unknown_value", "a", "on_dialer.bussy"),
            process(a={"on_dialer": {"busy": "stay"}}),
            id="outcome",
        ),
        pytest.param(
            process(a={"qualifier": "terminl"}),
            ("unknown_value", "a", "qualifier"),
            process(a=END),
            id="preset",
        ),
        pytest.param(
            process(a={"qualifier": {"success": "credits"}}),
            ("unknown_value", "a", "qualifier.success"),
            process(a={"qualifier": {"success": "credit"}}),
            id="axis",
        ),
        pytest.param(
            process(a={"color": "red"}),
            ("colour_invalid", "a", "color"),
            process(a={"color": "#2f9e44"}),
            id="colour",
        ),
        pytest.param(
            process(a={"initial": "no"}),
            ("truth_invalid", "a", "initial"),
            process(a={"initial": "false"}),
            id="no",
        ),
        pytest.param(
            process(a={"title": ""}), ("text_length", "a", "title"), process(a={"title": "0123"}), id="text"
        ),
        pytest.param(
            process(a={"title": []}), ("text_expected", "a", "title"), process(a={"title": "x"}), id="list"
        ),
        pytest.param(
            process(a={"actions": {}}),
            ("list_expected", "a", "actions"),
            process(a={"actions": []}),
            id="map",
        ),
        pytest.param(
            process(a={"counter": []}),
            ("mapping_expected", "a", "counter"),
            process(a={"owner": "none"}),
            id="part",
        ),
        pytest.param(
            process(a={"on_dialer": []}),
            ("mapping_expected", "a", "on_dialer"),
            process(a={"on_dialer": {}}),
            id="edges",
        ),
        pytest.param(process(stay={}), ("name_invalid", "stay", None), process(stays={}), id="reserved"),
        pytest.param(
            process(a=mailing() | {"actions": [MAIL] * 21}),
            ("too_many", "a", "actions"),
            process(a={"actions": [MAIL] * 20}),
            id="many",
        ),
        pytest.param(
            process(a={"at": "tomorrow", **AGENT_TIME}),
            ("time_invalid", "a", "at"),
            process(a=AGENT_TIME),
            id="moment",
        ),
        pytest.param(
            '{"process": "p", "statuses": {}}', ("too_few", None, "statuses"), process(), id="no status"
        ),
        pytest.param('{"process": "p"}', ("field_missing", None, "statuses"), process(), id="missing"),
        pytest.param('{"procces": "p"}', ("kind_unknown", None, None), process(), id="kind"),
        pytest.param("[process]", ("mapping_expected", None, None), process(), id="a list"),
    ],
)
def test_problem_is_found_and_its_mending_is_sound(
    broken: str, expected: tuple[str, str, str], mended: str
) -> None:
    assert errors(broken) == [expected]
    sound(mended)


@pytest.mark.parametrize(
    "value", ["-1", "1e999", "NaN", "5 fortnights", "10 years", "3650d", "0", "0s", "366d", "999999999w"]
)
def test_time_out_of_range_is_refused(value: str) -> None:
    assert errors(process(a={"qualifier": "callback-public-relative", "after": value})) == [
        ("out_of_range", "a", "after")
    ]


def test_action_that_is_only_a_word_is_refused() -> None:
    assert errors(process(a={"actions": ["send_mail"]})) == [("mapping_expected", "a", "actions.0")]


def test_agents_time_in_a_status_of_the_system_is_refused() -> None:
    assert codes(process(a=AGENT_TIME | SYSTEM)) == ["node_unreachable", "agent_time_for_system"]


def test_private_way_is_shown_from_the_start() -> None:
    text = process(
        start={"initial": True, "for": "system", "on_mail": "a"}, a=SYSTEM | {"on_mail": "b"}, b=PRIVATE
    )
    [problem] = [found for found in check(text).problems if found.severity == "error"]
    assert problem.path == ("start", "a", "b")


def test_private_callbacks_of_agents_and_of_owned_cases_are_sound() -> None:
    sound(process(a=PRIVATE | {"for": "agents"}))
    owned = {"initial": True, "for": "system", "on_mail": "a", "owner": {"agent": "anna"}}
    sound(process(start=owned, a=PRIVATE))


def test_first_status_becomes_initial_with_a_notice() -> None:
    checked = check('{"process": "p", "statuses": {"a": {}, "b": {}}}')
    assert ("initial_missing", "notice") in [(found.code, found.severity) for found in checked.problems]
    assert checked.canonical is not None
    assert [status["initial"] for status in checked.canonical["statuses"].values()] == [True, False]


def test_outcomes_that_are_not_named_are_noticed_where_the_case_is_dialled() -> None:
    problems = check(process(a=END, b=SOON | {"on_dialer": {"busy": "stay"}})).problems
    noticed = {found.node: found.message for found in problems if found.code == "outcome_unhandled"}
    assert set(noticed) == {"start", "b"}
    assert "busy" in noticed["start"]
    assert "busy" not in noticed["b"]


def test_more_than_2000_statuses_are_refused() -> None:
    many = process(**{f"s{number}": {} for number in range(2_000)})
    assert errors(many) == [("graph_too_large", None, "statuses")]
    sound(process(**{f"s{number}": {} for number in range(1_999)}))


def test_all_problems_come_at_once_also_beside_unreadable_nodes() -> None:
    text = process(
        a={"titel": "x", "on_mail": "nowhere"}, b={"on_mail": "nowhere", "initial": True}, c={"on_mail": "a"}
    )
    assert errors(text) == [
        ("unknown_field", "a", "titel"),
        ("target_unknown", "a", "on_mail"),
        ("target_unknown", "b", "on_mail"),
        ("initial_twice", "b", "initial"),
    ]


def test_broken_head_hides_no_problem_of_the_statuses() -> None:
    text = process(a={"on_mail": "nowhere"}).replace('"process": "p"', '"process": "p", "kind": "x"')
    assert codes(text) == ["unknown_value", "target_unknown"]
    assert codes(text.replace('"p"', '"p p"')) == ["name_invalid", "unknown_value", "target_unknown"]
    assert codes('{"process": "p", "statuses": []}') == ["mapping_expected"]


def test_near_miss_is_told_the_nearest_name_in_both_languages() -> None:
    [problem] = [
        found for found in check(process(a={"on_mail": "strat"})).problems if found.severity == "error"
    ]
    assert "Did you mean `start`?" in problem.message
    assert "Czy chodziło o `start`?" in problem.message_pl
    assert (problem.line, problem.column) == (1, 93)


def test_templates_and_owners_must_exist_when_that_is_told() -> None:
    text = process(a=mailing(), b={"owner": {"agent": "anna"}})
    assert codes(text, Known(templates={"x"}, agents={"jan"})) == ["template_unknown", "agent_unknown"]
    sound(text, Known(templates=["t"], agents=["anna"]))


def test_inbound_call_statuses_must_be_in_the_dictionary_and_in_use_when_that_is_told() -> None:
    def choosing(*names: str) -> str:
        return json.dumps(
            {"process": "p", "inbound_call_statuses": names, "statuses": {"a": {"initial": True}}}
        )

    known = Known(inbound_call_statuses={"skarga": False, "pytanie": True})
    broken = choosing("pytanie", "skargi", "skarga", "skarga")
    assert errors(broken, known) == [
        ("inbound_call_status_retired", None, "inbound_call_statuses.0"),
        ("inbound_call_status_unknown", None, "inbound_call_statuses.1"),
        ("inbound_call_status_twice", None, "inbound_call_statuses.3"),
    ]
    assert errors(broken.replace('"initial"', '"inital"'), known)[:3] == errors(broken, known)
    assert compile_process(sound(choosing("skarga"), known).canonical or {}).inbound_call_statuses == (
        "skarga",
    )
    assert codes(choosing("nowa")) == []


def test_template_is_pinned_by_its_hash() -> None:
    checked = sound(process(a=mailing()), Known(templates={"t": "abc"}))
    assert checked.canonical is not None
    [action] = checked.canonical["statuses"]["a"]["actions"]
    assert action["send_mail"] == {"template": "t", "pinned": "abc"}


def test_script_answers_lead_on_by_known_names() -> None:
    edge = {"script": "s", "field": "wynik", "value": "odmowa", "then": "gone"}
    assert errors(process(a={"on_script": [edge]})) == [("target_unknown", "a", "on_script.0.then")]
    sound(process(a={"on_script": [edge | {"then": "start"}]}))


def test_document_of_another_kind_is_refused() -> None:
    assert [found.code for found in check(process(), "ivr").problems if found.severity == "error"] == [
        "kind_mismatch"
    ]
    assert check(process(), "process").sound


def test_refused_spelling_leaves_no_canonical_document() -> None:
    checked = check("process: p\nstatuses: {a: &x {initial: true}}\n")
    assert (checked.canonical, checked.hash, checked.name) == (None, None, "p")
    assert check("process: p\nstatuses: [[[").canonical is None


def test_only_the_first_problems_of_many_are_given_the_nearest_name() -> None:
    many = process(**{f"s{number}": {"on_mail": f"sx{number}"} for number in range(100)})
    told = [found.message for found in check(many).problems if found.code == "target_unknown"]
    assert len(told) == 100
    assert "Did you mean" in told[0]
    assert "Did you mean" not in told[-1]


def test_field_that_cannot_be_read_makes_no_further_problem() -> None:
    broken = {
        "qualifier": "callback-public-relative",
        "after": "soon",
        "actions": [MAIL | {"on_success": "a"}],
    }
    assert errors(process(a=broken)) == [("out_of_range", "a", "after")]
    assert errors(process(a=broken | {"counter": []})) == [
        ("out_of_range", "a", "after"),
        ("mapping_expected", "a", "counter"),
    ]
    assert errors(process(a="x", b={"on_mail": "a"})) == [("mapping_expected", "a", None)]  # type: ignore[arg-type]


def test_status_with_a_wrong_name_and_a_wrong_field_has_both_problems() -> None:
    assert errors(process(**{"a b": {"color": "red"}})) == [
        ("name_invalid", "a b", None),
        ("colour_invalid", "a b", "color"),
    ]
