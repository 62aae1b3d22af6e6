"""What a campaign says of its records: problems of its fields, limits and windows, and values that fit them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from graph_documents import campaign, errors, sound

from graphs import Known
from graphs.campaign import Campaign, compile_campaign
from graphs.campaign.values import missing_values, read_values, significant

MONDAY = {"days": "mon", "hours": "08:00-12:00"}
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def compiled(**fields: Any) -> Campaign:
    canonical = sound(campaign(**fields)).canonical
    assert canonical is not None
    return compile_campaign(canonical)


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"fields": {"Pesel": {}}}, "field_name_invalid", "fields.Pesel"),
        ({"fields": {"a": {"type": "pezel"}}}, "unknown_value", "fields.a.type"),
        ({"fields": {"phone": {"type": "number"}}}, "field_of_system", "fields.phone"),
        ({"fields": {"mail": {"editable": False}}}, "field_of_system", "fields.mail"),
        ({"fields": {"a": {"type": "choice"}}}, "choices_missing", "fields.a.type"),
        ({"fields": {"a": {"choices": ["x"]}}}, "choices_not_possible", "fields.a.choices"),
        ({"fields": {"a": {"type": "many", "choices": ["x", "x"]}}}, "choice_twice", "fields.a.choices.1"),
        (
            {"records": {"unhandled": {"limit": 3, "unblock": 3}}},
            "unblock_not_below_limit",
            "records.unhandled.unblock",
        ),
        ({"records": {"unhandled": {"unblock": 1}}}, "field_missing", "records.unhandled.limit"),
        ({"records": {"latest_recontact": "366d"}}, "latest_invalid", "records.latest_recontact"),
        ({"records": {"latest_recontact": "2026-02-30"}}, "latest_invalid", "records.latest_recontact"),
        ({"records": {"latest_recontact": "999999999w"}}, "latest_invalid", "records.latest_recontact"),
        ({"records": {"refuse_from": ["a", "a"]}}, "refused_twice", "records.refuse_from.1"),
        ({"records": {"refuse_from": ["c"]}}, "refuses_itself", "records.refuse_from.0"),
        (
            {"records": {"recall_windows": [MONDAY]}, "direction": "inbound"},
            "recall_windows_not_dialled",
            "records.recall_windows",
        ),
        (
            {
                "records": {"recall_windows": [MONDAY]},
                "dial": {"windows": [MONDAY | {"hours": "12:00-13:00"}]},
            },
            "recall_windows_closed",
            "records.recall_windows",
        ),
        ({"recording": {"name": "{time}/{call}"}}, "file_name_invalid", "recording.name"),
        ({"recording": {"name": "{agent}"}}, "file_name_invalid", "recording.name"),
        ({"agents_may": {"fly": True}}, "unknown_field", "agents_may.fly"),
    ],
)
def test_problem_of_records_is_found(fields: dict[str, Any], code: str, place: str) -> None:
    assert errors(campaign(**fields)) == [(code, None, place)]


def test_a_broken_field_does_not_hide_the_others() -> None:
    text = campaign(fields={"a": {"typ": "nip"}, "b": {"type": "choice"}, "c": {"type": "nop"}})
    assert [place for _, _, place in errors(text)] == ["fields.a.typ", "fields.b.type", "fields.c.type"]


def test_campaigns_and_scripts_must_exist_when_that_is_told() -> None:
    text = campaign(records={"refuse_from": ["b"]}, scripts={"call": "s", "confirmation": "t"})
    known = Known(campaigns=["a"], scripts=["s"])
    expected = [("campaign_unknown", None, "records.refuse_from.0")]
    assert errors(text, known) == [*expected, ("script_unknown", None, "scripts.confirmation")]


@pytest.mark.parametrize(
    ("latest", "moment"),
    [
        ("30d", datetime(2026, 12, 23, 9, tzinfo=UTC)),
        ("2h", datetime(2026, 11, 23, 11, tzinfo=UTC)),
        ("2026-12-31", datetime(2026, 12, 31, 22, 59, tzinfo=UTC)),
        (None, None),
    ],
)
def test_the_latest_callback_is_a_time_from_now_or_a_day(latest: str | None, moment: datetime | None) -> None:
    records = {"latest_recontact": latest} if latest else {}
    assert compiled(records=records).latest_recontact(NOW) == moment


FIELDS = {
    "pesel": {"type": "pesel", "title": "PESEL", "significant": True},
    "kwota": {"type": "number", "editable": False},
    "wynik": {"type": "choice", "choices": ["tak", "nie"], "required": True, "title": "Wynik"},
    "mail": {"required": True},
}


def test_every_value_is_read_by_its_type_and_kept_in_its_canonical_form() -> None:
    given = {"pesel": "440514-01458", "kwota": "12,50", "wynik": " "}
    read = read_values(compiled(fields=FIELDS).fields, given, {}, locked=False)
    assert (read.values, read.problems) == ({"pesel": "44051401458", "kwota": 12.5, "wynik": None}, ())


def test_all_problems_of_values_come_at_once_with_the_nearest_name() -> None:
    given = {"pesel": "44051401459", "peselu": "x", "wynik": "może", "phone": "+48600100200", "kwota": 2}
    read = read_values(compiled(fields=FIELDS).fields, given, {"kwota": 1}, locked=True)
    assert [(problem.code, problem.field) for problem in read.problems] == [
        ("pesel_checksum", "fields.pesel"),
        ("unknown_field", "fields.peselu"),
        ("choice_unknown", "fields.wynik"),
        ("field_of_contact", "fields.phone"),
        ("field_not_editable", "fields.kwota"),
    ]
    assert "Did you mean `pesel`?" in read.problems[1].message
    assert read.values == {}


def test_what_is_locked_may_be_sent_back_as_it_was_read() -> None:
    read = read_values(compiled(fields=FIELDS).fields, {"kwota": "1"}, {"kwota": 1}, locked=True)
    assert (read.values, read.problems) == ({"kwota": 1}, ())


def test_without_definitions_every_field_is_taken() -> None:
    assert read_values({}, {"Dowolne pole": " x "}, {}, locked=True).values == {"Dowolne pole": " x "}


def test_required_values_are_asked_for_by_title() -> None:
    fields = compiled(fields=FIELDS).fields
    problems = missing_values(fields, {"wynik": ""}, {"phone"})
    assert [(problem.code, problem.field) for problem in problems] == [
        ("field_required", "fields.wynik"),
        ("field_required", "fields.mail"),
    ]
    assert "“Wynik”" in problems[0].message
    assert missing_values(fields, {"wynik": "tak"}, {"phone", "mail"}) == []


def test_significant_values_are_shown_by_their_titles() -> None:
    fields = compiled(fields=FIELDS).fields
    shown = list(significant(fields, {"pesel": "44051401458", "kwota": 3}))
    assert [(item.field, item.title, item.value) for item in shown] == [("pesel", "PESEL", "44051401458")]
    assert list(significant(fields, {"kwota": 3})) == []
