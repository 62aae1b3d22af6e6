"""Knows when a campaign may dial what: its calling windows, and its recall windows for callbacks (FCC-16)."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from domain.qualifiers import Lifecycle
from graphs.campaign import Campaign, Window
from routing.windows import Hours, Windows, all_open

RECALLS = (Lifecycle.CALLBACK, Lifecycle.CONFIRM)


def dials_at(rules: Campaign, moment: datetime, *, recall: bool) -> bool:
    """Whether the campaign may dial at this moment; for a recall its recall windows must be open too."""
    return dialled_at(rules, moment, recall=recall) == moment


def dialled_at(rules: Campaign, due: datetime, *, recall: bool) -> datetime | None:
    """When that which is due then may be dialled at the earliest: never before, and never lost.

    None: the windows do not open within two years."""
    windows = [rules.dial.windows, rules.records.recall_windows if recall else ()]
    return all_open([_read(given) for given in windows if given], due, ZoneInfo(rules.zone))


def _read(windows: Sequence[Window]) -> Windows:
    """As `routing` knows them: ISO weekdays, and midnight as the end of a day."""
    weekly: dict[int, tuple[Hours, ...]] = {}
    for window in windows:
        closes = time() if window.hours.end == time.max else window.hours.end
        for day in window.days:
            weekly[day + 1] = (*weekly.get(day + 1, ()), Hours(window.hours.start, closes))
    return Windows(weekly)
