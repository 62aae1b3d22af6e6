"""Knows when calling windows open and close, over the nights in which the clock changes too."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.windows import Hours, Opening, Windows, all_open, instant, is_open, next_opening, openings

WARSAW, LORD_HOWE, HAVANA = (
    ZoneInfo("Europe/Warsaw"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("America/Havana"),
)
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
EVERY_DAY = range(1, 8)


def hours(text: str) -> Hours:
    opens, closes = text.split("-")
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def daily(*texts: str) -> Windows:
    return Windows({day: tuple(hours(text) for text in texts) for day in EVERY_DAY})


def at(text: str, zone: ZoneInfo = WARSAW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


OFFICE = Windows(
    {day: (hours("09:00-12:00"), hours("13:00-17:00")) for day in range(1, 6)},
    {date(2026, 11, 11): (), date(2026, 11, 14): (hours("10:00-11:00"),)},
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-09T08:59:59", False),
        ("2026-11-09T09:00", True),
        ("2026-11-09T12:00", False),
        ("2026-11-09T16:59:59", True),
        ("2026-11-11T10:00", False),
        ("2026-11-14T10:00", True),
        ("2026-11-15T10:00", False),
    ],
)
def test_the_office_is_open_in_its_hours_and_differs_on_exceptional_days(moment: str, expected: bool):
    assert is_open(OFFICE, at(moment), WARSAW) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-09T10:00", "2026-11-09T10:00"),
        ("2026-11-09T12:30", "2026-11-09T13:00"),
        ("2026-11-10T18:00", "2026-11-12T09:00"),
        ("2026-11-13T17:00", "2026-11-14T10:00"),
        ("2026-11-14T11:00", "2026-11-16T09:00"),
    ],
)
def test_the_next_opening_skips_breaks_nights_weekends_and_holidays(moment: str, expected: str):
    assert next_opening(OFFICE, at(moment), WARSAW) == at(expected)


def test_what_is_never_open_has_no_next_opening():
    assert next_opening(Windows({}), at("2026-11-09T10:00"), WARSAW) is None


def test_night_hours_reach_into_the_next_day_but_not_into_an_exceptional_one():
    night = Windows({1: (hours("22:00-06:00"),), 2: (hours("22:00-06:00"),)}, {date(2026, 11, 11): ()})
    assert is_open(night, at("2026-11-10T05:59"), WARSAW)
    assert is_open(night, at("2026-11-10T23:59"), WARSAW)
    assert not is_open(night, at("2026-11-11T00:00"), WARSAW)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("01:00-06:00", "2026-10-24T23:00", "2026-10-25T05:00"),
        ("02:30-06:00", "2026-10-25T01:30", "2026-10-25T05:00"),
        ("01:00-02:30", "2026-10-24T23:00", "2026-10-25T00:30"),
        ("02:15-02:45", "2026-10-25T00:15", "2026-10-25T00:45"),
        ("03:00-06:00", "2026-10-25T02:00", "2026-10-25T05:00"),
    ],
)
def test_in_the_autumn_night_a_window_opens_once(text: str, begins: str, ends: str):
    assert list(openings(daily(text), AUTUMN, WARSAW)) == [Opening(utc(begins), utc(ends))]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("01:00-06:00", [("2027-03-28T00:00", "2027-03-28T04:00")]),
        ("02:30-06:00", [("2027-03-28T01:00", "2027-03-28T04:00")]),
        ("01:00-02:30", [("2027-03-28T00:00", "2027-03-28T01:00")]),
        ("02:15-02:45", []),
    ],
)
def test_in_the_spring_night_a_window_keeps_out_of_the_gap(text: str, spans: list[tuple[str, str]]):
    assert list(openings(daily(text), SPRING, WARSAW)) == [Opening(utc(a), utc(b)) for a, b in spans]


def test_a_window_within_the_spring_gap_opens_on_the_following_night():
    assert next_opening(daily("02:15-02:45"), at("2027-03-27T03:00"), WARSAW) == at("2027-03-29T02:15")


def test_half_an_hour_that_comes_twice_opens_a_window_once():
    span = Opening(utc("2027-04-03T15:15"), utc("2027-04-03T19:00"))
    assert list(openings(daily("01:45-05:30"), date(2027, 4, 4), LORD_HOWE)) == [span]


def test_a_wall_time_has_a_first_and_a_second_pass_and_in_a_gap_its_end():
    twice, never = (datetime.fromisoformat(text) for text in ("2026-10-25T02:30", "2027-03-28T02:30"))
    assert [instant(twice, WARSAW, fold) for fold in (0, 1)] == [
        utc("2026-10-25T00:30"),
        utc("2026-10-25T01:30"),
    ]
    assert {instant(never, WARSAW, fold) for fold in (0, 1)} == {utc("2027-03-28T01:00")}


ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
MOMENTS = st.integers(0, 12 * 365 * 24 * 60).map(
    lambda minutes: utc("2024-01-01") + timedelta(minutes=minutes)
)
NIGHTS = st.builds(
    lambda evening, minutes: utc(evening) + timedelta(minutes=minutes),
    st.sampled_from(["2026-10-24T18:00", "2027-03-27T18:00"]),
    st.integers(0, 720),
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(TIMES, TIMES, MOMENTS | NIGHTS, ZONES | st.just(WARSAW) | st.just(LORD_HOWE))
def test_an_open_window_shows_an_allowed_time_on_the_wall(
    opens: time, closes: time, now: datetime, zone: ZoneInfo
):
    wall = now.astimezone(zone).time()
    allowed = opens <= wall < closes if opens < closes else wall >= opens or wall < closes
    if is_open(Windows({day: (Hours(opens, closes),) for day in EVERY_DAY}), now, zone):
        assert allowed


@given(TIMES, TIMES, MOMENTS | NIGHTS, ZONES | st.just(WARSAW) | st.just(LORD_HOWE))
def test_the_next_opening_is_open_and_nothing_before_it_is(
    opens: time, closes: time, now: datetime, zone: ZoneInfo
):
    windows = Windows({day: (Hours(opens, closes),) for day in EVERY_DAY})
    opening = next_opening(windows, now, zone)
    assert opening is not None
    assert opening >= now
    assert is_open(windows, opening, zone)
    for part in range(8):
        between = now + (opening - now) * part / 8
        assert between == opening or not is_open(windows, between, zone)


@given(TIMES, TIMES, st.dates(date(2024, 1, 1), date(2035, 12, 31)), ZONES)
def test_a_window_opens_at_most_once_a_day_and_never_twice_at_a_time(
    opens: time, closes: time, day: date, zone: ZoneInfo
):
    windows = Windows({weekday: (Hours(opens, closes),) for weekday in EVERY_DAY})
    spans = [span for days in range(3) for span in openings(windows, day + timedelta(days), zone)]
    assert len(spans) <= 3
    assert all(first.ends <= second.begins for first, second in pairwise(spans))


@given(MOMENTS | NIGHTS, ZONES | st.just(HAVANA))
def test_what_is_open_around_the_clock_never_closes(now: datetime, zone: ZoneInfo):
    assert is_open(daily("00:00-00:00"), now, zone)


def test_midnight_that_comes_twice_does_not_close_what_is_always_open():
    twice = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    assert twice.astimezone(HAVANA).time() == time(0, 30)
    assert is_open(daily("00:00-00:00"), twice, HAVANA)
    assert is_open(daily("00:00-00:00"), twice + timedelta(hours=1), HAVANA)


def test_several_schedules_are_open_from_the_first_moment_that_they_share():
    mornings, noons = daily("08:00-12:00"), daily("11:00-14:00")
    assert all_open([mornings, noons], at("2026-11-09T09:30"), WARSAW) == at("2026-11-09T11:00")
    assert all_open([mornings, noons], at("2026-11-09T12:00"), WARSAW) == at("2026-11-10T11:00")
    assert all_open([], at("2026-11-09T09:30"), WARSAW) == at("2026-11-09T09:30")


def test_schedules_that_never_meet_are_never_open_together():
    assert all_open([daily("08:00-12:00"), daily("12:00-14:00")], at("2026-11-09T09:30"), WARSAW) is None
    assert all_open([daily("08:00-12:00"), Windows({})], at("2026-11-09T09:30"), WARSAW) is None
