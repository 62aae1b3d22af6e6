"""Knows in which order documents are published that name each other: what is named before what names it."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeVar

from graphs.checking import Checked

K = TypeVar("K")
_KINDS: Final = ("script", "ivr", "scenarios", "process", "campaign")
"""Scenarios come before the process that may demand them."""


def in_order(documents: Mapping[K, Checked]) -> list[K]:
    """The keys of documents in the order in which they can be published: a tree before those that enter it.

    Trees that enter each other in a circle have no order; each of them is unsound where the others are known.
    """
    enters = {found.name or "": found.enters for found in documents.values() if found.kind == "ivr"}
    try:
        trees = list(TopologicalSorter(enters).static_order())
    except CycleError:
        trees = sorted(enters)

    def place(key: K) -> tuple[int, int]:
        found = documents[key]
        kind = _KINDS.index(found.kind) if found.kind in _KINDS else -1
        return kind, trees.index(found.name or "") if found.kind == "ivr" else 0

    return sorted(documents, key=place)
