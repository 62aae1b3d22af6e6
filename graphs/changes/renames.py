"""Knows which nodes were only given another name: same content, and no other that it could be."""

from collections import defaultdict
from collections.abc import Mapping

from graphs.changes.shapes import Shape

Shapes = Mapping[str, Shape]
_SOMEWHERE = "?"


def renames(old: Shapes, new: Shapes) -> dict[str, str]:
    """New names by old ones; only where the node is the same but for the names that it leads to."""
    gone = {name: node for name, node in old.items() if name not in new}
    come = {name: node for name, node in new.items() if name not in old}
    found = _alike(gone, come)
    while True:
        sure = {
            before: after for before, after in found.items() if old[before].renamed(found).same(new[after])
        }
        if len(sure) == len(found):
            return sure
        found = sure


def _alike(gone: Shapes, come: Shapes) -> dict[str, str]:
    """Pairs that only each other resemble."""
    unsure = dict.fromkeys((*gone, *come), _SOMEWHERE)
    before, after = _by_content(gone, unsure), _by_content(come, unsure)
    return {
        names[0]: after[content][0]
        for content, names in before.items()
        if len(names) == 1 and len(after.get(content, ())) == 1
    }


def _by_content(nodes: Shapes, unsure: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, node in nodes.items():
        seen = node.renamed(unsure)
        actions = [
            (action.name, sorted(action.fields.items()), sorted(action.edges.items()))
            for action in seen.actions
        ]
        found[repr((sorted(seen.fields.items()), sorted(seen.edges.items()), actions))].append(name)
    return found
