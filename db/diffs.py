"""Knows what differs between two texts line by line, and which nodes came, went and changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

_GROUPS = ("statuses", "blocks", "questions", "ends")


@dataclass(frozen=True, slots=True)
class NodeChanges:
    """Names of statuses, of blocks, or of questions and ends."""

    added: list[str]
    removed: list[str]
    changed: list[str]


def text_diff(before: str, after: str, names: tuple[str, str]) -> str:
    """A unified diff."""
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))


def node_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> NodeChanges:
    """Which nodes came, went and changed between two canonical documents."""
    old, new = _nodes(before), _nodes(after)
    return NodeChanges(
        added=[name for name in new if name not in old],
        removed=[name for name in old if name not in new],
        changed=[name for name in new if name in old and new[name] != old[name]],
    )


def _nodes(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: node for group in _GROUPS for name, node in document.get(group, {}).items()}
