"""Days off work in Poland, against a library that knows them all."""

from datetime import date

import pytest
from holidays import country_holidays

from domain.working_days import is_holiday, is_working_day


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2035, 2038, 2076, 2099])
def test_public_holidays_of_a_year_are_those_of_the_law(year: int) -> None:
    known = country_holidays("PL", years=year)
    days = [
        date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    assert [day for day in days if is_holiday(day)] == sorted(known)


def test_christmas_eve_is_a_holiday_since_2025_and_weekends_are_not_worked() -> None:
    assert is_working_day(date(2024, 12, 24))
    assert not is_working_day(date(2026, 12, 24))
    assert not is_working_day(date(2026, 11, 22))
    assert is_working_day(date(2026, 11, 23))
