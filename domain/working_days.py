"""Knows which days are worked in Poland.

It is asked within workflows, so it computes by itself: a library would look at locales and files.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_FRIDAY: Final = 5
_FIXED: Final = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
_AFTER_EASTER: Final = (0, 1, 49, 60)
"""Easter, its Monday, Pentecost, Corpus Christi: days from Easter."""
_FIRST_FREE_CHRISTMAS_EVE: Final = 2025


def is_working_day(day: date) -> bool:
    """Whether the day is neither a Saturday, a Sunday nor a public holiday."""
    return day.isoweekday() <= _FRIDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday by the law since 2011."""
    return day in _holidays(day.year)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    fixed = (*_FIXED, (12, 24)) if year >= _FIRST_FREE_CHRISTMAS_EVE else _FIXED
    easter = _easter(year)
    moving = (easter + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset((*(date(year, month, day) for month, day in fixed), *moving))


def _easter(year: int) -> date:
    """Meeus, Astronomical Algorithms, chapter 8."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
