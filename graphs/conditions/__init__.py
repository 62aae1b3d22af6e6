"""The conditions of guards, in CEL: checked by their types when a document is read, evaluated without fail."""

from graphs.conditions.condition import Condition, compile_condition
from graphs.conditions.facts import Answers, Facts, Values, call_facts
from graphs.conditions.flaws import Flaw
from graphs.conditions.names import FACTS, Fact
from graphs.conditions.patterns import supports

__all__ = [
    "FACTS",
    "Answers",
    "Condition",
    "Fact",
    "Facts",
    "Flaw",
    "Values",
    "call_facts",
    "compile_condition",
    "supports",
]
