"""What the strict JSON reader refuses, where it says so, and that it agrees with json.loads on the rest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.strict_json import JsonInvalid, parse

REFUSED = {
    "nan": (b'{"a": NaN}', 1, 7),
    "infinity": (b'{"a": -Infinity}', 1, 7),
    "duplicate key": (b'{"a": 1,\n "a": 2}', 2, 2),
    "duplicate key, spelled otherwise": (rb'{"a": 1, "\u0061": 2}', 1, 10),
    "nul": (rb'{"a": "\u0000"}', 1, 7),
    "lone surrogate": (rb'["\ud800"]', 1, 2),
    "lone surrogate in a key": (rb'{"\udc00": 1}', 1, 2),
    "depth": (b"[" * 100_000, 1, 33),
    "2^63": (b'{"a": 9223372036854775808}', 1, 7),
    "long integer": (b"1" * 5_000, 1, 1),
    "1e400": (b'{"a": 1e400}', 1, 7),
    "byte order mark": (b"\xef\xbb\xbf{}", 1, 1),
    "utf-16": ('{"a": 1}'.encode("utf-16"), 1, 1),
    "latin-2": ('{"a": "ł"}'.encode("iso-8859-2"), 1, 8),
    "raw newline in a text": (b'{"a": "x\ny"}', 1, 9),
    "open string": (b'{"a": "x', 1, 7),
    "comment": (b'{"a": 1} // no', 1, 10),
    "missing colon": (b'{"a" 1}', 1, 6),
    "empty": (b"", 1, 1),
    "single quotes": (b"{'a': 1}", 1, 2),
}


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


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\0", codec="utf-8")), inner),
        max_leaves=20,
    )
)  # fmt: skip
def test_ordinary_json_means_what_it_always_meant(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value
