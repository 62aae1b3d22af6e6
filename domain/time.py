"""Knows spans and wall clocks: how they are written, and which moment they mean in a time zone.

A day is a day of the wall clock: `1d` after 22:00 is 22:00 tomorrow, also when the clocks change in between.
Hours, minutes and seconds are real: `24h` after that is 21:00 or 23:00 on the days of the change.
A wall time that the clocks skip is moved forward by the gap; one that comes twice means its first time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from domain.values import read_only

_UNITS = {
    "w": "days",
    "d": "days",
    "h": "hours",
    "min": "minutes",
    "m": "minutes",
    "s": "seconds",
}
_PART = r"[0-9]{1,9} ?(?:w|d|h|min|m|s)"
_WORDS = re.compile(rf"{_PART}(?: ?{_PART})*")
_WORD = re.compile(r"([0-9]{1,9}) ?(w|d|h|min|m|s)")
_NUMBER = r"([0-9]{1,9})"
_ISO = re.compile(
    rf"P(?=.)(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A length of time as people mean it: days of the wall clock, and then real time."""

    days: int = 0
    rest: timedelta = timedelta()

    @property
    def total(self) -> timedelta:
        """The length when no clock is changed."""
        return timedelta(days=self.days) + self.rest


@read_only
class Due:
    """A moment in UTC, with the zone and the wall clock that were meant by it."""

    at: datetime
    zone: str
    wall: datetime


def parse_span(text: str) -> Span:
    """`10min`, `2h`, `5 d`, `1d 2h` or ISO 8601 (`PT10M`, `P5D`); anything else is a ValueError."""
    iso = _ISO.fullmatch(text)
    if iso:
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return Span(7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if not _WORDS.fullmatch(text):
        raise ValueError(text)
    days, rest = 0, timedelta()
    for number, unit in _WORD.findall(text):
        if _UNITS[unit] == "days":
            days += int(number) * (7 if unit == "w" else 1)
        else:
            rest += timedelta(**{_UNITS[unit]: int(number)})
    return Span(days, rest)


def format_span(span: Span) -> str:
    """The span in ISO 8601: `P5D`, `PT10M`, `P1DT2H`, and `PT0S` for nothing."""
    seconds = int(span.rest.total_seconds())
    parts = ((seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S"))
    clock = "".join(f"{number}{letter}" for number, letter in parts if number)
    days = f"{span.days}D" if span.days else ""
    return f"P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def parse_wall(text: str) -> datetime:
    """A wall clock `2026-11-21 09:30` (or with `T`, or with seconds), without zone; else a ValueError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?", text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def parse_date(text: str) -> date:
    """A day `2026-11-11`; else a ValueError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_clock(text: str) -> time:
    """A time of day `08:00`; `24:00` is midnight at the end of the day, told as the last microsecond."""
    if text == "24:00":
        return time.max
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
        raise ValueError(text)
    return time.fromisoformat(text)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether the name is a time zone of the IANA database, like `Europe/Warsaw`."""
    return bool(_ZONE.fullmatch(name)) and name in _zones()


_zone: Callable[[str], ZoneInfo] = lru_cache(maxsize=None)(ZoneInfo)


def local(moment: datetime, zone: str) -> datetime:
    """The wall clock of the zone at an aware moment, without its zone."""
    return moment.astimezone(_zone(zone)).replace(tzinfo=None)


def at_wall(wall: datetime, zone: str) -> Due:
    """The moment at which the zone's clocks show (or, in a gap, would have shown) this wall time first."""
    naive = wall.replace(fold=0)
    return Due(naive.replace(tzinfo=_zone(zone)).astimezone(UTC), zone, naive)


def at_moment(moment: datetime, zone: str) -> Due:
    """An aware moment as a due time of the zone."""
    return Due(moment.astimezone(UTC), zone, local(moment, zone))


def after(moment: datetime, span: Span, zone: str) -> Due:
    """The due time a span after an aware moment: first the days by the wall clock, then the real time."""
    if not span.days:
        return at_moment(moment + span.rest, zone)
    due = at_wall(local(moment, zone) + timedelta(days=span.days), zone)
    return at_moment(due.at + span.rest, zone) if span.rest else due
