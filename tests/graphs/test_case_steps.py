"""How events move a case: edges, qualifiers, counters, owners, due times, actions, refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graph_documents import process, sound

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle
from domain.time import parse_wall
from graphs.process import (
    NEW_CASE,
    Contacted,
    Created,
    Cursor,
    DialerOutcome,
    Effect,
    EffectDone,
    Event,
    Process,
    Row,
    Rules,
    Saved,
    ScriptAnswered,
    Step,
    Woken,
    advance,
    compile_process,
    cursor_from_json,
    cursor_to_json,
)

NOW = datetime(2026, 10, 24, 10, tzinfo=UTC)  # noon in Warsaw, the day before the clocks go back
RULES = Rules("Europe/Warsaw", timedelta(hours=1), {"hers": "id-anna"})
HOUR = timedelta(hours=1)
MAIL: dict[str, Any] = {"send_mail": {"template": "t"}}
BUSY = DialerOutcome(NOW, Outcome.BUSY, "leg")


class Case:
    """A case that goes through events of one process."""

    def __init__(self, start: dict[str, Any] | None = None, **statuses: dict[str, Any]) -> None:
        begin = {"initial": True, "for": "system"} | (start or {})
        canonical = sound(process(start=begin, **statuses)).canonical
        assert canonical is not None
        self.process: Process = compile_process(canonical)
        self.cursor: Cursor = NEW_CASE
        self.then(Created(NOW))

    def then(self, event: Event) -> Step:
        step = advance(self.process, self.cursor, event, RULES)
        self.cursor = step.cursor
        return step

    def save(self, status: str, **more: Any) -> Step:
        return self.then(Saved(NOW, status, "id-jan", **more))

    def due_in(self) -> timedelta | None:
        return self.cursor.due.at - NOW if self.cursor.due else None


def test_new_case_is_due_at_once_unless_its_customer_is_on_the_line() -> None:
    case = Case()
    assert (case.cursor.status, case.cursor.number, case.due_in()) == ("start", 1, timedelta())
    created = advance(case.process, NEW_CASE, Created(NOW, on_call=True), RULES)
    assert created.cursor.due is not None
    assert created.cursor.due.at == NOW + HOUR
    assert created.rows == (Row("start", None, "system", "created", None),)


def test_outcome_follows_its_edge_and_says_so() -> None:
    case = Case({"on_dialer": {"busy": "a"}}, a={"qualifier": "callback-public-relative", "after": "2h"})
    step = case.then(BUSY)
    assert step.rows == (Row("a", None, "system", "on_dialer.busy", "start"),)
    assert (case.due_in(), case.cursor.standing.qualifier) == (2 * HOUR, "callback-public-relative")


def test_stay_makes_the_case_due_after_a_while_never_at_once_never_never() -> None:
    case = Case(
        {"on_dialer": {"busy": "stay"}}, later={"qualifier": "callback-public-relative", "after": "2h"}
    )
    step = case.then(BUSY)
    assert (step.rows, step.cursor.number, case.due_in()) == ((), 2, HOUR)
    case.save("later")
    step = case.then(BUSY)
    assert (step.cursor.number, case.due_in()) == (4, 2 * HOUR)  # what was agreed stands


def test_edge_to_a_status_that_keeps_the_qualifier_counts_as_stay_for_the_time() -> None:
    case = Case({"on_dialer": {"busy": "a"}}, a={}, b={"owner": {"agent": "x"}, "on_dialer": {"busy": "a"}})
    case.then(BUSY)
    assert (case.cursor.status, case.due_in(), case.cursor.standing.lifecycle) == ("a", HOUR, Lifecycle.OPEN)


def test_note_during_a_wait_lets_the_wait_end_by_its_action_and_by_its_time() -> None:
    wait = {
        "qualifier": "waiting",
        "actions": [MAIL | {"on_success": "end", "on_failure": "end"}],
        "on_time": [{"after": "2h", "then": "end"}],
        "on_mail": "note",
    }
    for event, edge in (
        (EffectDone(NOW, "2/a/0", ok=True), "actions.0.on_success"),
        (Woken(NOW + 2 * HOUR), "on_time.0"),
    ):
        case = Case(a=wait, end={"qualifier": "end-of-queue"}, note={})
        case.save("a")
        case.then(Contacted(NOW, "mail"))
        assert (case.cursor.status, case.cursor.wake_at) == ("note", NOW + 2 * HOUR)
        assert [row.edge for row in case.then(event).rows] == [edge]
        assert (case.cursor.status, case.cursor.wake_at, case.cursor.standing.wait) == ("end", None, None)


def test_waiting_case_is_not_due_and_stays_so_after_an_outcome() -> None:
    wait = {
        "qualifier": "waiting",
        "actions": [MAIL | {"on_success": "end", "on_failure": "end"}],
        "on_mail": "note",
    }
    case = Case(a=wait, end={"qualifier": "end-of-queue"}, note={"on_dialer": {"fax": "note"}})
    case.save("a")
    assert case.due_in() is None
    step = case.then(BUSY)
    assert (step.cursor.number, step.rows, case.due_in()) == (3, (), None)
    case.then(Contacted(NOW, "mail"))
    assert (case.cursor.status, case.due_in(), case.cursor.standing.lifecycle) == (
        "note",
        None,
        Lifecycle.WAIT,
    )
    case.then(DialerOutcome(NOW, Outcome.FAX, "leg"))
    assert case.due_in() is None
    case.save("note")
    assert case.due_in() is None


QUALIFIERS: list[tuple[dict[str, Any], timedelta | None, dict[str, Any]]] = [
    ({"qualifier": "none"}, HOUR, {"qualifier": "none"}),
    ({"qualifier": "unused"}, HOUR, {"qualifier": "unused", "lifecycle": "open"}),
    ({"qualifier": "end-of-queue"}, HOUR, {"lifecycle": "end_of_queue", "end_of_queue": True}),
    ({"qualifier": {"lifecycle": "open"}}, HOUR, {"qualifier": "custom", "lifecycle": "open"}),
    ({"qualifier": "terminal"}, None, {"lifecycle": "terminal"}),
    ({"qualifier": "success-terminal"}, None, {"credited": "id-jan"}),
    ({"qualifier": "success-confirm-public"}, HOUR, {"credited": "id-jan", "lifecycle": "confirm"}),
    ({"qualifier": "success-confirm-private"}, HOUR, {"owner": "id-jan", "visibility": "private"}),
    ({"qualifier": "callback-public-relative", "after": "1d"}, timedelta(hours=25), {"visibility": "public"}),
    ({"qualifier": "callback-private-relative", "after": "3h"}, 3 * HOUR, {"owner": "id-jan"}),
    (
        {"qualifier": "callback-public-absolute", "at": "2026-10-25 02:30"},
        timedelta(hours=14, minutes=30),
        {},
    ),
    ({"qualifier": "callback-public-absolute", "at": "2026-10-01 09:00"}, HOUR, {}),
    ({"qualifier": "success-callback-private-relative", "after": "2h"}, 2 * HOUR, {"credited": "id-jan"}),
]


@pytest.mark.parametrize(("status", "due", "standing"), QUALIFIERS)
def test_qualifier_does_what_it_says(
    status: dict[str, Any], due: timedelta | None, standing: dict[str, Any]
) -> None:
    case = Case(a=status)
    case.save("a")
    assert case.due_in() == due
    written = cursor_to_json(case.cursor)
    assert {name: written.get(name) for name in standing} == standing


def test_time_of_the_agent_is_a_wall_clock_of_the_campaign_or_a_moment() -> None:
    case = Case(a={"qualifier": "callback-private-agent"})
    case.save("a", callback_at=parse_wall("2026-10-25 02:30"))
    assert (case.due_in(), case.cursor.owner) == (timedelta(hours=14, minutes=30), "id-jan")
    case.save("a", callback_at=NOW + 2 * HOUR)
    assert case.due_in() == 2 * HOUR


@pytest.mark.parametrize(
    ("save", "code"),
    [
        (Saved(NOW, "nowhere", "id-jan"), "status_unknown"),
        (Saved(NOW, "start", "id-jan"), "status_not_allowed"),
        (Saved(NOW, "a", "id-jan"), "callback_time_missing"),
        (Saved(NOW, "a", "id-jan", NOW), "time_not_allowed"),
        (Saved(NOW, "a", "id-jan", parse_wall("2100-01-01 00:00")), "time_not_allowed"),
        (Saved(NOW, "a", "id-jan", parse_wall("0001-01-01 00:00")), "time_not_allowed"),
        (Saved(NOW, "b", "id-jan", NOW + HOUR), "callback_time_not_allowed"),
        (Saved(NOW, "b", "id-jan", occasion="busy"), "status_not_available"),
    ],
)
def test_save_that_cannot_be_is_refused_and_changes_nothing(save: Saved, code: str) -> None:
    case = Case(a={"qualifier": "callback-public-agent"}, b={"available_after": ["answered", "mail"]})
    before = case.cursor
    step = case.then(save)
    assert step.refusal is not None
    assert (step.refusal.code, step.rows, step.effects) == (code, (), ())
    assert step.refusal.message
    assert step.refusal.message_pl
    assert case.cursor is before


def test_agent_is_offered_what_may_be_saved() -> None:
    case = Case(a={}, b={"available_after": ["answered", "mail"]})
    assert [node.name for node in case.process.choices()] == ["a", "b"]
    assert [node.name for node in case.process.choices("busy")] == ["a"]
    assert [node.name for node in case.process.choices("mail")] == ["a", "b"]
    assert case.save("b", occasion="mail").refusal is None


def test_entry_after_the_limit_goes_to_then_and_both_rows_say_why() -> None:
    case = Case(
        {"on_dialer": {"busy": "a"}},
        a={"counter": {"limit": 2, "then": "b"}, "on_dialer": {"busy": "a"}},
        b={"counter": {"limit": 1, "then": "c"}},
        c={"qualifier": "terminal"},
    )
    assert [case.then(BUSY).cursor.status for _ in range(2)] == ["a", "a"]
    step = case.then(BUSY)
    assert [(row.status, row.edge, row.from_status) for row in step.rows] == [
        ("a", "on_dialer.busy", "a"),
        ("b", "counter", "a"),
    ]
    assert case.cursor.standing.counters == {"a": 3, "b": 1}
    assert [row.status for row in case.save("a").rows] == ["a", "b", "c"]
    assert case.cursor.finished


def test_owner_is_the_named_one_or_is_inherited() -> None:
    case = Case(hers={"owner": {"agent": "anna"}}, other={"on_mail": "hers"}, clear={"qualifier": "unused"})
    assert case.process.owner_names == {"hers": "anna"}
    assert case.save("hers").rows[0].owner == "id-anna"
    assert case.save("other").rows[0].owner == "id-anna"
    assert case.then(Contacted(NOW, "mail")).rows[0].ordered_by == "system"
    case.save("clear")
    assert (case.cursor.owner, case.cursor.standing.lifecycle) == (None, Lifecycle.OPEN)


def test_success_is_credited_once_and_taken_back() -> None:
    case = Case(
        {"on_mail": "sold"},
        sold={"qualifier": "success-callback-public-relative", "after": "1h", "on_mail": "sold"},
        back={"qualifier": "cancel-success-and-close"},
    )
    case.then(Contacted(NOW, "mail"))
    assert case.cursor.standing.credited is None  # the system sold nothing, and the case has no owner
    case.save("sold")
    case.then(Saved(NOW, "sold", "id-ewa"))
    assert case.cursor.standing.credited == "id-jan"
    case.save("back")
    assert (case.cursor.standing.credited, case.cursor.closed) == (None, True)


def test_closed_case_moves_no_more() -> None:
    case = Case(end={"qualifier": "terminal"})
    last = case.save("end").cursor
    for event in (Contacted(NOW, "mail"), Woken(NOW), EffectDone(NOW, "2/end/0", ok=True)):
        assert case.then(event).cursor is last
    outcome = case.then(BUSY)
    assert (outcome.cursor.number, outcome.rows, case.due_in()) == (3, (), None)
    refused = case.save("end").refusal
    assert refused is not None
    assert refused.code == "case_finished"


def test_mail_is_sent_at_once_or_after_its_delay_with_a_key_that_never_changes() -> None:
    later = MAIL | {"delay": {"for": "10min"}}
    case = Case(a={"actions": [MAIL, later]})
    step = case.save("a")
    assert step.effects == (Effect("2/a/0", "mail", "a", 0),)
    assert step.wake_at == NOW + timedelta(minutes=10)
    assert case.then(Woken(NOW)).effects == ()
    fired = case.then(Woken(NOW + timedelta(minutes=10)))
    assert (fired.effects, fired.wake_at) == ((Effect("2/a/1", "mail", "a", 1),), None)
    assert case.then(Woken(NOW + HOUR)).effects == ()


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [("status", HOUR), ("save", HOUR), ("callback", 3 * HOUR), ("call_end", timedelta(minutes=50))],
)
def test_delay_counts_from_its_anchor(anchor: str, expected: timedelta) -> None:
    action = MAIL | {"delay": {"for": "1h", "from": anchor}}
    case = Case(a={"qualifier": "callback-public-relative", "after": "2h", "actions": [action]})
    step = case.save("a", call_ended_at=NOW - timedelta(minutes=10))
    assert step.wake_at == NOW + expected


def test_delay_that_is_over_already_is_done_at_once() -> None:
    case = Case(a={"actions": [MAIL | {"delay": {"for": "1h", "from": "call_end"}}]})
    assert len(case.save("a", call_ended_at=NOW - 2 * HOUR).effects) == 1
    assert case.save("a").wake_at == NOW + HOUR


def test_leaving_a_status_cancels_its_delayed_actions_but_those_it_keeps() -> None:
    delayed = MAIL | {"delay": {"for": "10min"}}
    case = Case(a={"actions": [delayed, delayed | {"keep": True}]}, end={"qualifier": "terminal"})
    case.save("a")
    case.save("end")
    assert [waiting.key for waiting in case.cursor.standing.pending] == ["2/a/1"]
    assert (case.cursor.closed, case.cursor.finished) == (True, False)
    assert case.then(Woken(NOW + HOUR)).effects == (Effect("2/a/1", "mail", "a", 1),)
    assert case.cursor.finished


def test_end_of_an_action_leads_on_only_from_the_entry_that_ordered_it() -> None:
    sending = {"actions": [MAIL, MAIL | {"on_success": "good", "on_failure": "bad"}]}
    case = Case(a=sending, good={}, bad={})
    case.save("a")
    assert case.then(EffectDone(NOW, "1/a/1", ok=True)).rows == ()
    assert case.then(EffectDone(NOW, "2/a/0", ok=True)).rows == ()
    assert case.then(EffectDone(NOW, "2/a/1", ok=False)).rows[0].edge == "actions.1.on_failure"
    assert case.then(EffectDone(NOW, "2/a/1", ok=True)).rows == ()
    case.save("a")
    assert case.then(EffectDone(NOW, "4/a/1", ok=True)).cursor.status == "good"


def test_script_answer_leads_to_its_status() -> None:
    edges = [
        {"script": "s", "field": "f", "value": value, "then": then}
        for value, then in (("x", "a"), ("y", "start"))
    ]
    case = Case({"on_script": edges}, a={})
    assert case.then(ScriptAnswered(NOW, "s", "f", "z")).rows == ()
    assert case.then(ScriptAnswered(NOW, "s", "f", "x")).rows[0].edge == "on_script.0"


def test_case_that_an_agent_lets_be_is_due_later_or_takes_the_way_of_on_waiting() -> None:
    case = Case(a={"qualifier": "unused", "on_waiting": "b"}, b={"qualifier": "terminal"})
    step = case.then(Contacted(NOW, "waiting", "id-jan"))
    assert (step.rows, case.due_in()) == ((), HOUR)
    case.save("a")
    (row,) = case.then(Contacted(NOW, "waiting", "id-jan")).rows
    assert (row.status, row.edge, row.ordered_by) == ("b", "on_waiting", "id-jan")
    assert case.then(Contacted(NOW, "waiting", "id-jan")).cursor is case.cursor


def test_inherited_owner_or_waiting_mail_is_kept_on_the_way() -> None:
    delayed = MAIL | {"delay": {"for": "10min"}, "keep": True}
    case = Case({"on_mail": "a", "actions": [delayed]}, a={"on_dialer": {"busy": "a"}, "on_mail": "a"})
    case.then(Contacted(NOW, "mail"))
    assert len(case.cursor.standing.pending) == 1
    case.then(BUSY)
    assert (len(case.cursor.standing.pending), case.due_in()) == (1, HOUR)


def test_save_of_a_status_without_time_keeps_a_callback_that_is_to_come() -> None:
    case = Case(later={"qualifier": "callback-public-relative", "after": "30min"}, note={})
    case.save("later")
    case.save("note")
    assert case.due_in() == timedelta(minutes=30)


def test_cursor_survives_being_written() -> None:
    case = Case(a={"actions": [MAIL | {"delay": {"for": "10min"}}], "counter": {"limit": 3, "then": "start"}})
    case.save("a")
    assert cursor_from_json(cursor_to_json(case.cursor)) == case.cursor
    assert cursor_from_json(cursor_to_json(NEW_CASE)) == NEW_CASE
    assert cursor_from_json({}) is NEW_CASE


def test_row_says_which_answer_of_a_script_was_followed() -> None:
    edge = {"script": "s", "field": "f", "value": "x", "then": "a"}
    step = Case({"on_script": [edge]}, a={}).then(ScriptAnswered(NOW, "s", "f", "x"))
    assert step.rows == (Row("a", None, "system", "on_script.0", "start"),)


def test_counters_that_lead_to_each_other_end_at_the_second_visit() -> None:
    """`check` refuses such a process; one that was published by an older version must end all the same."""
    limited = {"counter": {"limit": 1, "then": "b"}, "initial": False}
    statuses = {"s": {"initial": True}, "a": limited, "b": {"counter": {"limit": 1, "then": "a"}}}
    loop = compile_process({"process": "p", "statuses": statuses})
    cursor = advance(loop, NEW_CASE, Created(NOW), RULES).cursor
    for status in ("a", "b", "a"):
        step = advance(loop, cursor, Saved(NOW, status, "id"), RULES)
        cursor = step.cursor
    assert [row.status for row in step.rows] == ["a", "b"]


def test_jump_of_the_callback_without_a_time_falls_back_to_the_redial_time() -> None:
    """`check` refuses the edge; here too a callback without a time is due neither at once nor never."""
    statuses = {"s": {"initial": True, "on_mail": "a"}, "a": {"qualifier": "callback-public-agent"}}
    made = compile_process({"process": "p", "statuses": statuses})
    cursor = advance(made, NEW_CASE, Created(NOW), RULES).cursor
    due = advance(made, cursor, Contacted(NOW, "mail"), RULES).cursor.due
    assert due is not None
    assert due.at == NOW + HOUR
