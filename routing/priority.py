"""Knows the one formula that orders waiting calls; the designer sees the same numbers."""

from datetime import datetime, timedelta

from routing.desk import Waiting, WaitLevel


def base_priority(record_weight: int = 1, campaign_priority: int = 0, channel_priority: int = 0) -> int:
    """The sum of the three settings (FCC-156), at least 1: a base of 0 would never grow with the wait."""
    return max(1, record_weight + campaign_priority + channel_priority)


def wait_coefficient(levels: tuple[WaitLevel, ...], waited: timedelta) -> int:
    """The coefficient of the latest level that has been reached, 1 before the first (FCC-155)."""
    reached = [level for level in levels if level.after <= waited]
    return max(reached, key=lambda level: level.after).coefficient if reached else 1


def priority(entry: Waiting, now: datetime) -> int:
    """`base × wait coefficient + delta`; the higher is served first, equals by age (FCC-155, FCC-92)."""
    return entry.base_priority * wait_coefficient(entry.levels, now - entry.since) + entry.delta
