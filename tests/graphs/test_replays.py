"""A record is played on other processes: where it first leaves them, in words and as data."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graph_documents import process, sound

from domain.outcomes import Outcome
from graphs.findings import Finding
from graphs.process import (
    NEW_CASE,
    Assigned,
    Contacted,
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    Recalled,
    Row,
    Rules,
    Saved,
    ScriptAnswered,
    Woken,
    advance,
    compile_process,
)
from graphs.process.ahead import Branch, ahead, strangers
from graphs.process.behind import event_behind
from graphs.process.places import place_of
from graphs.process.replay import Apart, Divergence, Replay, Told, replay
from graphs.process.replay_words import departure, happened, lost_in
from graphs.reading import read

NOW = datetime(2026, 10, 26, 9, tzinfo=UTC)
RULES = Rules("Europe/Warsaw", timedelta(hours=1))
END = {"qualifier": "terminal"}
WAITS: dict[str, Any] = {
    "qualifier": "waiting",
    "on_time": [{"after": "3d", "then": "end"}],
    "on_mail": "end",
    "on_sms": [{"when": "record.a == 1", "then": "end"}, {"then": "stay"}],
    "actions": [{"notify": {"to": "supervisors", "text": "x"}, "on_success": "end"}],
}


def compiled(**statuses: Any) -> Any:
    canonical = sound(process(start={"initial": True, "on_mail": "waits"}, end=END, **statuses)).canonical
    assert canonical is not None
    return compile_process(canonical)


def row(status: str, edge: str, left: str | None) -> Row:
    return Row(status, None, "system", edge, left)


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


BEGAN = Told(NOW, "system", Created(NOW), (row("start", "created", None),), lost=("on_call",), step=1)
MAIL = Told(at(1), "system", Contacted(at(1), "mail"), (row("waits", "on_mail", "start"),), step=2)
DONE = Told(
    at(2),
    "system",
    EffectDone(at(2), "2/waits/0", True),
    (row("end", "actions.0.on_success", "waits"),),
    "notification",
    step=3,
)
OVER = Told(at(4.5), "system", Woken(at(4.5)), (row("end", "on_time.0", "waits"),), step=3)


def apart(*told: Told, now: dict[str, Any], before: dict[str, Any] = WAITS) -> tuple[Divergence, str, str]:
    first = replay(compiled(waits=before), told, RULES)
    assert first.divergence is None
    assert [played.rows for played in first.played] == [one.rows for one in told]
    other = compiled(waits=now)
    second = replay(other, told, RULES, first)
    assert second.divergence is not None
    words = departure(other, second.divergence, second.played[-1])
    return second.divergence, words.en, words.pl


def test_time_that_ends_earlier_now_is_told_with_the_moment():
    sooner = {**WAITS, "on_time": [{"after": "1d", "then": "end"}]}
    sms = Told(at(3), "system", Contacted(at(3), "sms"))
    found, en, pl = apart(BEGAN, MAIL, sms, now=sooner)
    assert (found.code, found.now, found.at) == (Apart.EARLIER, ("end",), at(2))
    assert "ends now already at 2026-10-28 09:00 UTC, and the case goes to “end”" in en
    assert "przechodzi do „end”" in pl


def test_time_that_ended_then_and_does_not_now_is_otherwise():
    found, en, _ = apart(BEGAN, MAIL, OVER, now={**WAITS, "on_time": [{"after": "9d", "then": "end"}]})
    assert (found.code, found.then, found.now) == (Apart.OTHERWISE, ("end",), ())
    assert "the case now stays where it was; then it went to “end”" in en


def test_end_of_an_action_that_nobody_orders_now_is_told_unless_nothing_came_of_it():
    found, en, pl = apart(BEGAN, MAIL, DONE, now={**WAITS, "actions": []})
    assert (found.code, found.then) == (Apart.NOT_ORDERED, ("end",))
    assert "the action `notification` was done" in en
    assert "akcja `notification` została wykonana" in pl
    silent = Told(at(2), "system", EffectDone(at(2), "2/waits/0", False), kind="notification")
    first = replay(compiled(waits=WAITS), (BEGAN, MAIL, silent), RULES)
    assert replay(compiled(waits={**WAITS, "actions": []}), (BEGAN, MAIL, silent), RULES, first) == Replay(
        first.played
    )


def test_action_that_stands_elsewhere_in_its_status_is_the_same_action():
    before = {"call_webhook": {"service": "w"}}
    now = compiled(waits={**WAITS, "actions": [before, *WAITS["actions"]]})
    first = replay(compiled(waits=WAITS), (BEGAN, MAIL, DONE), RULES)
    again = replay(now, (BEGAN, MAIL, DONE), RULES, first)
    assert again.divergence is None
    assert again.played[-1].rows[0].edge == "actions.1.on_success"


def test_condition_of_a_stay_is_known_where_only_one_way_stays():
    sms = Told(at(2), "system", Contacted(at(2), "sms"))
    [*_, played] = replay(compiled(waits=WAITS), (BEGAN, MAIL, sms), RULES).played
    assert played.conditions == {"record.a == 1": False}
    other = {**WAITS, "on_sms": [{"when": "record.b == 1", "then": "end"}, {"then": "stay"}]}
    found, en, _ = apart(BEGAN, MAIL, sms, now=other)
    assert (found.code, found.condition) == (Apart.NOT_KEPT, "record.b == 1")
    assert "`record.b == 1` decides" in en
    both = {
        **WAITS,
        "on_sms": [{"when": "record.a == 1", "then": "stay"}, {"when": "record.b == 1", "then": "end"}],
    }
    replayed = replay(compiled(waits=both), (BEGAN, MAIL, sms), RULES)
    assert replayed.played[-1].conditions == {"record.a == 1": None}
    assert any("branch" in words.en for words in lost_in(replayed))


def test_save_that_is_refused_now_says_why():
    saved = Told(at(2), "anna", Saved(at(2), "end", "anna"), (row("end", "saved", "waits"),), step=3)
    first = replay(compiled(waits=WAITS), (BEGAN, MAIL, saved), RULES)
    canonical = sound(
        process(start={"initial": True, "on_mail": "waits"}, waits=WAITS, end=END | {"for": "system"})
    ).canonical
    second = replay(compile_process(canonical or {}), (BEGAN, MAIL, saved), RULES, first)
    assert second.divergence is not None
    words = departure(compiled(waits=WAITS), second.divergence, second.played[-1])
    assert "refused now: Only the system sets this status." in words.en


def test_what_no_process_hears_stands_in_the_replay_as_it_was():
    told = Told(at(1), "anna", None, (row("start", "changed.fields", "start"),))
    replayed = replay(compiled(waits=WAITS), (BEGAN, told, MAIL), RULES)
    assert replayed.divergence is None
    assert replayed.played[1].rows == told.rows


TEXT = """process: p
statuses:
  start:
    on_mail: [{when: record.a == 1, then: waits}]
    on_dialer: {busy: waits}
    on_script: [{script: s, field: f, value: v, then: waits}]
    on_time: [{after: 1d, then: waits}]
    counter: {limit: 3, then: waits}
    sla: {limit: 1d, warning: 1h, then: waits}
  waits:
    actions: [{notify: {}, on_success: start}]
