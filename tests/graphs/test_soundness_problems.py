"""What a process would do in time: each problem by the smallest document that has it, and the nearest without."""

from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest
from graph_documents import END, SOON, process, told

from graphs import Known, check

MAIL: dict[str, Any] = {"send_mail": {"template": "t"}}
SYSTEM = {"for": "system"}
CREDIT = {"qualifier": "success-callback-public-relative", "after": "1d"}
REVOKE = {"qualifier": "cancel-success-and-close"}
LEAVING = [{"after": "1d", "then": "end"}]


def ended(**statuses: Any) -> str:
    """A process in which agents can end a case."""
    return process(**statuses, end=END)


def retry(**more: Any) -> dict[str, Any]:
    return SOON | {"on_dialer": {"busy": "a"}} | more


def moving(**more: Any) -> dict[str, Any]:
    return {"actions": [{"move": {"campaign": "b"}} | more]}


def delayed(**more: Any) -> dict[str, Any]:
    return {"on_time": LEAVING, "actions": [MAIL | {"delay": {"for": "2d"}} | more]}


def answering(*values: str) -> dict[str, Any]:
    return {"on_script": [{"script": "s", "field": "f", "value": value, "then": "start"} for value in values]}


CASES = [
    ("error", "counter_to_itself", "counter.then", {"counter": {"limit": 2, "then": "a"}},
     {"counter": {"limit": 2, "then": "end"}}),
    ("error", "field_for_agents", "available_after", SOON | SYSTEM | {"available_after": ["answered"]},
     SOON | {"available_after": ["answered"]}),
    ("error", "field_for_agents", "owner", SOON | SYSTEM | {"owner": "choose"}, SOON | {"owner": "choose"}),
    ("error", "latest_before_callback", "latest", SOON | {"latest": "30min"}, SOON | {"latest": "1h"}),
    ("error", "field_unused", "latest", {"latest": "1d"}, SOON | {"latest": "1d"}),
    ("error", "field_unused", "script", {"script": "s"},
     {"qualifier": "success-confirm-public", "script": "s"}),
    ("error", "warning_before_sla", "sla.warning", {"sla": {"limit": "1h", "warning": "1h"}},
     {"sla": {"limit": "1h", "warning": "59min"}}),
    ("error", "sla_hours_too_few", "sla.hours",
     {"sla": {"limit": "53h", "hours": [{"days": "mon", "hours": "08:00-09:00"}]}},
     {"sla": {"limit": "52h", "hours": [{"days": "mon", "hours": "08:00-09:00"}]}}),
    ("error", "sla_without_hours", "sla.closed", {"sla": {"limit": "1h", "closed": ["2027-01-04"]}},
     {"sla": {"limit": "1h", "closed": ["2027-01-04"], "hours": [{"days": "mon", "hours": "08:00-09:00"}]}}),
    ("error", "sla_without_hours", "sla.on_holidays", {"sla": {"limit": "1h", "on_holidays": True}},
     {"sla": {"limit": "1h", "on_holidays": True, "hours": [{"days": "mon", "hours": "08:00-09:00"}]}}),
    ("error", "terminal_has_term", "sla", END | {"sla": {"limit": "1h"}}, END),
    ("error", "terminal_has_term", "on_time", END | {"on_time": LEAVING}, END),
    ("error", "term_never", "on_time.1.after", {"on_time": [*LEAVING, {"after": "2d", "then": "start"}]},
     {"on_time": [*LEAVING, {"after": "23h", "then": "stay"}]}),
    ("error", "term_never", "sla.limit", {"on_time": LEAVING, "sla": {"limit": "25h"}},
     {"on_time": [{"after": "1d", "then": [{"when": "attempts.busy > 1", "then": "end"}]}],
      "sla": {"limit": "25h"}}),
    ("error", "action_never", "actions.0.delay.for", delayed(), delayed(keep=True)),
    ("error", "action_never", "actions.0.delay.for", delayed(),
     {"on_time": LEAVING, "actions": [MAIL | {"delay": {"for": "1d"}}]}),
    ("error", "term_never", "on_time.1.after",
     {"qualifier": "waiting", "on_time": [*LEAVING, {"after": "2d", "then": "end"}]},
     {"qualifier": "waiting", "on_time": [{"after": "1d", "then": "start"}, {"after": "2d", "then": "end"}]}),
    ("error", "term_never", "on_time.0.after",
     {"on_time": [{"after": "2d", "then": "end"}], "sla": {"limit": "1d", "then": "end"}},
     {"on_time": [{"after": "2d", "then": "end"}],
      "sla": {"limit": "1d", "then": "end", "hours": [{"days": "mon", "hours": "08:00-16:00"}]}}),
    ("warning", "callback_never", "after", SOON | {"after": "2d", "on_time": LEAVING},
     SOON | {"on_time": LEAVING}),
    ("warning", "loop_without_bound", None, retry(),
     retry(counter={"limit": 5, "then": "end"})),
    ("warning", "loop_without_bound", None, retry(), retry(on_time=LEAVING)),
    ("warning", "move_stays_open", "actions.0.move", moving(), moving(on_success="end")),
    ("warning", "revoke_without_success", "qualifier", REVOKE, END),
    ("error", "copies_endless", "actions.0.copy",
     retry(actions=[{"copy": {"campaign": "c"}}]),
     retry(actions=[{"copy": {"campaign": "c"}}], counter={"limit": 5, "then": "end"})),
    ("error", "answer_twice", "on_script.1", answering("tak", "tak"), answering("tak", "nie")),
    ("error", "secret_in_definition", "actions.0.notify.text",
     {"actions": [{"notify": {"text": "https://anna:tajne@example.com/x"}}]},
     {"actions": [{"notify": {"text": "https://example.com/x"}}]}),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "code", "field", "broken", "mended"), CASES)
