"""Stories are played as they say, and where a case goes otherwise the step says what, where and by which way."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graph_documents import process, sound

from graphs import canonical_text, check
from graphs.process import Process, compile_process
from graphs.scenario.coverage import coverage
from graphs.scenario.report import Report, script_of

ROOT = Path(__file__).parents[2]
LATER = {"for": "system", "qualifier": "callback-public-relative", "after": "2h"}
PARCEL = {"name": "Jan", "street": "Prosta 1", "postcode": "00-001", "city": "Warszawa", "weight_kg": "1"}
MAIL = {"send_mail": {"template": "t"}}


def compiled(text: str) -> Process:
    canonical = sound(text).canonical
    assert canonical is not None
    return compile_process(canonical)


def played(statuses: dict[str, Any], *steps: str, start: dict[str, Any] | None = None) -> Report:
    """One story of these steps about a process of `start` and these statuses."""
    begin = {"initial": True, "for": "system"} | (start or {})
    text = "\n".join(["scenarios: p", "stories:", "  s:", *(f"    - {step}" for step in steps)])
    return script_of(text, compiled(process(start=begin, **statuses))).play()


def told(report: Report) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in report.problems]


def files() -> list[Path]:
    return sorted((ROOT / "examples" / "processes").glob("*/scenarios.yaml"))


@pytest.mark.parametrize("file", files(), ids=lambda file: file.parent.name)
def test_scenarios_of_an_example_pass_and_go_nine_of_ten_ways_and_every_status(file: Path) -> None:
    graph = compiled(file.with_name("process.yaml").read_text(encoding="utf-8"))
    report = script_of(file.read_text(encoding="utf-8"), graph).play()
    assert report.problems == ()
    assert report.passed == len(report.stories) > 0
    covered = coverage(graph, report.rows)
    assert covered.uncovered_statuses == ()
    assert len(covered.uncovered_edges) <= len(covered.edges) / 10


def test_example_of_the_guide_passes_on_the_process_of_the_guide() -> None:
    first = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
    texts = [(ROOT / "docs" / "how-to" / f"{name}.md").read_text() for name in ("design", "scenarios")]
    graph, stories = (first.findall(text)[0] for text in texts)
    assert script_of(stories, compiled(graph)).play().problems == ()


PASSING: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (
        {"on_dialer": {"busy": "later"}},
        {"later": LATER | {"on_dialer": {"busy": "later"}}},
        [
            "{then: {status: start, due: 09:00, edges: none, entries: {start: 1}}}",
            "{dial: busy, then: {due: in 2h, edges: [on_dialer.busy], qualifier: callback-public-relative}}",
            "{dial: [busy, answered], then: {due: in 1h to 2h, entries: {later: 2}}}",
            "{after: 1d, then: {due: 2026-01-05 14:00, edges: none}}",
            "{at: 14:30, then: {due: 2026-01-05 14:00 to 2026-01-05 15:00, owner: none, credited: none}}",
        ],
    ),
    (
        {"on_mail": "a"},
        {
            "a": {"actions": [MAIL | {"on_failure": "b"}]},
            "b": {"actions": [{"call_webhook": {"service": "w"}}]},
        },
        [
            "{arrives: mail, then: {sent: [mail: t]}}",
            "{after: 1s, then: {status: a, sent: none}}",
            "{effects: {mail: failed}, arrives: mail, then: {sent: none}}",
            "{saved: a, then: {sent: [mail]}}",
            "{after: 1s, then: {status: b, sent: [webhook: w]}}",
            "{effects: {mail: open}, saved: a}",
            "{after: 30d, then: {status: a}}",
            "{failed: mail, then: {edges: [actions.0.on_failure]}}",
        ],
    ),
    (
        {"on_event": {"paid": "end"}, "on_time": [{"after": "3d", "then": "late"}]},
        {
            "late": {
                "on_script": [{"script": "r", "field": "f", "value": "x", "then": "end"}],
                "sla": {"limit": "1h"},
            },
            "end": {"qualifier": "terminal"},
        },
        [
            "{after: 71h, then: {status: start}}",
            "{after: 1h, then: {status: late, edges: [on_time.0]}}",
            "{after: 2h, then: {edges: [sla], entries: {late: 1}}}",
            "{script: {script: r, field: f, value: x}, then: {closed: true, finished: true, due: none}}",
        ],
    ),
    (
        {"on_waiting": "a"},
        {
            "a": {"owner": "choose"},
            "b": {"qualifier": "callback-private-agent", "available_after": ["answered"]},
        },
        [
            "{saved: b, by: jan, follows: mail, callback: in 2d, then: {refused: status_not_available}}",
            "{dial: answered}",
            "{after: 1h, saved: b, by: jan, callback: fri 16:30, then: {owner: jan, due: 2026-01-09 16:30}}",
            "{saved: a, owner: ewa, then: {owner: ewa}}",
            "{waiting: jan, then: {edges: none}}",
            "{outcome: busy, then: {refused: none}}",
        ],
    ),
]


@pytest.mark.parametrize(("start", "statuses", "steps"), PASSING)
def test_story_passes_where_the_case_goes_as_it_says(
    start: dict[str, Any], statuses: dict[str, Any], steps: list[str]
) -> None:
    assert [problem.message for problem in played(statuses, *steps, start=start).problems] == []


WRONG: list[tuple[list[str], tuple[str, str]]] = [
    (["{then: {status: later}}"], ("expected_otherwise", "0.then.status")),
    (["{dial: busy, then: {due: in 1h}}"], ("expected_otherwise", "0.then.due")),
    (["{dial: busy, then: {due: none}}"], ("expected_otherwise", "0.then.due")),
    (["{dial: busy, then: {edges: none}}"], ("expected_otherwise", "0.then.edges")),
    (["{dial: busy}", "{then: {edges: [on_dialer.busy]}}"], ("expected_otherwise", "1.then.edges")),
    (["{saved: end, then: {sent: [mail: other]}}"], ("expected_otherwise", "0.then.sent")),
    (["{saved: end, then: {sent: [sms]}}"], ("expected_otherwise", "0.then.sent")),
    (["{saved: end, then: {sent: none}}"], ("expected_otherwise", "0.then.sent")),
    (["{saved: end, then: {closed: false}}"], ("expected_otherwise", "0.then.closed")),
    (["{saved: end, then: {credited: none}}"], ("expected_otherwise", "0.then.credited")),
    (["{saved: end, then: {entries: {end: 2}}}"], ("expected_otherwise", "0.then.entries")),
    (["{saved: end, then: {refused: case_finished}}"], ("expected_otherwise", "0.then.refused")),
    (["{saved: later}"], ("save_refused", "0.saved")),
    (["{dial: busy}", "{after: 1h, dial: busy}"], ("not_dialled", "1.dial")),
    (["{saved: end}", "{dial: busy}"], ("not_dialled", "1.dial")),
    (["{after: 1d, then: {status: start}}", "{at: 2026-01-05 10:00}"], ("time_goes_back", "1.at")),
    (["{done: mail}"], ("effect_not_open", "0.done")),
    (["{after: 365d}"] * 11, ("scenario_endless", "10")),
]


@pytest.mark.parametrize(("steps", "expected"), WRONG)
def test_step_that_goes_otherwise_is_named_with_the_way_so_far(
    steps: list[str], expected: tuple[str, str]
) -> None:
    statuses = {"later": LATER, "end": {"qualifier": "success-terminal", "actions": [MAIL]}}
    report = played(statuses, *steps, start={"on_dialer": {"busy": "later"}})
    assert told(report) == [expected]
    problem = report.problems[0]
    assert (problem.line, problem.node) == (3 + len(steps), "s")
    assert problem.path[0] == "created → start"
    assert "created → start" in problem.message
    assert "created → start" in problem.message_pl
    assert (report.passed, report.failed) == (0, 1)


def test_first_wrong_step_ends_its_story_and_no_other() -> None:
    text = """