"""


@pytest.mark.parametrize(
    ("edge", "left", "line", "column"),
    [
        ("on_mail#1", "start", 4, 15),
        ("on_dialer.busy", "start", 5, 17),
        ("on_script.0", "start", 6, 49),
        ("on_time.0", "start", 7, 27),
        ("counter", "start", 8, 25),
        ("sla", "start", 9, 35),
        ("sla.warning", "start", 9, 22),
        ("actions.0.on_success", "waits", 11, 28),
        ("saved", "start", 10, 3),
        ("created", None, 10, 3),
    ],
)
def test_edge_is_found_in_the_text(edge: str, left: str | None, line: int, column: int):
    found = place_of(row("waits", edge, left), acted="waits")
    assert read(TEXT).places.of(Finding("", found, on_key=True)) == (line, column)


def test_what_was_done_by_hand_stands_nowhere_in_the_document():
    assert place_of(row("start", "changed.owner", "start")) == ()


@pytest.mark.parametrize(
    ("event", "en"),
    [
        (Created(NOW), "the case began"),
        (Saved(NOW, "end", "anna"), "an agent saved “end”"),
        (Recalled(NOW, NOW, "anna"), "the time of the next contact was set"),
        (Assigned(NOW, "ola", "anna"), "the case was given to another agent"),
        (DialerOutcome(NOW, Outcome.BUSY, "a"), "the number was busy"),
        (Contacted(NOW, "sms"), "the customer sent an SMS"),
        (Notified(NOW, "paid"), "another system told of `paid`"),
        (ScriptAnswered(NOW, "s", "f", "v"), "the script was answered: s.f = v"),
        (EffectDone(NOW, "1/a/0", False), "the action `sms` failed"),
        (Woken(NOW), "the time in a status ended"),
    ],
)
def test_every_event_has_its_words(event: Event, en: str):
    assert happened(compiled(waits=WAITS), event, "sms").en == en


@pytest.mark.parametrize(
    ("edge", "event"),
    [
        ("on_dialer.busy", DialerOutcome(NOW, Outcome.BUSY, "")),
        ("on_mail#2", Contacted(NOW, "mail", "system")),
        ("on_waiting", Contacted(NOW, "waiting", "system")),
        ("on_event.paid", Notified(NOW, "paid")),
        ("on_script.1#1", ScriptAnswered(NOW, "s", "f", "b")),
        ("on_script.7", None),
        ("on_time.0", None),
    ],
)
def test_event_of_a_fact_that_is_forgotten_is_known_by_its_edge(edge: str, event: Event | None):
    answers = [
        {"script": "s", "field": "f", "value": "a", "then": "end"},
        {"script": "s", "field": "f", "value": "b", "then": [{"when": "record.a == 1", "then": "end"}]},
        {"script": "s", "field": "f", "value": "c", "then": "stay"},
    ]
    waits = compiled(waits={**WAITS, "on_script": answers})
    assert event_behind(waits, row("end", edge, "waits"), NOW) == event
    assert event_behind(waits, row("end", "on_script.0", None), NOW) is None


def test_events_and_answers_of_scripts_lie_ahead_with_their_branches():
    answers = [{"script": "s", "field": "f", "value": "a", "then": "end"}]
    there = compiled(waits={**WAITS, "on_script": answers, "on_event": {"paid": "end"}})
    entered = advance(there, NEW_CASE, Created(NOW), RULES).cursor
    waits = advance(there, entered, Contacted(NOW, "mail"), RULES).cursor
    found = {each.event: each for each in ahead(there, waits)}
    assert found["notified"].data == {"name": "paid"}
    assert found["script_answered"].data == {"script": "s", "field": "f", "value": "a"}
    assert found["effect_done"].branches == (Branch(None, "end"),)
    assert list(strangers(there, waits)) == []
