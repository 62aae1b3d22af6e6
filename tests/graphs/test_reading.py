"""What may stand in a text, what is refused, and where it is found."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.reading import Document, read


def codes(document: Document) -> list[tuple[str, int, int]]:
    places = [(finding.code, document.places.of(finding)) for finding in document.findings]
    return [(code, place.line, place.column) for code, place in places if place is not None]


@pytest.mark.parametrize(
    "value", ["22:30", "no", "0123", "+48123456789", "1e5", "0x1F", "true", "2026-11-11", ".inf"]
)
def test_plain_value_stays_the_text_that_was_written(value: str) -> None:
    document = read(f"a: {value}\n")
    assert (document.data, document.findings) == ({"a": value}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x [1]\nb: *x\n", [("yaml_anchor_not_allowed", 1, 4), ("yaml_alias_not_allowed", 2, 4)]),
        ("a: &x [*x]\n", [("yaml_anchor_not_allowed", 1, 4), ("yaml_alias_to_itself", 1, 8)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate_key", 3, 1)]),
        ('{"a": 1, "a": {"b": 1, "b": 2}}', [("duplicate_key", 1, 10), ("duplicate_key", 1, 24)]),
        ("a: 1\n---\nb: 2\n", [("yaml_several_documents", 2, 1)]),
        ("a:\n\tb: 1\n", [("yaml_tab", 2, 1)]),
        ("a: !!python/object/apply:os.system [id]\n", [("yaml_tag_not_allowed", 1, 4)]),
        ("a: !!str b\n", [("yaml_tag_not_allowed", 1, 4)]),
        ("%YAML 1.1\n---\na: no\n", [("yaml_directive_not_allowed", 2, 1)]),
        ("? [a]\n: b\n", [("key_not_text", 1, 3)]),
        ("a:\nb: null\nc: ~\n", [("empty_value", 2, 1), ("empty_value", 2, 4), ("empty_value", 3, 4)]),
        ("a: [b\n", [("yaml_syntax", 2, 1)]),
        ("", [("empty_document", 1, 1)]),
        ("# nothing\n", [("empty_document", 1, 1)]),
        ("a: b\nc: \x01\n", [("control_character", 2, 4)]),
        ('a: "\\0"\n', [("control_character", 1, 4)]),
        ('a: "\\ud83d"\n', [("control_character", 1, 4)]),
        ('"\\x07": b\n', [("control_character", 1, 1)]),
    ],
)
def test_what_is_refused_has_its_code_and_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2]\nb: 'null'\n", {"a": ["1", "2"], "b": "null"}),
        ('{"a": "\\ud83d\\ude00 \\/",\n\t"b": [true, 1.50]}', {"a": "😀 /", "b": ["true", "1.50"]}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("\ufeffa: b\n", {"a": "b"}),
        ("- a\n- b: c\n", ["a", {"b": "c"}]),
    ],
)
def test_near_but_sound_text_is_read(text: str, expected: object) -> None:
    document = read(text)
    assert (document.data, document.findings, document.whole) == (expected, (), True)


def test_too_large_too_deep_and_too_many_are_each_said() -> None:
    assert codes(read("a: " + "x" * 1_000_000)) == [("too_large", 1, 1)]
    assert codes(read("ą" * 600_000)) == [("too_large", 1, 1)]
    assert codes(read("[" * 100_000)) == [("too_deep", 1, 33)]
    assert codes(read("{a: " * 100_000)) == [("too_deep", 1, 129)]
    assert codes(read("- " * 100_000)) == [("too_deep", 1, 65)]
    assert codes(read("? " * 100_000)) == [("key_not_text", 1, 3)]
    many = "\n".join(f"k{number}: v" for number in range(10_000))
    assert codes(read(many)) == [("too_many_values", 10000, 8)]


def test_just_within_the_limits_is_read() -> None:
    assert read("[" * 32 + "]" * 32).findings == ()
    assert read("a: " + "x" * 999_990).findings == ()
    assert read("\n".join(f"k{number}: v" for number in range(9_999))).findings == ()


def test_values_and_keys_know_their_places() -> None:
    places = read("a:\n  b: [c, d]\n").places
    assert places.values["a", "b", 1] == (2, 10)
    assert places.keys["a", "b"] == (2, 3)


plain = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1), plain))
def test_json_is_read_as_json_reads_it(data: dict[str, object]) -> None:
    assert read(json.dumps(data)).data == data
    assert read(json.dumps(data, ensure_ascii=False)).data == data


@given(st.text())
def test_any_text_is_read_or_refused_but_never_fails(text: str) -> None:
    document = read(text)
    assert document.whole or document.findings
