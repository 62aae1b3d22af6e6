"""Knows how two versions of one node are compared: fields, ways out, actions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from graphs.changes.change import Change, ChangeCode, spelled
from graphs.changes.shapes import Edges, Ordered, Shape
from graphs.findings import Loc

_QUALIFIER: Final = "qualifier"
Of = tuple[str | None, str | None, Loc]
"""Group and name of the node that is told of, and where it stands."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A node before, leading to the names of today, and now."""

    group: str
    name: str
    old: Shape
    new: Shape

    @property
    def of(self) -> Of:
        return self.group, self.name, (self.group, self.name)


def node_changes(pair: Pair) -> Iterator[Change]:
    """Everything that differs in a node."""
    old, new = _whole(pair.old.fields), _whole(pair.new.fields)
    yield from changed_fields(old, new, pair.of)
    yield from changed_edges(pair.old.edges, pair.new.edges, pair.of, pair.new.places)
    yield from _changed_actions(pair)


def changed_fields(
    old: Mapping[str, Any], new: Mapping[str, Any], of: Of, label: str = ""
) -> Iterator[Change]:
    """What became of the fields; `label` is the action that they belong to."""
    group, node, loc = of
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        if before == after and (name in old) == (name in new):
            continue
        place = (*loc, *name.split(".")) if name in new and not label else loc
        yield Change(_code(name, name in old, name in new), group, node, label + name, before, after, place)


def changed_edges(
    old: Edges, new: Edges, of: Of, places: Mapping[str, Loc], label: str = ""
) -> Iterator[Change]:
    """What became of the ways out."""
    group, node, loc = of
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        place = (*loc, *places.get(name, ()))
        code = ChangeCode.EDGE_RETARGETED
        if before is None or after is None:
            code = ChangeCode.EDGE_ADDED if before is None else ChangeCode.EDGE_REMOVED
        elif [target for _, target in before] == [target for _, target in after]:
            code = ChangeCode.EDGE_CONDITION_CHANGED
        yield Change(code, group, node, label + name, spelled(before), spelled(after), place)


def _code(name: str, was: bool, is_: bool) -> ChangeCode:
    if not (was and is_):
        return ChangeCode.FIELD_ADDED if is_ else ChangeCode.FIELD_REMOVED
    return ChangeCode.QUALIFIER_CHANGED if name == _QUALIFIER else ChangeCode.FIELD_CHANGED


def _whole(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with a qualifier that is spelled out as one."""
    axes = {name: value for name, value in fields.items() if name.startswith(f"{_QUALIFIER}.")}
    if not axes:
        return dict(fields)
    told = " ".join(str(value) for value in axes.values())
    return {**{name: value for name, value in fields.items() if name not in axes}, _QUALIFIER: told}


def _changed_actions(pair: Pair) -> Iterator[Change]:
    group, node, loc = pair.of
    old, new = pair.old.actions, pair.new.actions
    matches = _matches(old, new)
    for index, action in enumerate(new):
        place = (*loc, "actions", index)
        if index not in matches:
            yield Change(ChangeCode.ACTION_ADDED, group, node, action.label, None, action.label, place)
            continue
        was, of, label = old[matches[index]], (group, node, place), f"{action.label}."
        yield from changed_fields(was.fields, action.fields, of, label)
        yield from changed_edges(was.edges, action.edges, of, {}, label)
    for index, action in enumerate(old):
        if index not in matches.values():
            yield Change(ChangeCode.ACTION_REMOVED, group, node, action.label, action.label, None, loc)
    if any(first > second for first, second in pairwise(matches[index] for index in sorted(matches))):
        before, after = [action.label for action in old], [action.label for action in new]
        yield Change(ChangeCode.ACTIONS_REORDERED, group, node, None, before, after, (*loc, "actions"))


def _matches(old: tuple[Ordered, ...], new: tuple[Ordered, ...]) -> dict[int, int]:
    """For each action now the one it was: the very same, else one about the same thing, else of the same name."""
    found: dict[int, int] = {}
    for alike in (_same, _about_the_same, _of_one_name):
        for index, action in enumerate(new):
            free = (was for was in range(len(old)) if was not in found.values() and alike(old[was], action))
            if index not in found and (was := next(free, None)) is not None:
                found[index] = was
    return found


def _same(was: Ordered, action: Ordered) -> bool:
    return was == action


def _about_the_same(was: Ordered, action: Ordered) -> bool:
    return was.label == action.label


def _of_one_name(was: Ordered, action: Ordered) -> bool:
    return was.name == action.name
