"""Knows when a campaign may call or a line is open: hours on a zone's wall clock, with exceptional days."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

_DAY = timedelta(days=1)
_LOOK_AHEAD = 800


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` until just before `closes` on the wall; not later than it opens means on the next day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Windows:
    """Hours by ISO weekday (1 is Monday) and the days that differ: an exception without hours is closed.

    An exceptional day is described completely: the hours of the day before do not reach into it."""

    weekly: Mapping[int, tuple[Hours, ...]]
    exceptions: Mapping[date, tuple[Hours, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of being open, in UTC, the end not included."""

    begins: datetime
    ends: datetime


def is_open(windows: Windows, now: datetime, zone: tzinfo) -> bool:
    today = now.astimezone(zone).date()
    days = (today - _DAY, today, today + _DAY)
    return any(span.begins <= now < span.ends for day in days for span in openings(windows, day, zone))


def next_opening(windows: Windows, now: datetime, zone: tzinfo) -> datetime | None:
    """`now` if it is open, else the moment (UTC) when it opens next; None if it does not within two years."""
    if is_open(windows, now, zone):
        return now
    yesterday = now.astimezone(zone).date() - _DAY
    for days in range(_LOOK_AHEAD):
        spans = openings(windows, yesterday + days * _DAY, zone)
        coming = min((span.begins for span in spans if now < span.begins), default=None)
        if coming is not None:
            return coming
    return None


def all_open(schedules: Sequence[Windows], moment: datetime, zone: tzinfo) -> datetime | None:
    """The first moment from `moment` on at which all of them are open; None if there is none within two years."""
    last = moment + _LOOK_AHEAD * _DAY
    while moment <= last:
        coming = [next_opening(windows, moment, zone) for windows in schedules]
        found = [opens for opens in coming if opens is not None]
        if len(found) < len(coming):
            return None
        latest = max(found, default=moment)
        if latest == moment:
            return moment
        moment = latest
    return None


def openings(windows: Windows, day: date, zone: tzinfo) -> Iterator[Opening]:
    """The stretches that begin on that day. Each occurs once and keeps to the wall clock throughout.

    When the clock shows an hour twice, what begins in it begins at the second pass, what ends in it ends at
    the first, and what lies within it is the first; only midnight, where days meet, is always its first pass.
    In a gap of the clock they begin and end where the gap ends, and hours wholly within it do not occur."""
    for hours in windows.exceptions.get(day, windows.weekly.get(day.isoweekday(), ())):
        opens, closes = _on_the_wall(hours, day, windows)
        ends = instant(closes, zone, 0)
        early = instant(opens, zone, 0)
        late = early if hours.opens == time() else instant(opens, zone, 1)
        begins = late if late < ends else early
        if begins < ends:
            yield Opening(begins, ends)


def instant(wall: datetime, zone: tzinfo, fold: int) -> datetime:
    """When (UTC) the wall clock shows `wall`, at its first (0) or second (1) pass; in a gap, its end."""
    before, after = (wall.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    if before <= after:
        return after if fold else before
    offset = before.astimezone(zone).utcoffset()

    def is_over(seconds: int) -> bool:
        return (after + timedelta(seconds=seconds)).astimezone(zone).utcoffset() == offset

    return after + timedelta(
        seconds=bisect_left(range(int((before - after).total_seconds())), True, key=is_over)
    )


def _on_the_wall(hours: Hours, day: date, windows: Windows) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, hours.opens)
    closes = datetime.combine(day, hours.closes)
    if closes <= opens:
        tomorrow = day + _DAY
        midnight = datetime.combine(tomorrow, time())
        closes = midnight if tomorrow in windows.exceptions else closes + _DAY
    return opens, closes
