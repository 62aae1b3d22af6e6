"""Knows how something found in a document becomes a problem with its sentences and its place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, NamedTuple, cast

from domain.errors import Problem
from graphs.sentences import SENTENCES

Loc = tuple[str | int, ...]

NODE_GROUPS: Final = ("statuses", "blocks", "questions", "ends", "stories")
_MOST_NAMES: Final = 40


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


def nearest(name: str, known: Collection[str]) -> dict[str, object]:
    """The data of a sentence that names what was written, what is known, and the nearest valid name."""
    return {"name": name[:80], "near": known}


def _told(data: Mapping[str, object], hinted: bool) -> dict[str, object]:
    """The data with what is known spelled out; looking for the nearest name is slow, so it can be left out."""
    known = cast("Collection[str] | None", data.get("near"))
    if known is None:
        return dict(data)
    close = get_close_matches(str(data["name"]), known, 1) if hinted else []
    names = sorted(known) if len(known) <= _MOST_NAMES else [*sorted(known)[:_MOST_NAMES], "…"]
    rest = {name: value for name, value in data.items() if name != "near"}
    return {
        **rest,
        "known": ", ".join(names),
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


def to_problem(finding: Finding, places: Places, hinted: bool = True) -> Problem:
    """The problem that people read; a node is the second name of `statuses.…`, `blocks.…` and the like."""
    sentence = SENTENCES[finding.code]
    place, data = places.of(finding), _told(finding.data, hinted)
    loc = finding.loc
    node = str(loc[1]) if loc[1:] and loc[0] in NODE_GROUPS else None
    rest = loc[2:] if node is not None else loc
    return Problem(
        code=finding.code,
        message=_fill(sentence.en, data),
        message_pl=_fill(sentence.pl, data),
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
