"""Knows how times stand in scenarios: `mon 09:00`, `14:30`, `2026-10-26 09:00`, `in 15min`, and two with `to`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from domain.time import Span, after, at_wall, format_span, local, parse_date, parse_span
from graphs.fields import Written, refuse

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOMENT: Final = re.compile(
    rf"(?:({'|'.join(_DAYS)}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) )?([0-9]{{2}}:[0-9]{{2}})"
)
_YEARS: Final = range(2000, 2100)
_LONGEST: Final = timedelta(days=3_650)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall clock: of a date, of the next such day of the week (0 is Monday), or simply the next one."""

    day: date | int | None
    clock: time

    def resolve(self, now: datetime, zone: str) -> datetime:
        """The moment that is meant, told at `now`; the next one may be now itself."""
        if isinstance(self.day, date):
            return at_wall(datetime.combine(self.day, self.clock), zone).at
        wall = local(now, zone)
        ahead = 0 if self.day is None else (self.day - wall.weekday()) % 7
        found = datetime.combine(wall.date() + timedelta(days=ahead), self.clock)
        if found < wall:
            found += timedelta(days=1 if self.day is None else 7)
        return at_wall(found, zone).at


@dataclass(frozen=True, slots=True)
class In:
    """A time from now."""

    span: Span

    def resolve(self, now: datetime, zone: str) -> datetime:
        return after(now, self.span, zone).at


Point = Moment | In


@dataclass(frozen=True, slots=True)
class Between:
    """A moment from the first to the last, or that one moment; nothing at all is never."""

    first: Point | None = None
    last: Point | None = None

    def holds(self, at: datetime | None, now: datetime, zone: str) -> bool:
        if self.first is None or at is None:
            return self.first is None and at is None
        return self.first.resolve(now, zone) <= at <= (self.last or self.first).resolve(now, zone)

    def told(self, now: datetime, zone: str) -> str:
        """The wall clocks that are meant."""
        ends = [shown(end.resolve(now, zone), zone) for end in (self.first, self.last) if end is not None]
        return " - ".join(ends) or "none"


def shown(at: datetime | None, zone: str) -> str:
    """The wall clock of a moment, with its seconds where it has some."""
    if at is None:
        return "none"
    wall = local(at, zone)
    clock = f"{wall:%H:%M}" if wall.second == 0 else f"{wall:%H:%M:%S}"
    return f"{wall.date()} {clock} ({_DAYS[wall.weekday()]})"


def _moment(text: str) -> Moment:
    found = _MOMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return Moment(_day(found[1]), time.fromisoformat(found[2]))
    except ValueError:
        raise refuse("moment_invalid", value=text[:80]) from None


def _day(text: str | None) -> date | int | None:
    if text is None or text in _DAYS:
        return None if text is None else _DAYS.index(text)
    day = parse_date(text)
    if day.year not in _YEARS:
        raise ValueError(text)
    return day


def _point(text: str) -> Point:
    if not text.startswith("in "):
        return _moment(text)
    try:
        span = parse_span(text.removeprefix("in "))
        near = span.total <= _LONGEST
    except (ValueError, OverflowError):
        near, span = False, Span()
    if not near:
        raise refuse("moment_invalid", value=text[:80])
    return In(span)


def _between(text: str) -> Between:
    if text == "none":
        return Between()
    first, dash, last = text.partition(" to ")
    if dash and first.startswith("in ") and not last.startswith("in ") and not _MOMENT.fullmatch(last):
        last = f"in {last}"
    return Between(_point(first), _point(last) if dash else None)


def _write_point(point: Point) -> str:
    if isinstance(point, In):
        return f"in {format_span(point.span)}"
    if isinstance(point.day, date):
        return f"{point.day.isoformat()} {point.clock:%H:%M}"
    day = "" if point.day is None else f"{_DAYS[point.day]} "
    return f"{day}{point.clock:%H:%M}"


def _write_between(between: Between) -> str:
    return " to ".join(_write_point(end) for end in (between.first, between.last) if end) or "none"


_CLOCKS: Final = ["mon 09:00", "14:30", "2026-10-26 09:00"]
MomentField = Annotated[Moment, Written(_moment, {"type": "string", "examples": _CLOCKS}, _write_point)]
PointField = Annotated[
    Point, Written(_point, {"type": "string", "examples": [*_CLOCKS, "in 2d"]}, _write_point)
]
BetweenField = Annotated[
    Between,
    Written(
        _between, {"type": "string", "examples": [*_CLOCKS, "in 2h", "in 1h to 2h", "none"]}, _write_between
    ),
]
