"""Knows how a text in YAML 1.2 or JSON becomes plain data: each scalar a string, each value with its place.

Nothing of the text is executed or expanded; what is refused is found in one pass over the parser's events.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from graphs.findings import Finding, Loc, Place, Places

MOST_BYTES: Final = 1_000_000
MOST_LEVELS: Final = 32
MOST_VALUES: Final = 20_000
_UNFIT: Final = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\\ud800-\\udfff]")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})

Data = dict[str, Any] | list[Any] | str | None


@dataclass(frozen=True, slots=True)
class Document:
    """What was read; `whole` says that the reading came to the end of the text."""

    data: Data
    places: Places
    findings: tuple[Finding, ...]
    whole: bool


class _Stop(Exception):
    """Further reading would only cost time."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come; `key` is the name that waits for its value."""

    into: dict[str, Any] | list[Any]
    loc: Loc
    anchor: str | None
    key: str | None = None
    skip: bool = False


@dataclass(slots=True)
class _Reader:
    values: dict[Loc, Place] = field(default_factory=dict[Loc, Place])
    keys: dict[Loc, Place] = field(default_factory=dict[Loc, Place])
    findings: list[Finding] = field(default_factory=list[Finding])
    stack: list[_Open] = field(default_factory=list[_Open])
    root: Data = None
    count: int = 0
    documents: int = 0

    def found(self, code: str, event: Event, **data: object) -> None:
        self.findings.append(Finding(code, self._loc(), data, place=_place(event)))

    def feed(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self._begin(event)
        elif isinstance(event, CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, NodeEvent):
            self._node(event)

    def _begin(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.found("yaml_several_documents", event)
            raise _Stop
        if event.version or event.tags:
            self.found("yaml_directive_not_allowed", event)

    def _node(self, event: NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_VALUES:
            self.found("too_many_values", event)
            raise _Stop
        self._refuse_indirection(event)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.into, dict) and parent.key is None:
            self._key(parent, event)
        else:
            self._value(parent, event)

    def _refuse_indirection(self, event: NodeEvent) -> None:
        anchor = cast("str | None", event.anchor)
        if isinstance(event, AliasEvent):
            inside = any(anchor == opened.anchor for opened in self.stack)
            self.found("yaml_alias_to_itself" if inside else "yaml_alias_not_allowed", event, name=anchor)
            return
        if anchor is not None:
            self.found("yaml_anchor_not_allowed", event, name=anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.found("yaml_tag_not_allowed", event, name=str(tag)[:80])

    def _key(self, parent: _Open, event: NodeEvent) -> None:
        if not isinstance(event, ScalarEvent):
            self.found("key_not_text", event)
            raise _Stop
        name = self._fit(event)
        names = cast("dict[str, Any]", parent.into)
        loc = (*parent.loc, name)
        parent.key, parent.skip = name, name in names
        if parent.skip:
            self.found("duplicate_key", event, name=name[:80], first=self.keys[loc].line)
        else:
            self.keys[loc] = _place(event)

    def _value(self, parent: _Open | None, event: NodeEvent) -> None:
        loc = self._loc()
        value = self._read(event)
        if parent is None:
            self.root = value
        elif isinstance(parent.into, list):
            parent.into.append(value)
        elif parent.skip:
            loc = (*parent.loc, f"{parent.key} (2)")
        else:
            parent.into[cast("str", parent.key)] = value
        self.values[loc] = _place(event)
        if isinstance(value, dict | list):
            self._open(value, loc, event)
        if parent is not None:
            parent.key = None

    def _open(self, value: dict[str, Any] | list[Any], loc: Loc, event: NodeEvent) -> None:
        if len(self.stack) >= MOST_LEVELS:
            self.found("too_deep", event)
            raise _Stop
        self.stack.append(_Open(value, loc, cast("str | None", event.anchor)))

    def _read(self, event: NodeEvent) -> Data:
        if isinstance(event, MappingStartEvent):
            return {}
        if isinstance(event, SequenceStartEvent):
            return []
        if isinstance(event, AliasEvent):
            return None
        scalar = cast("ScalarEvent", event)
        text = self._fit(scalar)
        if scalar.style is None and text in _NULLS:
            self.found("empty_value", event)
            return None
        return text

    def _fit(self, event: ScalarEvent) -> str:
        text = _text(event)
        if _UNFIT.search(text):
            self.found("control_character", event)
            return _UNFIT.sub("?", text)
        return text

    def _loc(self) -> Loc:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.into, list):
            return (*top.loc, len(top.into))
        return top.loc if top.key is None else (*top.loc, top.key)


def read(text: str) -> Document:
    """The plain data of a document with the place of every value, and all that is wrong with its spelling."""
    reader = _Reader()
    whole = False
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        reader.findings.append(Finding("too_large", place=Place(1, 1)))
        return Document(None, Places({}, {}), tuple(reader.findings), whole)
    try:
        for event in _events(text):
            reader.feed(event)
        whole = True
    except _Stop:
        pass
    except YAMLError as error:
        reader.findings.append(_syntax(text, error))
    if whole and reader.count == 0:
        reader.findings.append(Finding("empty_document", place=Place(1, 1)))
    places = Places(reader.values, reader.keys)
    return Document(reader.root, places, tuple(reader.findings), whole and reader.count > 0)


def _events(text: str) -> Iterator[Event]:
    return cast("Iterator[Event]", YAML(typ="safe", pure=True).parse(text))  # pyright: ignore[reportUnknownMemberType]


def _place(event: Event) -> Place:
    mark = cast("Any", event.start_mark)
    return Place(mark.line + 1, mark.column + 1)


def _text(event: ScalarEvent) -> str:
    """The scalar's text; two escapes by which JSON writes a letter outside the basic plane are one here."""
    text = cast("str", event.value)
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text


def _syntax(text: str, error: YAMLError) -> Finding:
    if isinstance(error, ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Finding("control_character", place=Place(line, column))
    problem = cast("Any", error)
    place = Place(problem.problem_mark.line + 1, problem.problem_mark.column + 1)
    if "'\\t'" in problem.problem:
        return Finding("yaml_tab", place=place)
    return Finding("yaml_syntax", data={"detail": str(problem.problem)[:120]}, place=place)
