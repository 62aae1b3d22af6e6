"""Knows what a node of any document is made of: its ways out, its actions, and all other fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from graphs.findings import Loc
from graphs.script.document import OTHERWISE

Way = tuple[tuple[str | None, str], ...]
"""Branches: a condition (None: always) and where it leads."""
Edges = Mapping[str, Way]
_MAPPINGS: Final = ("on_dialer", "on_event")
_SINGLE: Final = ("on_mail", "on_sms", "on_chat", "on_call", "on_waiting")
_AIMED: Final = ("counter", "sla")
_ELSEWHERE: Final = ("on_time", "on_script", "actions", "initial")
"""Lists of edges and of actions, and what is told of the whole document."""
_ABOUT: Final = ("template", "service", "campaign", "to", "list", "play")


@dataclass(frozen=True, slots=True)
class Ordered:
    """An action: what it is called for people, its fields and its ways."""

    name: str
    about: str
    fields: Mapping[str, Any]
    edges: Edges

    @property
    def label(self) -> str:
        return f"{self.name}({self.about})" if self.about else self.name


@dataclass(frozen=True, slots=True)
class Shape:
    """A node; `places` leads from the name of an edge to where it stands in the node."""

    fields: Mapping[str, Any]
    edges: Edges
    actions: tuple[Ordered, ...]
    places: Mapping[str, Loc]

    def renamed(self, names: Mapping[str, str]) -> "Shape":
        """The node, were the nodes that it leads to called so."""
        actions = tuple(replace(action, edges=_renamed(action.edges, names)) for action in self.actions)
        return replace(self, edges=_renamed(self.edges, names), actions=actions)

    def same(self, other: "Shape") -> bool:
        return (self.fields, self.edges, self.actions) == (other.fields, other.edges, other.actions)


def shape(group: str, node: Mapping[str, Any], exits: Mapping[str, str] | None = None) -> Shape:
    """The shape of a node of a canonical document; `exits` are those of a block of an IVR tree."""
    if exits is not None:
        found = [(name, tuple(name.split(".")), target) for name, target in exits.items()]
    else:
        found = list(_process_edges(node) if group == "statuses" else _answers(node))
    rest = {name: value for name, value in node.items() if name not in _ELSEWHERE}
    for _, loc, _ in found:
        rest = _without(rest, loc)
    return Shape(
        fields=flat(rest),
        edges={name: _way(value) for name, _, value in found},
        actions=tuple(_ordered(action) for action in node.get("actions", ())),
        places={name: loc for name, loc, _ in found},
    )


def flat(part: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields of a mapping with those of the mappings in it, by dotted names."""
    fields: dict[str, Any] = {}
    for name, value in part.items():
        if isinstance(value, dict):
            fields |= flat(cast("dict[str, Any]", value), f"{prefix}{name}.")
        else:
            fields[f"{prefix}{name}"] = value
    return fields


def _process_edges(node: Mapping[str, Any]) -> Iterator[tuple[str, Loc, Any]]:
    for name in _SINGLE:
        if name in node:
            yield name, (name,), node[name]
    for name in _MAPPINGS:
        for key, way in node.get(name, {}).items():
            yield f"{name}.{key}", (name, key), way
    for name in _AIMED:
        if name in node:
            yield name, (name, "then"), node[name]["then"]
    yield from _listed(node, "on_time", ("after",))
    yield from _listed(node, "on_script", ("script", "field", "value"))


def _listed(node: Mapping[str, Any], name: str, keys: tuple[str, ...]) -> Iterator[tuple[str, Loc, Any]]:
    """Edges of a list, named by what they wait for; the second for the same thing has a number."""
    seen: dict[str, int] = {}
    for index, edge in enumerate(node.get(name, ())):
        label = f"{name}({', '.join(str(edge[key]) for key in keys)})"
        seen[label] = seen.get(label, 0) + 1
        yield label if seen[label] == 1 else f"{label} {seen[label]}", (name, index, "then"), edge["then"]


def _answers(node: Mapping[str, Any]) -> Iterator[tuple[str, Loc, Any]]:
    ways = node.get("next")
    if isinstance(ways, str):
        yield f"next.{OTHERWISE}", ("next",), ways
    for answer, target in (cast("dict[str, str]", ways) if isinstance(ways, dict) else {}).items():
        yield f"next.{answer}", ("next", answer), target


def _without(part: Mapping[str, Any], loc: Loc) -> dict[str, Any]:
    """The mapping without what stands there."""
    first, *rest = loc
    if rest and isinstance(part.get(str(first)), dict):
        return {**part, str(first): _without(part[str(first)], tuple(rest))}
    return {name: value for name, value in part.items() if name != first}


def _way(value: Any) -> Way:
    if isinstance(value, str):
        return ((None, value),)
    return tuple((branch.get("when"), branch["then"]) for branch in value)


def _ordered(action: Mapping[str, Any]) -> Ordered:
    ways = ("on_success", "on_failure")
    name = next(key for key in action if key not in (*ways, "delay", "keep"))
    order = action[name]
    about = next((str(order[key]) for key in _ABOUT if key in order), "")
    rest = {key: value for key, value in action.items() if key not in (*ways, name)}
    edges = {key: _way(action[key]) for key in ways if key in action}
    return Ordered(name, about, {**flat(order), **flat(rest)}, edges)


def _renamed(edges: Edges, names: Mapping[str, str]) -> Edges:
    return {
        edge: tuple((when, names.get(target, target)) for when, target in way) for edge, way in edges.items()
    }
