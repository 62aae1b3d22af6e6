"""What the strict JSON reader refuses, where it says so, and that it agrees with json.loads on the rest."""

import json

import pytest
from hostile_json import REFUSED
from hypothesis import given
from hypothesis import strategies as st

from api.strict_json import JsonInvalid, parse


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_json_is_refused_at_its_place(name: str) -> None:
    body, line, column = REFUSED[name]
    with pytest.raises(JsonInvalid) as refused:
        parse(body)
    problem = refused.value.problems[0]
    assert (problem.code, problem.line, problem.column) == ("json_invalid", line, column)


@pytest.mark.parametrize(
    "text", ['{"a": 9223372036854775807}', '{"a": -9223372036854775808}', '[1.5e300, -0, "😀"]']
)
def test_the_largest_allowed_values_pass(text: str) -> None:
    assert parse(text.encode()) == json.loads(text)


TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
NUMBER = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LEAF = st.none() | st.booleans() | NUMBER | TEXT


@given(st.recursive(LEAF, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20))
def test_ordinary_json_means_what_it_always_meant(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value
