"""Knows when so much time has passed in which somebody was there to work, by the clock of a zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.time import at_wall, local
from domain.working_days import is_holiday
from graphs.campaign.records import Window

MOST_WEEKS = 52
"""So many weeks the windows must be open at most until the time has passed."""
_DAYS = 2 * MOST_WEEKS * 7
"""So many days are looked through: some of those weeks have days that are closed."""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Windows of each week, without the days that are `closed` and, unless `on_holidays`, without public holidays."""

    windows: Sequence[Window]
    on_holidays: bool = False
    closed: frozenset[date] = frozenset()

    def on(self, day: date) -> list[Window]:
        """The windows of that day, the earliest first."""
        if day in self.closed or (not self.on_holidays and is_holiday(day)):
            return []
        return sorted((each for each in self.windows if day.weekday() in each.days), key=_by_start)


def after_open(begins: datetime, span: timedelta, hours: OpenHours, zone: str) -> datetime:
    """The moment at which the windows have been open for `span` since `begins`.

    Real time counts: a window in which the clocks change is longer or shorter. Windows that meet count once.
    """
    left, end = span, begins
    for opens, closes in _openings(local(begins, zone).date(), hours, zone):
        start, end = max(opens, begins), max(closes, begins)
        if end > start and end - start >= left:
            return start + left
        left -= max(end - start, timedelta())
    return end


def open_in_a_week(windows: Sequence[Window]) -> timedelta:
    """How long the windows are open in a week without a holiday or a change of the clocks."""
    monday = date(2026, 1, 5)
    week = list(_openings(monday, OpenHours(windows, on_holidays=True), "UTC", days=7))
    return sum((closes - opens for opens, closes in week), timedelta())


def _openings(
    first: date, hours: OpenHours, zone: str, days: int = _DAYS
) -> Iterator[tuple[datetime, datetime]]:
    """The times that are open, from that day on; none of them overlap."""
    until: datetime | None = None
    for day in (first + timedelta(days=ahead) for ahead in range(days)):
        for window in hours.on(day):
            opens, closes = _moment(day, window.hours.start, zone), _moment(day, window.hours.end, zone)
            opens = opens if until is None else max(opens, until)
            if opens < closes:
                yield opens, closes
                until = closes


def _by_start(window: Window) -> time:
    return window.hours.start


def _moment(day: date, clock: time, zone: str) -> datetime:
    """24:00 is told as the last microsecond of the day."""
    if clock == time.max:
        day, clock = day + timedelta(days=1), time()
    return at_wall(datetime.combine(day, clock), zone).at
