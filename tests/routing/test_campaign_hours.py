"""When a campaign dials what: its windows on the clock of its zone, and those of its recalls (FCC-16)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import CAMPAIGN, canonical

from db.hours import dialled_at, dials_at
from graphs.campaign import Campaign, compile_campaign

SUNDAY = {"days": "sun", "hours": "08:00-20:00"}
OFFICE = {"days": "mon-fri", "hours": "09:00-17:00"}
MORNINGS = {"days": "mon,wed", "hours": "08:00-12:00"}


def rules(*recalls: dict[str, str], windows: tuple[dict[str, str], ...] = (), **more: Any) -> Campaign:
    dial = {"mode": "progressive", "windows": list(windows)}
    document = {**CAMPAIGN, "dial": dial, "records": {"recall_windows": list(recalls)}, **more}
    return compile_campaign(canonical(document))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_windows_are_hours_of_the_campaigns_zone() -> None:
    sundays = rules(windows=(SUNDAY,))
    assert dials_at(sundays, at("2026-10-25T07:00"), recall=False)
    assert not dials_at(sundays, at("2026-10-25T06:59"), recall=False)
    assert not dials_at(sundays, at("2026-10-25T19:00"), recall=False)
    assert not dials_at(sundays, at("2026-10-24T10:00"), recall=False)
    assert dials_at(rules(), at("2026-10-25T03:00"), recall=True)


@pytest.mark.parametrize(
    ("due", "dialled"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:30", "2026-11-23T08:00"),
        ("2026-11-23T11:00", "2026-11-25T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),
    ],
)
def test_a_recall_waits_until_both_its_windows_and_the_campaigns_are_open(due: str, dialled: str) -> None:
    both = rules(MORNINGS, windows=(OFFICE,))
    assert dialled_at(both, at(due), recall=True) == at(dialled)


def test_what_is_no_recall_does_not_wait_for_the_recall_windows() -> None:
    both = rules(MORNINGS, windows=(OFFICE,))
    assert dialled_at(both, at("2026-11-24T09:00"), recall=False) == at("2026-11-24T09:00")
    assert dials_at(rules(MORNINGS), at("2026-11-24T09:00"), recall=False)


def test_the_end_of_the_day_is_midnight() -> None:
    nights = rules({"days": "mon", "hours": "22:00-24:00"})
    assert dials_at(nights, at("2026-11-23T22:59"), recall=True)
    assert not dials_at(nights, at("2026-11-23T23:00"), recall=True)


_DAY = st.sampled_from(["mon", "tue-wed", "sat,sun", "mon-sun"])
_HOUR = st.integers(0, 22)
_WINDOW = st.builds(
    lambda days, start, length: {"days": days, "hours": f"{start:02}:00-{min(start + length, 24):02}:00"},
    _DAY,
    _HOUR,
    st.integers(1, 6),
)
_YEAR = st.integers(0, 366 * 24 * 4).map(
    lambda quarters: at("2026-10-01T00:00") + timedelta(minutes=15 * quarters)
)


@settings(deadline=None)
@given(_WINDOW, _YEAR, st.sampled_from(["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe"]))
def test_a_recall_is_never_early_and_never_lost_whatever_the_clock_does(
    window: dict[str, str], due: datetime, zone: str
) -> None:
    campaign = rules(window, zone=zone)
    dialled = dialled_at(campaign, due, recall=True)
    assert dialled is not None
    assert due <= dialled <= due + timedelta(days=8)
    assert dials_at(campaign, dialled, recall=True)
    before = (
        due + step * timedelta(minutes=15) for step in range(int((dialled - due) / timedelta(minutes=15)))
    )
    assert not any(dials_at(campaign, moment, recall=True) for moment in before)