def test_problem_is_found_where_it_is_and_not_in_its_mending(
    severity: str, code: str, field: str | None, broken: dict[str, Any], mended: dict[str, Any]
) -> None:
    found = told(ended(a=broken), severity)
    assert (code, "a", field) in found
    assert {each for each, _, _ in found} <= {code, "loop_without_bound", "node_unreachable"}
    assert told(ended(a=mended), "error") == []
    assert code not in {each for each, _, _ in told(ended(a=mended), severity)}


@pytest.mark.parametrize(
    ("broken", "code", "path", "mended"),
    [
        (
            ended(a=CREDIT | {"on_mail": "b"}, b={"on_mail": "c"}, c=CREDIT),
            "success_twice",
            ("a", "b", "c"),
            ended(
                a=CREDIT | {"on_mail": "b"},
                b={"qualifier": {"success": "revoke"}, "on_mail": "c"},
                c=CREDIT,
            ),
        ),
        (
            ended(a=retry(on_dialer={"busy": "b"}), b=SOON | {"on_dialer": {"no_answer": "a"}}),
            "loop_without_bound",
            ("a", "b", "a"),
            ended(a=retry(on_dialer={"busy": "b"}), b=SOON | {"on_dialer": {"no_answer": "stay"}}),
        ),
        (process(a=SYSTEM, start={"initial": True, "for": "system", "on_mail": "b"}, b=SYSTEM,
                 closed=END | SYSTEM), "dead_end", ("start", "b"),
         process(start={"initial": True, "for": "system", "on_mail": "closed"}, closed=END | SYSTEM)),
        (process(a={}), "never_ends", (), process(a=END)),
    ],
)  # fmt: skip
def test_shortest_way_shows_what_happens_in_time(
    broken: str, code: str, path: tuple[str, ...], mended: str
) -> None:
    found = {problem.code: problem.path for problem in check(broken).problems}
    assert found[code] == path
    assert code not in {problem.code for problem in check(mended).problems}


def test_counter_or_guard_on_the_way_bounds_a_loop() -> None:
    guarded = [{"when": "attempts.busy < 5", "then": "a"}, {"then": "end"}]
    assert told(ended(a=SOON | {"on_dialer": {"busy": guarded}}), "warning") == []


