"""Spans, wall clocks and both nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time import (
    Due,
    Span,
    after,
    at_moment,
    at_wall,
    format_span,
    is_zone,
    local,
    parse_clock,
    parse_date,
    parse_span,
    parse_wall,
)

WARSAW = "Europe/Warsaw"
ZONES = sorted(available_timezones() - {"localtime"})
LONGEST_LEAP = timedelta(hours=2)
"""In Antarctica/Troll; an hour or half of one elsewhere."""
MOMENTS = st.datetimes(parse_wall("2024-01-01 00:00"), parse_wall("2035-12-31 00:00")).map(
    lambda wall: wall.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("text", "days", "rest"),
    [
        ("10min", 0, timedelta(minutes=10)),
        ("10m", 0, timedelta(minutes=10)),
        ("2h", 0, timedelta(hours=2)),
        ("5d", 5, timedelta()),
        ("5 d", 5, timedelta()),
        ("1w", 7, timedelta()),
        ("1d 2h 30s", 1, timedelta(hours=2, seconds=30)),
        ("1d2h", 1, timedelta(hours=2)),
        ("PT10M", 0, timedelta(minutes=10)),
        ("P5D", 5, timedelta()),
        ("P1W2DT3H4S", 9, timedelta(hours=3, seconds=4)),
        ("24h", 0, timedelta(hours=24)),
    ],
)
def test_span_is_read_as_people_write_it(text: str, days: int, rest: timedelta) -> None:
    assert parse_span(text) == Span(days, rest)


@pytest.mark.parametrize(
    "text", ["", "10", "-1h", "1e999", "NaN", "5 fortnights", "P", "PT", "1.5h", "١h", "5d\n"]
)
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_span(text)


@given(st.integers(0, 400), st.integers(0, 10**6))
def test_span_survives_being_written(days: int, seconds: int) -> None:
    span = Span(days, timedelta(seconds=seconds))
    assert parse_span(format_span(span)) == span
    assert span.total == timedelta(days=days, seconds=seconds)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-07-01 09:00", WARSAW, "2026-07-01T07:00"),
        ("2026-10-25 02:30", WARSAW, "2026-10-25T00:30"),  # twice: the first
        ("2026-10-25 03:00", WARSAW, "2026-10-25T02:00"),
        ("2027-03-28 02:30", WARSAW, "2027-03-28T01:30"),  # never: 03:30
        ("2027-03-28 03:30", WARSAW, "2027-03-28T01:30"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # never: 02:45
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),  # twice: the first
    ],
)
def test_wall_clock_means_its_first_moment(wall: str, zone: str, expected: str) -> None:
    due = at_wall(parse_wall(wall), zone)
    assert due.at == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert due == Due(due.at, zone, parse_wall(wall))


@pytest.mark.fault("T9")
@given(MOMENTS, st.sampled_from(ZONES))
def test_wall_clock_is_shown_at_its_moment_or_lies_in_a_gap(wall: datetime, zone: str) -> None:
    shown = local(at_wall(wall, zone).at, zone)
    in_gap = (
        wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        != wall
    )
    assert (shown == wall) != in_gap
    assert shown >= wall
    assert shown - wall <= LONGEST_LEAP


@pytest.mark.fault("T9")
@given(MOMENTS, st.integers(1, 400), st.sampled_from(ZONES))
def test_days_later_is_the_same_wall_time(wall: datetime, days: int, zone: str) -> None:
    now = wall.replace(tzinfo=UTC)
    due = after(now, Span(days), zone)
    assert due.wall == local(now, zone) + timedelta(days=days)
    assert due.at == at_wall(due.wall, zone).at


@pytest.mark.fault("T9")
@given(MOMENTS, st.integers(1, 10**6), st.sampled_from(ZONES))
def test_hours_later_are_real_hours(wall: datetime, seconds: int, zone: str) -> None:
    now = wall.replace(tzinfo=UTC)
    assert after(now, Span(0, timedelta(seconds=seconds)), zone).at - now == timedelta(seconds=seconds)


@pytest.mark.fault("T9")
def test_day_over_the_october_night_has_25_hours_and_24_hours_end_earlier() -> None:
    evening = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert after(evening, parse_span("1d"), WARSAW).at - evening == timedelta(hours=25)
    assert local(after(evening, parse_span("24h"), WARSAW).at, WARSAW) == parse_wall("2026-10-25 21:00")
    assert after(evening, parse_span("1d 1h"), WARSAW).wall == parse_wall("2026-10-25 23:00")


def test_moment_keeps_the_wall_clock_of_its_zone() -> None:
    due = at_moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), WARSAW)
    assert due.wall.isoformat() == "2026-10-25T02:30:00"


def test_clocks_days_and_zones_are_read_strictly() -> None:
    assert parse_clock("24:00") == time.max
    assert parse_clock("08:05") == time(8, 5)
    assert parse_date("2028-02-29") == date(2028, 2, 29)
    assert is_zone("Europe/Kyiv")
    assert not is_zone("Europe/../Warsaw")
    assert not is_zone("+02:00")
    for parse, text in (
        (parse_clock, "8:00"),
        (parse_date, "20261111"),
        (parse_wall, "2026-11-11"),
        (parse_clock, "25:00"),
    ):
        with pytest.raises(ValueError, match=r".*"):
            parse(text)
