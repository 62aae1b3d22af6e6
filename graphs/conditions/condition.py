"""Knows conditions in CEL: what is taken, and whether one holds. Only this module touches the library.

The library bounds recursion and iterations by itself, but tells an error as a value that counts as true.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

from cel_expr_python import cel

from graphs.conditions.flaws import MOST_FLAWS, Flaw, flaws_of, kind_in, mistyped, syntax, unsupported
from graphs.conditions.names import FACTS, RECORD
from graphs.conditions.patterns import MOST_PATTERN, supports
from graphs.conditions.tokens import Token, tokens_of

Tokens = tuple[Token, ...]

MOST_CHARACTERS: Final = 2_000
_MOST_SCANNED: Final = 8_192
_HALF = re.compile("[\ud800-\udfff]")
_NOTHING = Token("sign", "", 0)
_KINDS = {"string": cel.Type.STRING, "int": cel.Type.INT, "bool": cel.Type.BOOL}
_TYPES = {fact.name: _KINDS[fact.kind] for fact in FACTS}
_ENV = cel.NewEnv(
    config=cel.NewEnvConfigFromYaml("stdlib: {exclude_macros: [all, exists, exists_one, map, filter]}"),
    variables=_TYPES | {RECORD: cel.Type.Map(cel.Type.STRING, cel.Type.DYN)},
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition ready to be asked; `id` stands for its text where only answers are told.

    `facts` are what it asks for: (name, group, field). `fields` of the record, or None for the whole record.
    """

    text: str
    id: str
    facts: tuple[tuple[str, str, str], ...] = field(compare=False, repr=False)
    fields: frozenset[str] | None = field(compare=False, repr=False)
    expression: Any = field(compare=False, repr=False)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return compile_condition, (self.text,)

    def holds(self, facts: Mapping[str, Mapping[str, object]]) -> bool:
        """False also where a value that decides is missing, or the evaluation fails in any way."""
        data: dict[str, object] = {}
        for name, group, part in self.facts:
            value = facts[group].get(part) if group in facts else None
            if value is not None:
                data[name] = value
        if self.fields is None or self.fields:
            data[RECORD] = _part(facts.get(RECORD, {}), self.fields)
        try:
            return self.expression.eval(data=data).value() is True
        except (RuntimeError, TypeError, ValueError, ArithmeticError, SystemError):
            return False


def _part(record: Mapping[str, object], fields: frozenset[str] | None) -> dict[str, object]:
    names = record if fields is None else fields
    return {name: record[name] for name in names if record.get(name) is not None}


def compile_condition(text: str) -> Condition | tuple[Flaw, ...]:
    """The condition, or all that is wrong with it."""
    half = _HALF.search(text)
    if half is not None:
        return (syntax(half.start(), "half a character stands here", "stoi tu połowa znaku"),)
    if len(text) > MOST_CHARACTERS:
        return _too_long(text)
    return _compiled(text)


def _too_long(text: str) -> tuple[Flaw, ...]:
    """A pattern that makes it too long by itself is told as such."""
    head = text[:_MOST_SCANNED]
    tokens = tokens_of(head) if "matches" in head else ()
    for index in _calls(tokens, "matches"):
        if any(len(token.text) > MOST_PATTERN + len("br''") for token in tokens[index + 2 : index + 3]):
            return (unsupported(tokens[index].at),)
    return (syntax(MOST_CHARACTERS, "it has more than 2,000 characters", "ma ponad 2000 znaków"),)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Condition | tuple[Flaw, ...]:
    try:
        expression = _ENV.compile(text)
    except RuntimeError as complaint:
        return flaws_of(text, str(complaint))
    tokens = tokens_of(text)
    flaws = (*_unfit(expression.return_type()), *_bad_patterns(tokens), *_bad_questions(tokens))
    if flaws:
        return flaws[:MOST_FLAWS]
    name = sha256(text.encode()).hexdigest()[:16]
    return Condition(text, name, tuple(_asked(tokens)), _fields(tokens), expression)


def _unfit(kind: cel.Type) -> Iterator[Flaw]:
    if kind != cel.Type.BOOL:
        name = kind.name().lower()
        yield mistyped(
            0,
            f"its result is: {kind_in(0, name)}; compare that with something",
            f"wynikiem jest: {kind_in(1, name)}; porównaj to z czymś",
        )


def _bad_patterns(tokens: Tokens) -> Iterator[Flaw]:
    """Patterns that are not written out, or that RE2 does not take."""
    for index in _calls(tokens, "matches"):
        pattern = _written_out(tokens[index + 2 : index + 4])
        if pattern is None or not supports(pattern):
            yield unsupported(tokens[index].at)


def _written_out(arguments: Tokens) -> str | None:
    match arguments:
        case (Token("text", text), Token("sign", ")")):
            return str(_ENV.compile(text).eval().value())
        case _:
            return None


def _bad_questions(tokens: Tokens) -> Iterator[Flaw]:
    """The library takes `has(case.status)` for `case.status`."""
    for index in _calls(tokens, "has"):
        if [token.text for token in tokens[index + 2 : index + 4]] != [RECORD, "."]:
            yield mistyped(
                tokens[index].at, "has() asks for a field of the record", "has() pyta o pole rekordu"
            )


def _calls(tokens: Tokens, name: str) -> Iterator[int]:
    for index, (token, following) in enumerate(pairwise(tokens)):
        if token.text == name and following.text == "(":
            yield index


def _paths(tokens: Tokens) -> Iterator[tuple[str, str]]:
    """Each name with the name after its dot, or with nothing."""
    for index, token in enumerate(tokens):
        if token.kind == "name":
            dot, part = (*tokens[index + 1 : index + 3], _NOTHING, _NOTHING)[:2]
            yield token.text, part.text if dot.text == "." and part.kind == "name" else ""


def _asked(tokens: Tokens) -> Iterator[tuple[str, str, str]]:
    asked = {(f"{group}.{part}", group, part) for group, part in _paths(tokens)}
    return (fact for fact in sorted(asked) if fact[0] in _TYPES)


def _fields(tokens: Tokens) -> frozenset[str] | None:
    fields = frozenset(part.strip("`") for name, part in _paths(tokens) if name == RECORD)
    return None if "" in fields else fields
