"""Knows the block Availability: days and hours, with dated exceptions (FCC-74..76).

On a day with exceptions a closing one wins over all; opening ones replace the usual hours of that day.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from domain.time import local, parse_clock
from domain.values import read_only
from graphs.fields import Day, Name, Part, Truth, Written, refuse
from graphs.ivr.moves import Go, Move
from graphs.ivr.prompts import Block, Locale

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"(?:{'|'.join(_DAYS)})"
_DAYS_TEXT = re.compile(rf"{_DAY}(?:-{_DAY})?(?:, ?{_DAY}(?:-{_DAY})?)*")


class Hours(NamedTuple):
    start: time
    end: time

    def cover(self, clock: time) -> bool:
        return self.start <= clock and (clock < self.end or self.end == time.max)


def _days(text: str) -> frozenset[int]:
    """`mon-fri`, `mon,wed`, `sat-mon`: numbers of days, Monday is 0."""
    if not _DAYS_TEXT.fullmatch(text):
        raise refuse("days_invalid", value=text[:80])
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(found)


def _hours(text: str) -> Hours:
    start, _, end = text.partition("-")
    try:
        hours = Hours(parse_clock(start.strip()), parse_clock(end.strip()))
    except ValueError:
        raise refuse("hours_invalid", value=text[:80]) from None
    if hours.start >= hours.end:
        raise refuse("hours_invalid", value=text[:80])
    return hours


def _write_days(days: frozenset[int]) -> str:
    return ",".join(_DAYS[day] for day in sorted(days))


def _write_hours(hours: Hours) -> str:
    end = "24:00" if hours.end == time.max else f"{hours.end:%H:%M}"
    return f"{hours.start:%H:%M}-{end}"


DaysField = Annotated[
    frozenset[int], Written(_days, {"type": "string", "examples": ["mon-fri", "mon,wed,sat"]}, _write_days)
]
HoursField = Annotated[Hours, Written(_hours, {"type": "string", "examples": ["08:00-16:00"]}, _write_hours)]


class Opening(Part):
    days: DaysField
    hours: HoursField

    def holds(self, weekday: int, clock: time) -> bool:
        return weekday in self.days and self.hours.cover(clock)


class Exemption(Part):
    """A date on which something else holds; without hours for the whole day."""

    date: Day
    hours: HoursField = Hours(time.min, time.max)
    available: Truth


class Availability(Block):
    block: Literal["availability"]
    open: Annotated[tuple[Opening, ...], Field(min_length=1, max_length=100)]
    except_: Annotated[tuple[Exemption, ...], Field(max_length=500)] = Field((), alias="except")
    within: Name
    outside: Name

    def exits(self) -> dict[str, str]:
        return {"within": self.within, "outside": self.outside}

    def ready(self, locale: Locale) -> "ReadyAvailability":
        return ReadyAvailability(self.open, self.except_, locale.zone, (self.within, self.outside))


@read_only
class ReadyAvailability:
    """The two `ways` are those within and outside the hours on the clock of the `zone`."""

    openings: tuple[Opening, ...]
    exceptions: tuple[Exemption, ...]
    zone: str
    ways: tuple[str, str]

    def begin(self, now: datetime) -> Move:
        wall = local(now, self.zone)
        within, outside = self.ways
        return Go(within if is_open(self.openings, self.exceptions, wall.date(), wall.time()) else outside)


def is_open(openings: Sequence[Opening], exceptions: Sequence[Exemption], day: date, clock: time) -> bool:
    """Whether the hours hold at a wall clock."""
    today = [exception for exception in exceptions if exception.date == day]
    if any(not exception.available and exception.hours.cover(clock) for exception in today):
        return False
    extra = [exception.hours for exception in today if exception.available]
    if extra:
        return any(hours.cover(clock) for hours in extra)
    return any(opening.holds(day.weekday(), clock) for opening in openings)
