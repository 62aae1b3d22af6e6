"""Knows the times of a status that contradict its qualifier or each other."""

from collections.abc import Iterator
from datetime import timedelta

from domain.qualifiers import Lifecycle, TimeSource
from graphs.findings import Finding
from graphs.open_hours import MOST_WEEKS, open_in_a_week
from graphs.process.checks.edges import TIMED
from graphs.process.document import Status


def timing(name: str, status: Status) -> Iterator[Finding]:
    yield from _sources(name, status)
    yield from _unused(name, status)
    yield from _orders(name, status)
    yield from _hours(name, status)
    yield from _anchors(name, status)


def _sources(name: str, status: Status) -> Iterator[Finding]:
    axes, loc = status.qualifier, ("statuses", name, "qualifier")
    if axes.time is TimeSource.AGENT and status.for_ == "system":
        yield Finding("agent_time_for_system", loc, {"name": name})
    if axes.lifecycle is Lifecycle.CALLBACK and axes.time is TimeSource.NONE:
        yield Finding("time_source_missing", loc, {"name": name})
    if axes.lifecycle in TIMED and axes.time is TimeSource.RELATIVE and status.after is None:
        yield Finding("after_missing", loc, {"name": name})
    if axes.lifecycle in TIMED and axes.time is TimeSource.ABSOLUTE and status.at is None:
        yield Finding("at_missing", loc, {"name": name})


def _unused(name: str, status: Status) -> Iterator[Finding]:
    axes = status.qualifier
    timed = axes.lifecycle in TIMED
    for field, used in (
        ("after", timed and axes.time is TimeSource.RELATIVE),
        ("at", timed and axes.time is TimeSource.ABSOLUTE),
        ("latest", timed),
        ("script", axes.lifecycle is Lifecycle.CONFIRM),
    ):
        if getattr(status, field) is not None and not used:
            yield Finding("field_unused", ("statuses", name, field), {"field": field})


def _orders(name: str, status: Status) -> Iterator[Finding]:
    loc = ("statuses", name)
    if status.latest is not None and status.after is not None and status.latest.total < status.after.total:
        data = {"latest": in_words(status.latest.total), "after": in_words(status.after.total)}
        yield Finding("latest_before_callback", (*loc, "latest"), data)
    sla = status.sla
    if sla is not None and sla.warning is not None and sla.warning.total >= sla.limit.total:
        yield Finding("warning_before_sla", (*loc, "sla", "warning"), {"limit": in_words(sla.limit.total)})


def _hours(name: str, status: Status) -> Iterator[Finding]:
    """Windows that are open so rarely that the limit would be no limit, and days off of none."""
    sla = status.sla
    if sla is None:
        return
    if not sla.hours and (sla.closed or sla.on_holidays):
        field = "closed" if sla.closed else "on_holidays"
        yield Finding("sla_without_hours", ("statuses", name, "sla", field), {"field": field})
    if sla.hours and open_in_a_week(sla.hours) * MOST_WEEKS < sla.limit.total:
        data = {"limit": in_words(sla.limit.total), "weeks": MOST_WEEKS}
        yield Finding("sla_hours_too_few", ("statuses", name, "sla", "hours"), data)


def _anchors(name: str, status: Status) -> Iterator[Finding]:
    if status.qualifier.lifecycle in TIMED:
        return
    for index, action in enumerate(status.actions):
        if action.delay is not None and action.delay.from_ == "callback":
            loc = ("statuses", name, "actions", index, "delay", "from")
            yield Finding("callback_missing", loc, {"name": name})


def in_words(span: timedelta) -> str:
    """A span as people write it: 3d 4h."""
    seconds = int(span.total_seconds())
    parts = ((seconds // 86_400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"))
    return " ".join(f"{number}{unit}" for number, unit in (*parts, (seconds % 60, "s")) if number)
