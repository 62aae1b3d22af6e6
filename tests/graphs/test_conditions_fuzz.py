"""Whatever is written as a condition is taken or refused at once, and asking it never fails."""

import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.conditions import FACTS, Condition, compile_condition

_BUDGET = 0.05
_WORDS = (
    *(fact.name for fact in FACTS[::4]),
    *("record.x", "record['x']", "record", "has(", "size(", ".matches('a')", ".matches(", ".startsWith('a')"),
    *("==", "!=", "<", ">=", "&&", "||", "!", "?", ":", "+", "-", "*", "/", "%", " in ", ".", ",", "=", "`"),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "1",
        "-1",
        "2.5",
        "1u",
        "'a'",
        '"a"',
        "r'\\d'",
        "'''",
        "'",
        '"',
        "\\",
        "b'",
    ),
    *("true", "false", "null", "int(", "string(", "dyn(", "timestamp('2026-01-01T00:00:00Z')", "// ", "\n"),
    *(".all(x, x)", ".map(x, x)", "__import__", "\x00", "\u2028", "ż", "\U0001f600", "\ud800"),
)
_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(_WORDS), max_size=60).map("".join),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).flatmap(
        lambda words: st.integers(1, 900).map(lambda times: "".join(words) * times)
    ),
)
_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=5)
)


def _seconds(text: str) -> float:
    """What compiling costs; a text that was compiled before costs nothing."""
    began = time.thread_time()
    compile_condition(text)
    return time.thread_time() - began


@settings(max_examples=400, deadline=None)
@given(text=_TEXTS, value=_VALUES)
def test_any_text_is_taken_or_refused_within_its_time_and_any_fact_is_answered(text: str, value: Any):
    assert any(_seconds(text + " " * again) < _BUDGET for again in range(3)), "slow three times over"
    found = compile_condition(text)
    if isinstance(found, Condition):
        facts: dict[str, dict[str, Any]] = {"record": {"x": value}}
        for fact in FACTS:
            group, name = fact.name.split(".")
            facts.setdefault(group, {})[name] = value
        assert found.holds(facts) in {True, False}
    else:
        assert found
        assert all(1 <= flaw.column <= len(text) + 1 for flaw in found)
