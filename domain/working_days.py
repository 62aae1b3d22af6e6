"""Knows which days are worked in Poland."""

from datetime import date
from functools import lru_cache

_FRIDAY = 5


def is_working_day(day: date) -> bool:
    """Whether the day is neither a Saturday, a Sunday nor a public holiday."""
    return day.isoweekday() <= _FRIDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday."""
    return day in _holidays(day.year)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    # Loading the library takes a fifth of a second, which most processes never need.
    from holidays import country_holidays

    return frozenset(country_holidays("PL", years=year))
