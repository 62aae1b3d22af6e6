"""Knows how much a template may cost: the budget that operators, filters and loops draw on.

Counting beats a child process with a time limit here: the verdict is the same on every machine and at every
load, nothing is started for each mail, and no text larger than the limit is ever made, so memory stays."""

import operator
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from jinja2.runtime import Undefined

LONGEST_TEXT = 100_000
LONGEST_RANGE = 1_000
_BUDGET = 100_000
"""Steps of one rendering; the worst known template takes 0.2 s for them."""
_LETTERS_A_STEP = 16
_LARGEST = 10**18


class OverBudgetError(Exception):
    """A template asked for more time or memory than one may have."""


class Budget:
    """What is left of one rendering."""

    def __init__(self) -> None:
        self.steps = _BUDGET

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise OverBudgetError


budget: ContextVar[Budget] = ContextVar("budget")


def bounded(text: str) -> str:
    """`text`, paid for by its length."""
    room(len(text))
    budget.get().spend(1 + len(text) // _LETTERS_A_STEP)
    return text


def each(values: Iterable[Any], cost: int) -> Iterator[Any]:
    """The values of a loop whose body costs `cost` each time."""
    for value in values:
        budget.get().spend(cost)
        yield value


def weighed(value: Any) -> Any:
    """A side of a comparison, paid for by its length: one text is looked for at every place of the other."""
    budget.get().spend(1 + len(value) // 4 if isinstance(value, str) else 1)
    return value


def numbers(*bounds: int) -> range:
    """`range`, at most 1,000 long."""
    values = range(*bounds)
    if len(values) > LONGEST_RANGE:
        raise OverBudgetError
    return values


def binary(symbol: str, left: Any, right: Any) -> Any:
    """`left symbol right` for numbers, `+` and `*` for texts too; anything else is a TypeError."""
    budget.get().spend(1)
    for side in (left, right):
        if isinstance(side, Undefined):
            str(side)
    if symbol == "*" and isinstance(left, int) and isinstance(right, str):
        left, right = right, left
    if isinstance(left, str):
        return _on_text(symbol, left, right)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return _on_numbers(symbol, left, right)
    raise TypeError(f"{symbol} does not work on these values")


def _on_text(symbol: str, left: str, right: Any) -> str:
    match symbol, right:
        case "+", str():
            room(len(left) + len(right))
            return bounded(left + right)
        case "*", int():
            room(len(left) * right)
            return bounded(left * right)
        case _:
            raise TypeError(f"{symbol} does not work on a text and this")


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}


def _on_numbers(symbol: str, left: float, right: float) -> float:
    if symbol == "**" and abs(left) > 1 and abs(right) > 60:
        raise OverBudgetError
    result = _ARITHMETIC[symbol](left, right)
    if not isinstance(result, (int, float)):
        raise TypeError(f"{symbol} has no result here")
    if abs(result) > _LARGEST:
        raise OverBudgetError
    return result


def room(length: int) -> None:
    if length > LONGEST_TEXT:
        raise OverBudgetError
