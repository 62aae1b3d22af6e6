"""Knows what a change is, and how each is told in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

from graphs.changes.shapes import Way
from graphs.findings import Loc

_LONGEST: Final = 160


class ChangeCode(StrEnum):
    NODE_ADDED = "node_added"
    NODE_REMOVED = "node_removed"
    NODE_RENAMED = "node_renamed"
    BEGINNING_MOVED = "beginning_moved"
    QUALIFIER_CHANGED = "qualifier_changed"
    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_CHANGED = "field_changed"
    EDGE_ADDED = "edge_added"
    EDGE_REMOVED = "edge_removed"
    EDGE_RETARGETED = "edge_retargeted"
    EDGE_CONDITION_CHANGED = "edge_condition_changed"
    ACTION_ADDED = "action_added"
    ACTION_REMOVED = "action_removed"
    ACTIONS_REORDERED = "actions_reordered"


_SENTENCES: Final[Mapping[ChangeCode, tuple[str, str]]] = {
    ChangeCode.NODE_ADDED: ("The {group} `{node}` is new.", "Dodano {group_pl} `{node}`."),
    ChangeCode.NODE_REMOVED: ("The {group} `{node}` is gone.", "Usunięto {group_pl} `{node}`."),
    ChangeCode.NODE_RENAMED: (
        "The {group} `{before}` is now called `{after}`.",
        "Zmieniono nazwę: {group_pl} `{before}` to teraz `{after}`.",
    ),
    ChangeCode.BEGINNING_MOVED: (
        "It now begins in `{after}` instead of `{before}`.",
        "Początek jest teraz w `{after}` zamiast w `{before}`.",
    ),
    ChangeCode.QUALIFIER_CHANGED: (
        "The qualifier of `{node}` is now `{after}` instead of `{before}`.",
        "Kwalifikator `{node}` to teraz `{after}` zamiast `{before}`.",
    ),
    ChangeCode.FIELD_ADDED: ("{of} now has `{field}`: {after}.", "{of_pl} ma teraz `{field}`: {after}."),
    ChangeCode.FIELD_REMOVED: (
        "{of} no longer has `{field}`; it was {before}.",
        "{of_pl} nie ma już `{field}`; było: {before}.",
    ),
    ChangeCode.FIELD_CHANGED: (
        "In {of_in}, `{field}` is now {after} instead of {before}.",
        "W {of_in_pl} `{field}` to teraz {after} zamiast {before}.",
    ),
    ChangeCode.EDGE_ADDED: (
        "The edge {field} of `{node}` is new and leads to {after}.",
        "Nowe przejście {field} z `{node}` prowadzi do {after}.",
    ),
    ChangeCode.EDGE_REMOVED: (
        "The edge {field} of `{node}`, which led to {before}, is gone.",
        "Usunięto przejście {field} z `{node}`, które prowadziło do {before}.",
    ),
    ChangeCode.EDGE_RETARGETED: (
        "The edge {field} of `{node}` now leads to {after} instead of {before}.",
        "Przejście {field} z `{node}` prowadzi teraz do {after} zamiast do {before}.",
    ),
    ChangeCode.EDGE_CONDITION_CHANGED: (
        "The edge {field} of `{node}` is now taken on other conditions: {after}, instead of {before}.",
        "Przejście {field} z `{node}` ma teraz inne warunki: {after} zamiast {before}.",
    ),
    ChangeCode.ACTION_ADDED: ("`{node}` now does `{field}`.", "`{node}` wykonuje teraz `{field}`."),
    ChangeCode.ACTION_REMOVED: ("`{node}` no longer does `{field}`.", "`{node}` nie wykonuje już `{field}`."),
    ChangeCode.ACTIONS_REORDERED: (
        "The actions of `{node}` are now in another order: {after}, instead of {before}.",
        "Akcje `{node}` mają teraz inną kolejność: {after} zamiast {before}.",
    ),
}
_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "statuses": ("status", "status"),
    "blocks": ("block", "blok"),
    "questions": ("question", "pytanie"),
    "ends": ("ending", "zakończenie"),
}
_OF: Final = {"of": "The document", "of_pl": "Dokument", "of_in": "the document", "of_in_pl": "dokumencie"}
_PLAIN: Final = (ChangeCode.NODE_RENAMED, ChangeCode.BEGINNING_MOVED, ChangeCode.QUALIFIER_CHANGED)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `node` is the name in the newer document, of what is gone that in the older; None: the
    document itself. `field` names the edge, the field or the action. `before` and `after` are JSON values; those
    of an edge are lists of `{when, then}`. `loc` is the way to it in the newer document, or to what is left.
    """

    code: ChangeCode
    group: str | None
    node: str | None
    field: str | None
    before: Any
    after: Any
    loc: Loc

    def sentence(self, language: str) -> str:
        """The change in Polish (`pl`) or in English."""
        polish = language == "pl"
        en, pl = _SENTENCES[self.code]
        return (pl if polish else en).format(**self._words(polish))

    def _words(self, polish: bool) -> dict[str, str]:
        group, group_pl = _GROUPS.get(self.group or "", ("", ""))
        mine = f"`{self.node}`"
        of = _OF if self.node is None else dict.fromkeys(_OF, mine)
        tell = str if self.code in _PLAIN else _told_in(polish)
        return {
            **of,
            "group": group,
            "group_pl": group_pl,
            "node": self.node or "",
            "field": self.field or "",
            "before": tell(self.before),
            "after": tell(self.after),
        }


def spelled(way: Way | None) -> list[dict[str, str]] | None:
    """A way as data."""
    if way is None:
        return None
    return [{"then": then} if when is None else {"when": when, "then": then} for when, then in way]


def _told_in(polish: bool) -> Callable[[Any], str]:
    def tell(value: Any) -> str:
        if not isinstance(value, list):
            return _short(str(value))
        parts = cast("list[Any]", value)
        if parts and all(isinstance(part, dict) and "then" in part for part in parts):
            return _way(parts, polish)
        return _short(", ".join(str(part) for part in parts) or "–")

    return tell


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _way(branches: list[dict[str, str]], polish: bool) -> str:
    """`a` if `guard`, else `b`."""
    if_, else_ = ("jeśli", "inaczej") if polish else ("if", "else")
    told = [
        f"`{branch['then']}` {if_} `{branch['when']}`" if "when" in branch else f"`{branch['then']}`"
        for branch in branches
    ]
    return f", {else_} ".join(told)