scenarios: p
stories:
  one:
    - {then: {status: end, due: none}}
    - {then: {status: end}}
  two:
    - {saved: end, then: {closed: true}}
"""
    report = script_of(text, compiled(process(end={"qualifier": "terminal"}))).play()
    assert told(report) == [("expected_otherwise", "0.then.status"), ("expected_otherwise", "0.then.due")]
    assert (report.passed, report.failed) == (1, 1)
    assert "`end`" in report.problems[0].message
    assert "`start`" in report.problems[0].message


def test_condition_asks_what_the_customer_wanted_who_called() -> None:
    way = [{"when": "call.inbound_status == 'skarga'", "then": "b"}]
    text = json.loads(process(start={"initial": True, "for": "system", "on_mail": way}, b=LATER))
    graph = compiled(json.dumps(text | {"inbound_call_statuses": ["pytanie", "skarga"]}))
    for wanted, status in (("pytanie", "start"), ("skarga", "b")):
        steps = [
            {"arrives": "call", "inbound_status": wanted},
            {"arrives": "mail", "then": {"status": status}},
        ]
        story = json.dumps({"scenarios": "p", "stories": {"s": steps}})
        assert script_of(story, graph).play().problems == ()


def test_case_that_never_rests_is_stopped() -> None:
    round_and_round = {"for": "system", "on_time": [{"after": "1s", "then": "b"}]}
    statuses = {"b": {"for": "system", "on_time": [{"after": "1s", "then": "start"}]}}
    report = played(statuses, "{after: 2h}", "{after: 2h}", start=round_and_round)
    assert told(report) == [("scenario_endless", "1")]


UNREADABLE: list[tuple[str, str, str | None]] = [
    ("{}", "step_empty", "0"),
    ("{dial: busy, arrives: mail}", "step_twofold", "0.arrives"),
    ("{at: mon 09:00, after: 1d}", "step_time_twice", "0.after"),
    ("{arrives: mail, by: anna}", "without_save", "0.by"),
    ("{arrives: mail, inbound_status: skarga}", "without_call", "0.inbound_status"),
    ("{arrives: call, inbound_status: skarga}", "scenario_inbound_unknown", "0.inbound_status"),
    ("{saved: nowhere}", "scenario_status_unknown", "0.saved"),
    ("{then: {status: stort}}", "scenario_status_unknown", "0.then.status"),
    ("{then: {entries: {stort: 1}}}", "scenario_status_unknown", "0.then.entries.stort"),
    ("{event: payed}", "scenario_event_unknown", "0.event"),
    ("{at: monday}", "moment_invalid", "0.at"),
    ("{at: 2026-02-30 10:00}", "moment_invalid", "0.at"),
    ("{at: 1999-02-03 10:00}", "moment_invalid", "0.at"),
    ("{then: {due: in 9999w}}", "moment_invalid", "0.then.due"),
    ("{then: {due: in 999999999w}}", "moment_invalid", "0.then.due"),
    ("{dial: bussy}", "unknown_value", "0.dial"),
    ("{dail: busy}", "unknown_field", "0.dail"),
    ("{then: {sent: [mial: t]}}", "unknown_value", "0.then.sent.0.mial"),
    ("{then: {sent: [{mail: t, sms: t}]}}", "too_many", "0.then.sent.0"),
    (
        "{given: {record: {kwota: ile}, types: {kwota: number}}}",
        "record_value_invalid",
        "0.given.record.kwota",
    ),
    ("{given: {zone: Europe/Warszawa}}", "zone_unknown", "0.given.zone"),
    ("{dial: busy, given: {on_call: true}}", "given_too_late", "0.given"),
    ("{dial: busy", "yaml_syntax", None),
]


@pytest.mark.parametrize(("step", "code", "field"), UNREADABLE)
def test_scenario_that_cannot_be_meant_is_told_with_its_place_before_anything_is_played(
    step: str, code: str, field: str | None
) -> None:
    report = played({"a": {}}, step, start={"on_event": {"paid": "a"}})
    assert (code, field) in told(report)
    assert report.stories == ()
    assert all(problem.line for problem in report.problems)


def test_all_problems_of_scenarios_come_at_once_and_another_process_is_refused() -> None:
    text = "scenarios: q\ngiven: {start: now}\nstories:\n  s:\n    - {dial: bussy}\n  t: []\n"
    graph = compiled(process())
    assert [(problem.line, problem.code) for problem in script_of(text, graph).problems] == [
        (2, "moment_invalid"),
        (5, "unknown_value"),
        (6, "too_few"),
    ]
    other = script_of("scenarios: q\nstories: {s: [{then: {status: start}}]}", graph)
    assert [problem.code for problem in other.problems] == ["process_other"]


def test_guards_see_what_is_given_and_what_was_counted() -> None:
    ways = [
        {"when": "record.debt > 1000 && contact.name == 'Jan' && attempts.busy == 2", "then": "rich"},
        {"when": "case.tries == 2 && case.hour == 10 && !case.working_day", "then": "poor"},
    ]
    start = {"on_dialer": {"busy": ways}}
    given = (
        "{given: {record: {debt: %s}, types: {debt: number}, contact: {name: Jan}, holidays: [2026-01-05]}}"
    )
    for debt, status in (("1200", "rich"), ("999", "poor")):
        report = played(
            {"rich": {}, "poor": {}},
            given % debt,
            f"{{dial: [busy, busy], then: {{status: {status}}}}}",
            start=start,
        )
        assert report.problems == ()
        number = {"rich": 1, "poor": 2}[status]
        graph = compiled(process(start={"initial": True, "for": "system"} | start, rich={}, poor={}))
        gone = [way.edge for way, done in coverage(graph, report.rows).edges.items() if done]
        assert gone == [f"on_dialer.busy#{number}"]


def test_guards_count_entries_stays_and_working_days_as_in_earnest() -> None:
    """See the tests of db/facts.py: a status passed by a counter is not entered, one saved again is not left."""
    seen = "case.entries == 2 && case.in_status_days == 2"
    statuses = {
        "a": {"counter": {"limit": 2, "then": "b"}, "on_mail": [{"when": seen, "then": "stayed"}]},
        "b": {"on_mail": [{"when": "case.entries == 1 && !case.working_day", "then": "feast"}]},
        "stayed": {"on_event": {"again": "a"}},
        "feast": {},
    }
    report = played(
        statuses,
        "{saved: a}",
        "{after: 1d, saved: a}",
        "{after: 25h, arrives: mail, then: {status: stayed}}",
        "{event: again, then: {status: b, entries: {a: 2, b: 1}}}",
        "{at: 2026-11-11 09:00, arrives: mail, then: {status: feast}}",
    )
    assert [problem.message for problem in report.problems] == []


def test_coverage_counts_branches_ends_of_actions_terms_and_counters() -> None:
    statuses = {
        "a": {
            "counter": {"limit": 1, "then": "b"},
            "actions": [MAIL | {"on_success": "b", "on_failure": "stay"}],
        },
        "b": {"sla": {"limit": "2h", "warning": "1h"}, "on_time": [{"after": "3h", "then": "start"}]},
    }
    start = {"initial": True, "for": "system", "on_mail": [{"when": "case.due", "then": "a"}, {"then": "b"}]}
    graph = compiled(process(start=start, **statuses))
    text = "scenarios: p\nstories: {s: [{arrives: mail}, {after: 90min}]}"
    found = coverage(graph, script_of(text, graph).play().rows)
    assert {str(way): done for way, done in found.edges.items()} == {
        "start: on_mail#1 → a": True,
        "start: on_mail#2 → b": False,
        "a: actions.0.on_success → b": True,
        "a: counter → b": False,
        "b: on_time.0 → start": False,
        "b: sla → b": False,
        "b: sla.warning → b": True,
    }
    assert (found.uncovered_statuses, len(found.uncovered_edges)) == ((), 4)


def test_stories_share_a_limit_of_steps_so_that_no_file_keeps_a_server_busy() -> None:
    around = {"for": "system", "on_time": [{"after": "1s", "then": "b"}]}
    graph = compiled(
        process(
            start=around | {"initial": True},
            b={"for": "system", "on_time": [{"after": "1s", "then": "start"}]},
        )
    )
    stories = "\n".join(f"  s{number}: [{{after: 2h}}, {{after: 2h}}]" for number in range(100))
    report = script_of(f"scenarios: p\nstories:\n{stories}\n", graph).play()
    assert {problem.code for problem in report.problems} == {"scenario_endless"}
    assert (report.failed, sum(story.steps for story in report.stories)) == (100, 100_000)


def test_every_kind_of_effect_is_told_by_the_one_thing_that_tells_it_apart() -> None:
    orders: dict[str, dict[str, Any]] = {
        "mail: t": MAIL,
        "case_mail: t": {"send_case": {"to": "a@b.pl", "template": "t"}},
        "sms: t": {"send_sms": {"template": "t"}},
        "courier: dpd": {"send_courier": {"service": "dpd", "parcel": PARCEL}},
        "webhook: crm": {"call_webhook": {"service": "crm"}},
        "move: other": {"move": {"campaign": "other"}},
        "copy: other": {"copy": {"campaign": "other"}},
        "block: global": {"block": {"list": "global"}},
        "call: Dzień dobry": {"call_and_play": {"say": "Dzień dobry"}},
        "notification: supervisors": {"notify": {"to": "supervisors", "text": "x"}},
    }
    steps = [f"{{then: {{sent: [{', '.join(orders)}]}}}}", "{then: {sent: none}}"]
    assert played({}, *steps, start={"actions": list(orders.values())}).problems == ()


def test_caller_is_not_dialled_at_once_and_conditions_see_the_talk() -> None:
    start = {"on_mail": [{"when": "call.direction == 'inbound' && call.seconds == 180", "then": "talked"}]}
    given = "{given: {on_call: true, talk: 3min, latest_recontact: 2026-01-06}}"
    report = played(
        {"talked": {}, "later": LATER | {"for": "agents", "after": "5d", "available_after": ["answered"]}},
        given,
        "{then: {due: in 1h}}",
        "{arrives: mail, then: {status: talked}}",
        "{saved: later, then: {due: 2026-01-06 23:59}}",
        "{effects: {mail: open}, arrives: call}",
        start=start,
    )
    assert [problem.message for problem in report.problems] == []


def test_scenarios_are_the_same_document_in_canonical_form() -> None:
    text = """
