"""Knows which time an agent may agree for the next contact: ahead, a real moment, and not later than allowed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Problem
from domain.time import Due, at_moment, at_wall, is_zone, local

FURTHEST: Final = timedelta(days=365)
_WITH_A_CLOCK = re.compile(r".+[T ].*[0-9]{2}.*")


@dataclass(frozen=True, slots=True)
class Limits:
    """From when (not included) until when a time may be agreed, told on the clock of `zone`."""

    now: datetime
    latest: datetime
    zone: str


def agreed(text: str, zone: str | None, limits: Limits, field: str = "callback_at") -> Due | Problem:
    """The moment that was meant, or `time_not_allowed` at this field of the form.

    `text` is ISO 8601 with a clock; without an offset it is a wall clock of `zone`, or of the campaign. A time
    that the clocks skip is moved on by the gap; one that comes twice is its first.
    """
    found = _read(text, zone, limits)
    return (
        found if isinstance(found, Due) else Problem("time_not_allowed", *found, field=field, path=(field,))
    )


def _read(text: str, zone: str | None, limits: Limits) -> Due | tuple[str, str]:
    try:
        chosen = datetime.fromisoformat(text)
    except ValueError:
        return _NOT_A_TIME
    try:
        due = _meant(chosen, zone, limits.zone) if _WITH_A_CLOCK.fullmatch(text) else _NOT_A_TIME
    except OverflowError:
        due = _past(limits) if chosen.year < limits.now.year else _too_late(limits)
    if not isinstance(due, Due):
        return due
    if due.at <= limits.now:
        return _past(limits)
    return due if due.at <= limits.latest else _too_late(limits)


def _meant(chosen: datetime, zone: str | None, own: str) -> Due | tuple[str, str]:
    if zone is not None and (chosen.tzinfo is not None or not is_zone(zone)):
        return _UNKNOWN_ZONE
    if chosen.tzinfo is not None:
        return at_moment(chosen, own)
    return at_wall(chosen, own) if zone is None else at_moment(at_wall(chosen, zone).at, own)


_NOT_A_TIME = (
    "There is no such time. Write it like 2026-12-01T10:00, or with an offset, 2026-12-01T10:00+01:00.",
    "Nie ma takiego czasu. Zapisz go jak 2026-12-01T10:00 albo z przesunięciem, 2026-12-01T10:00+01:00.",
)
_UNKNOWN_ZONE = (
    "This is no time zone, or the time has an offset already. Name one like Europe/Warsaw, or leave it out.",
    "Nie ma takiej strefy albo czas ma już przesunięcie. Podaj np. Europe/Warsaw albo ją pomiń.",
)


def _past(limits: Limits) -> tuple[str, str]:
    now = local(limits.now, limits.zone)
    return (
        f"This time has passed: it is {now:%Y-%m-%d %H:%M} ({limits.zone}). Choose a later one.",
        f"Ten termin minął: jest {now:%d.%m.%Y %H:%M} ({limits.zone}). Wybierz późniejszy.",
    )


def _too_late(limits: Limits) -> tuple[str, str]:
    latest = local(limits.latest, limits.zone)
    return (
        f"This time is too late: {latest:%Y-%m-%d %H:%M} ({limits.zone}) is the latest that is allowed.",
        f"Ten termin jest za późny: najpóźniejszy dozwolony to {latest:%d.%m.%Y %H:%M} ({limits.zone}).",
    )
