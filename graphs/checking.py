"""Knows how a text becomes a checked document: all its problems at once, or its canonical form and hash."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError

from domain.errors import Problem
from domain.ids import GraphHash
from graphs.catalogue import LANGUAGES, Language
from graphs.fields import Part
from graphs.findings import Finding, to_problem
from graphs.known import Known
from graphs.reading import Document, read
from graphs.remains import GROUPS, remaining
from graphs.secrecy import pasted
from graphs.shape import findings_of, spots

MOST_NODES: Final = 2_000
MOST_HINTS: Final = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a document; no `canonical` and `hash` while a problem of severity error stands.

    `enters` names the documents of its kind that it consists of, which `Known.trees` tells.
    """

    kind: str | None
    name: str | None
    title: str | None
    canonical: dict[str, Any] | None
    hash: GraphHash | None
    problems: tuple[Problem, ...]
    enters: frozenset[str] = frozenset()

    @property
    def sound(self) -> bool:
        return self.canonical is not None


def canonical_text(canonical: Mapping[str, Any]) -> str:
    """The canonical document as text: the author's order of nodes, no blanks."""
    return json.dumps(canonical, ensure_ascii=False, separators=(",", ":"))


def graph_hash(canonical: Mapping[str, Any]) -> GraphHash:
    """The name of a document for ever; the order in which a store keeps its fields does not matter."""
    text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return GraphHash(sha256(text.encode()).hexdigest())


def check(text: str, expected_kind: str | None = None, known: Known | None = None) -> Checked:
    """All problems of a text in YAML or JSON, by place; where none is an error, the canonical document."""
    document = read(text)
    data = document.data if isinstance(document.data, dict) else None
    findings = list(document.findings)
    kind = _kind(data or {})
    canonical: dict[str, Any] | None = None
    if document.whole:
        findings.extend(_kind_findings(data, kind, expected_kind))
        findings.extend(pasted(document.data))
        if kind is not None and data is not None:
            more, canonical = _examined(LANGUAGES[kind], data, known or Known())
            findings.extend(more)
    problems = _problems(findings, document)
    if any(problem.severity == "error" for problem in problems):
        canonical = None
    return Checked(
        kind=kind,
        name=_text(data, kind),
        title=_text(data, "title"),
        canonical=canonical,
        hash=graph_hash(canonical) if canonical is not None else None,
        problems=problems,
        enters=frozenset() if kind is None or data is None else frozenset(LANGUAGES[kind].enters(data)),
    )


def _kind(data: Mapping[str, Any]) -> str | None:
    """A campaign names its process and its IVR, so that it is asked for first."""
    return next((kind for kind in LANGUAGES if kind in data), None)


def _kind_findings(
    data: Mapping[str, Any] | None, kind: str | None, expected: str | None
) -> Iterator[Finding]:
    if data is None:
        yield Finding("mapping_expected")
    elif kind is None:
        yield Finding("kind_unknown", (), {"known": ", ".join(f"`{name}:`" for name in LANGUAGES)})
    elif expected is not None and kind != expected:
        yield Finding("kind_mismatch", (kind,), {"found": kind, "expected": expected}, on_key=True)


def _text(data: Mapping[str, Any] | None, field: str | None) -> str | None:
    value = (data or {}).get(field or "")
    return value if isinstance(value, str) else None


def _examined(
    language: Language[Any], data: dict[str, Any], known: Known
) -> tuple[list[Finding], dict[str, Any] | None]:
    group, size = _size(data)
    if size > MOST_NODES:
        return [Finding("graph_too_large", (group,), {"count": size}, on_key=True)], None
    try:
        document = language.model.model_validate(data)
    except ValidationError as error:
        findings = findings_of(error, language.model, data)
        return [*findings, *remaining(language, data, spots(error, data), known)], None
    findings = [*language.verify(document), *language.named(document, known)]
    if known.network is not None:
        findings.extend(language.across(document, known.network))
    settled: Part = language.settled(document, known)
    return findings, settled.model_dump(mode="json", by_alias=True, exclude_none=True)


def _size(data: Mapping[str, Any]) -> tuple[str, int]:
    """The mapping that holds the nodes, and how many they are."""
    sizes = {name: len(data[name]) for name in GROUPS if isinstance(data.get(name), dict)}
    return next(iter(sizes.items()), ("", 0))


def _problems(findings: list[Finding], document: Document) -> tuple[Problem, ...]:
    told = (to_problem(found, document.places, place < MOST_HINTS) for place, found in enumerate(findings))
    problems = dict.fromkeys(told)
    return tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0, problem.code)))