scenarios: p
given: {start: mon 09:00, latest_recontact: 7d}
stories:
  s:
    - {after: 90s, dial: [busy, fax], then: {due: 14:30 to 2026-02-01 09:00, sent: [mail, sms: t]}}
    - {at: 2026-02-01 09:00, then: {due: in 1h to 2h, edges: none, sent: none}}
    - {then: {due: none}}
"""
    canonical = check(text).canonical
    assert canonical is not None
    assert check(canonical_text(canonical)).canonical == canonical
    first, second, third = (step["then"] for step in canonical["stories"]["s"])
    assert (first["due"], first["sent"]) == ("14:30 to 2026-02-01 09:00", ["mail", {"sms": "t"}])
    assert (second["due"], second["edges"], third["due"]) == ("in PT1H to in PT2H", "none", "none")


def test_long_history_is_told_in_part() -> None:
    step = f"{{dial: [{', '.join(['busy'] * 60)}], then: {{edges: none}}}}"
    (problem,) = played(
        {"a": {"on_dialer": {"busy": "a"}}}, step, start={"on_dialer": {"busy": "a"}}
    ).problems
    assert problem.message.count("on_dialer.busy") == 40 + 12
    assert problem.message.count("…") == 2
    assert len(problem.path) == 61


def test_clock_that_has_passed_is_that_of_tomorrow_or_of_next_week() -> None:
    report = played(
        {"end": {"qualifier": "terminal"}},
        "{at: 08:00, then: {due: none}}",
        "{at: thu 08:00}",
        "{at: thu 07:00}",
        "{at: 2026-01-15 07:00, event: paid, then: {status: end}}",
        start={"on_event": {"paid": "end"}},
    )
    assert [(problem.field, "2026-01-06 08:00" in problem.message) for problem in report.problems] == [
        ("0.then.due", True)
    ]
    report = played(
        {"end": {"qualifier": "terminal"}},
        "{at: 08:00}",
        "{at: thu 08:00}",
        "{at: thu 07:00}",
        "{at: 2026-01-15 07:00, event: paid, then: {status: end}}",
        start={"on_event": {"paid": "end"}},
    )
    assert (report.problems, report.simulated.days) == ((), 9)
