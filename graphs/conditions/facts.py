"""Knows who can say whether a condition holds: the facts themselves, or answers given elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from domain.outcomes import Outcome
from graphs.conditions.condition import Condition


class Facts(Protocol):
    def holds(self, condition: Condition) -> bool: ...


@dataclass(frozen=True, slots=True)
class Values:
    """The facts by group and name, as `FACTS` types them; `record` holds the fields of the case."""

    values: Mapping[str, Mapping[str, object]]

    def holds(self, condition: Condition) -> bool:
        return condition.holds(self.values)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found true or false elsewhere, by the id of the condition; what is not told is false."""

    answers: Mapping[str, bool]

    def holds(self, condition: Condition) -> bool:
        return self.answers.get(condition.id, False)


def call_facts(outcome: str, direction: str, seconds: int) -> dict[str, Any]:
    """What conditions know of the latest call; no outcome where there was none. `seconds` is how long it lasted."""
    return {
        "outcome": outcome,
        "direction": direction,
        "seconds": seconds,
        "answered": outcome == Outcome.ANSWERED,
        "inbound_status": "",
    }
