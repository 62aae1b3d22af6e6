"""Knows how something found in a document becomes a problem with its sentences and its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from domain.errors import Problem
from graphs.sentences import SENTENCES

Loc = tuple[str | int, ...]


class Place(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at `loc` (names and indexes from the root); `path` is a shortest way that shows it."""

    code: str
    loc: Loc = ()
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    path: tuple[str, ...] = ()
    on_key: bool = False
    place: Place | None = None


def nearest(name: str, known: Iterable[str]) -> dict[str, object]:
    """The data of a sentence that names what was written, what is known, and the nearest valid name."""
    names = sorted(known)
    close = get_close_matches(name, names, 1)
    return {
        "name": name[:80],
        "known": ", ".join(names[:40]) + (", …" if len(names) > 40 else ""),
        "hint": f" Did you mean `{close[0]}`?" if close else "",
        "hint_pl": f" Czy chodziło o `{close[0]}`?" if close else "",
    }


@dataclass(frozen=True, slots=True)
class Places:
    """Where each value and each key of a document stands."""

    values: Mapping[Loc, Place]
    keys: Mapping[Loc, Place]

    def of(self, finding: Finding) -> Place | None:
        if finding.place is not None:
            return finding.place
        if finding.on_key and finding.loc in self.keys:
            return self.keys[finding.loc]
        loc = finding.loc
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc)


def to_problem(finding: Finding, places: Places) -> Problem:
    """The problem that people read; a node is the second name of `statuses.…` or `blocks.…`."""
    sentence = SENTENCES[finding.code]
    place = places.of(finding)
    loc = finding.loc
    node = str(loc[1]) if loc[1:] and loc[0] in ("statuses", "blocks") else None
    rest = loc[2:] if node is not None else loc
    return Problem(
        code=finding.code,
        message=_fill(sentence.en, finding.data),
        message_pl=_fill(sentence.pl, finding.data),
        severity=sentence.severity,
        line=place.line if place else None,
        column=place.column if place else None,
        node=node,
        field=".".join(map(str, rest)) or None,
        path=finding.path,
    )


def _fill(template: str, data: Mapping[str, object]) -> str:
    for name, value in data.items():
        template = template.replace("{" + name + "}", str(value))
    return template