@pytest.mark.parametrize(
    ("statuses", "ownerless"),
    [
        ({"b": {"on_mail": "a"}}, True),
        ({"b": {"on_mail": "a", "owner": {"agent": "anna"}}}, False),
        ({"b": {"on_mail": "a", "owner": "choose"}}, False),
        ({"b": {"on_waiting": "a"}}, False),
        ({"b": {"qualifier": "unused", "on_mail": "a"}, "start": {"owner": {"agent": "anna"}}}, True),
    ],
)
def test_private_callback_of_the_system_needs_an_owner_on_every_way(
    statuses: dict[str, Any], ownerless: bool
) -> None:
    start = {"initial": True, "for": "system"} | statuses.pop("start", {})
    private = {"qualifier": "callback-private-relative", "after": "1h", "for": "system"}
    found = told(ended(start=start, a=private, **statuses), "error")
    assert ([code for code, _, _ in found] == ["private_without_owner"]) == ownerless, found


@pytest.mark.parametrize(
    ("at", "severity", "code"),
    [
        ("2026-11-20 09:00", "notice", "at_past"),
        ("2100-01-01 09:00", "warning", "at_far"),
        ("2026-11-22 09:00", "notice", None),
    ],
)
def test_moment_is_compared_with_the_present_when_that_is_told(
    at: str, severity: str, code: str | None
) -> None:
    text = ended(a={"qualifier": "callback-public-absolute", "at": at})
    known = Known(now=datetime(2026, 11, 22, 7, tzinfo=UTC))
    found = {each for each, _, _ in told(text, severity, known)} - {"outcome_unhandled"}
    assert found == ({code} if code else set())


@pytest.mark.parametrize("at", ["2027-02-29 09:00", "2027-03-28 25:30", "2027-03-28 02:30+02:00", "jutro"])
def test_moment_that_is_none_is_refused(at: str) -> None:
    text = ended(a={"qualifier": "callback-public-absolute", "at": at})
    assert told(text, "error") == [("time_invalid", "a", "at")]


def test_campaign_that_is_not_there_yet_is_a_warning() -> None:
    text = ended(a=moving(on_success="end"))
    assert told(text, "warning", Known(campaigns=["c"])) == [
        ("campaign_absent", "a", "actions.0.move.campaign")
    ]
    assert told(text, "warning", Known(campaigns=["b"])) == []


def test_wrong_item_of_a_list_hides_nothing_beside_it() -> None:
    broken: dict[str, Any] = {
        "actions": [
            MAIL | {"on_success": "gone"},
            {"send_fax": {}, "on_success": "lost"},
            {"notify": {"text": "{{ contact.nmae }}"}},
        ],
        "on_time": [{"after": "soon", "then": "away"}],
    }
    known = Known(templates=["x"])
    assert told(ended(a=broken), "error", known) == [
        ("template_unknown", "a", "actions.0.send_mail.template"),
        ("target_unknown", "a", "actions.0.on_success"),
        ("unknown_action", "a", "actions.1"),
        ("target_unknown", "a", "actions.1.on_success"),
        ("text_name_unknown", "a", "actions.2.notify.text"),
        ("out_of_range", "a", "on_time.0.after"),
        ("target_unknown", "a", "on_time.0.then"),
    ]


def test_problem_is_told_with_a_sentence_in_both_languages_and_its_place() -> None:
    text = "process: p\nstatuses:\n  a:\n    counter: {limit: 2, then: a}\n  e: {qualifier: terminal}\n"
    [problem] = [found for found in check(text).problems if found.severity == "error"]
    assert (problem.line, problem.column, problem.node) == (4, 31, "a")
    assert (
        problem.message == "Over its limit the counter of `a` leads back to `a`. Lead it to another status."
    )
    assert problem.message_pl.startswith("Po przekroczeniu licznik `a`")


@pytest.mark.parametrize("broken", [{}, {"titel": "x"}])
def test_two_thousand_statuses_are_verified_in_seconds(broken: dict[str, str]) -> None:
    statuses: dict[str, Any] = {
        f"s{number}": {"for": "system", "on_mail": f"s{(number + 1) % 1_999}"} for number in range(1_999)
    }
    statuses["s7"] |= broken
    text = process(**statuses)
    began = process_time()
    assert {problem.code for problem in check(text).problems} >= {"never_ends"} or broken
    assert process_time() - began < 4
