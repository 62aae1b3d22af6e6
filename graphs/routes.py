"""Knows ways through a graph: what can be reached, by which shortest way, and which loops there are."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Ways = Mapping[str, Sequence[str]]


class Reach:
    """Every node that can be reached from the starts, and a shortest way to each."""

    __slots__ = ("_from",)

    def __init__(self, ways: Ways, starts: Iterable[str]) -> None:
        self._from: dict[str, str | None] = dict.fromkeys(starts)
        queue = deque(self._from)
        while queue:
            node = queue.popleft()
            for target in ways.get(node, ()):
                if target not in self._from:
                    self._from[target] = node
                    queue.append(target)

    def __contains__(self, node: str) -> bool:
        return node in self._from

    def way(self, node: str) -> tuple[str, ...]:
        """The nodes from a start to this one."""
        steps: list[str] = []
        here: str | None = node
        while here is not None:
            steps.append(here)
            here = self._from[here]
        return tuple(reversed(steps))


def backwards(ways: Ways) -> dict[str, list[str]]:
    """The same graph with every way turned round."""
    back: dict[str, list[str]] = {}
    for node, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(node)
    return back


def loops(ways: Ways) -> list[tuple[str, ...]]:
    """A shortest loop for each group of nodes that lead to each other, from its first node back to it."""
    knotted = _without_dead_ends(ways)
    back = backwards(knotted)
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for node in knotted:
        onward = Reach(knotted, knotted[node])
        if node in done or node not in onward:
            continue
        found.append((node, *onward.way(node)))
        group = Reach(back, [node])
        done |= {other for other in knotted if other in onward and other in group}
    return found


def _without_dead_ends(ways: Ways) -> dict[str, list[str]]:
    """Only the nodes from which one can go on for ever: this keeps the search for loops short."""
    left = {node: {target for target in targets if target in ways} for node, targets in ways.items()}
    back = backwards(ways)
    ends = [node for node, targets in left.items() if not targets]
    while ends:
        end = ends.pop()
        del left[end]
        for node in back.get(end, ()):
            if node in left and end in left[node]:
                left[node].discard(end)
                if not left[node]:
                    ends.append(node)
    return {node: [target for target in ways[node] if target in left] for node in left}
