"""An SLA in working hours: the time outside of them does not count, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.time import local
from graphs.campaign.records import Window
from graphs.open_hours import OpenHours, after_open, open_in_a_week

ZONE = "Europe/Warsaw"
OFFICE = (Window.model_validate({"days": "mon-fri", "hours": "08:00-16:00"}),)
ALL_DAY = (Window.model_validate({"days": "mon-sun", "hours": "00:00-24:00"}),)
HOUR = timedelta(hours=1)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def reached(begins: str, hours: float, windows: tuple[Window, ...] = OFFICE, **more: Any) -> datetime:
    moment = wall(begins).replace(tzinfo=UTC)
    return local(after_open(moment, hours * HOUR, OpenHours(windows, **more), ZONE), ZONE)


def test_limit_passes_only_while_the_office_is_open() -> None:
    friday = "2026-11-20T13:00"  # 14:00 in Warsaw
    assert reached(friday, 1) == wall("2026-11-20T15:00")
    assert reached(friday, 2) == wall("2026-11-20T16:00")
    assert reached(friday, 3) == wall("2026-11-23T09:00")
    assert reached(friday, 2 + 5 * 8 + 1) == wall("2026-11-30T09:00")
    assert reached("2026-11-21T10:00", 8) == wall("2026-11-23T16:00")


def test_night_in_which_the_clocks_go_back_is_an_hour_longer() -> None:
    assert reached("2026-10-24T22:00", 24, ALL_DAY) == wall("2026-10-25T23:00")
    assert open_in_a_week(ALL_DAY) == timedelta(days=7)


def test_holidays_and_closed_days_do_not_count_unless_the_office_works_on_holidays() -> None:
    before_christmas = "2026-12-23T14:00"  # a Wednesday, 15:00 in Warsaw; 24, 25 and 26 are holidays
    assert reached(before_christmas, 2) == wall("2026-12-28T09:00")
    closed = frozenset({date(2026, 12, 28)})
    assert reached(before_christmas, 2, closed=closed) == wall("2026-12-29T09:00")
    assert reached(before_christmas, 2, on_holidays=True) == wall("2026-12-24T09:00")
    assert reached(before_christmas, 10, ALL_DAY) == wall("2026-12-27T01:00")
    assert reached("2026-12-25T10:00", 1, closed=closed) == wall("2026-12-29T09:00")


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def window(draw: st.DrawFn) -> Window:
    days = draw(st.sets(st.sampled_from(DAYS), min_size=1))
    start = draw(st.integers(0, 23))
    end = draw(st.integers(start + 1, 24))
    return Window.model_validate({"days": ",".join(sorted(days)), "hours": f"{start:02}:00-{end:02}:00"})


windows = window()
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)


def open_hours_between(begins: datetime, ends: datetime, given_windows: list[Window]) -> int:
    """Counted hour by hour of real time: another way to the same number."""
    moments = (begins + step * HOUR for step in range(int((ends - begins) / HOUR)))
    return sum(_is_open(local(moment, ZONE), given_windows) for moment in moments)


def always(given_windows: list[Window]) -> OpenHours:
    return OpenHours(given_windows, on_holidays=True)


def _is_open(clock: datetime, given_windows: list[Window]) -> bool:
    return any(
        clock.weekday() in window.days and window.hours.cover(clock.time()) for window in given_windows
    )


@given(moments, st.integers(1, 30), st.lists(windows, min_size=1, max_size=4))
def test_so_many_open_hours_lie_before_the_end_and_no_more(
    begins: datetime, limit: int, given_windows: list[Window]
) -> None:
    ends = after_open(begins, limit * HOUR, always(given_windows), ZONE)
    assert open_hours_between(begins, ends, given_windows) == limit
    assert _is_open(local(ends - HOUR, ZONE), given_windows)


@given(moments, st.lists(windows, min_size=1, max_size=4))
def test_longer_limit_never_ends_earlier(begins: datetime, given_windows: list[Window]) -> None:
    ends = [after_open(begins, step * HOUR / 2, always(given_windows), ZONE) for step in range(1, 40)]
    assert ends == sorted(ends)
    assert ends[0] > begins


def test_week_is_as_long_as_its_windows_together_where_they_overlap() -> None:
    overlapping = (*OFFICE, Window.model_validate({"days": "fri", "hours": "12:00-18:00"}))
    assert open_in_a_week(overlapping) == timedelta(hours=42)
