"""Knows what the conditions of a process see of a simulated case."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.errors import Problem
from domain.outcomes import Outcome
from domain.record_fields import FieldType, parse
from domain.time import local
from domain.working_days import is_working_day
from graphs.conditions import Condition, call_facts
from graphs.process import Cursor
from graphs.scenario.document import Customer, Given


@dataclass(slots=True)
class Past:
    """What was counted since the case began, and the latest talk."""

    began: datetime
    entered: datetime
    attempts: Counter[str] = field(default_factory=Counter[str])
    at: list[datetime] = field(default_factory=list[datetime])
    tries: int = 0
    entries: Counter[str] = field(default_factory=Counter[str])
    call: dict[str, Any] = field(default_factory=dict[str, Any])

    def attempted(self, outcome: Outcome, now: datetime, seconds: int) -> None:
        """An attempt to call the customer ended."""
        answered = outcome is Outcome.ANSWERED
        self.attempts[outcome.value] += 1
        self.at.append(now)
        self.tries = 0 if answered else self.tries + 1
        self.call = call_facts(outcome.value, "outbound", seconds if answered else 0)

    def called(self, seconds: int) -> None:
        """The customer called."""
        self.call = call_facts(Outcome.ANSWERED.value, "inbound", seconds)

    def wanted(self, inbound_status: str) -> None:
        """The agent says what the customer wanted who called."""
        self.call |= {"inbound_status": inbound_status}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a case stands at a moment, for the conditions that are asked then."""

    given: Given
    zone: str
    now: datetime
    cursor: Cursor
    past: Past

    def holds(self, condition: Condition) -> bool:
        return condition.holds(self.values())

    def values(self) -> dict[str, dict[str, object]]:
        """The facts by group and name."""
        attempts: dict[str, object] = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        today = local(self.now, self.zone).date()
        attempts |= self.past.attempts
        attempts["total"] = self.past.attempts.total()
        attempts["today"] = sum(local(at, self.zone).date() == today for at in self.past.at)
        return {
            "case": self._case(),
            "contact": _contact(self.given.contact or Customer()),
            "record": record_of(self.given),
            "call": self.past.call or call_facts("", "", 0),
            "attempts": attempts,
        }

    def _case(self) -> dict[str, object]:
        cursor, past = self.cursor, self.past
        wall = local(self.now, self.zone)
        return {
            "status": cursor.status,
            "number": 1,
            "qualifier": cursor.standing.qualifier,
            "entries": past.entries[cursor.status],
            "steps": cursor.number,
            "age_days": (self.now - past.began).days,
            "in_status_days": (self.now - past.entered).days,
            "due": cursor.due is not None,
            "owned": cursor.owner is not None,
            "credited": cursor.standing.credited is not None,
            "tries": past.tries,
            "weekday": wall.isoweekday(),
            "hour": wall.hour,
            "working_day": is_working_day(wall.date()) and wall.date() not in (self.given.holidays or ()),
        }


def _contact(customer: Customer) -> dict[str, object]:
    return {
        "name": customer.name or "",
        "phone": customer.phone or "",
        "mail": customer.mail or "",
        "anonymous": customer.anonymous or False,
    }


def record_of(given: Given) -> dict[str, object]:
    """The fields of the record in their types; what does not fit its type was found before."""
    types = given.types or {}
    read = {
        name: parse(FieldType(types.get(name, "text")), text) for name, text in (given.record or {}).items()
    }
    return {name: value for name, value in read.items() if not isinstance(value, Problem)}
