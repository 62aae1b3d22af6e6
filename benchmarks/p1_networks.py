"""Knows the two graphs of P1 as every arm gets them: nodes, their edges by event, and a walk that comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Run = Callable[[int], str]
"""Walk so many laps; the node where it ended."""

TREE_SIZE, LAP = 40, 200
KEYS = ("k1", "k2", "k3")
DONE = "done"


@dataclass(frozen=True, slots=True)
class Network:
    """`walk` leads from `start` back to `start`, one event a transition."""

    name: str
    start: str
    edges: Mapping[str, Mapping[str, str]]
    walk: tuple[str, ...]

    def events(self) -> tuple[str, ...]:
        return tuple(sorted({event for edges in self.edges.values() for event in edges}))


def ring(size: int = 10) -> Network:
    """Each node leads to the next one."""
    edges = {f"s{place}": {"go": f"s{(place + 1) % size}"} for place in range(size)}
    return Network("ring", "s0", edges, ("go",) * size)


def is_guard(place: int) -> bool:
    """Every fourth node of the tree asks whether it is open."""
    return place % 4 == 3


def is_announcement(place: int) -> bool:
    return place % 4 == 1


def ways(place: int) -> tuple[int, int, int]:
    """Where the three keys of a menu lead."""
    return (place + 1) % TREE_SIZE, (place + 7) % TREE_SIZE, (place + 14) % TREE_SIZE


def tree() -> Network:
    """The IVR as the peers get it: its guards are passed already, so that they have less to do than we."""
    edges: dict[str, dict[str, str]] = {}
    for place in range(TREE_SIZE):
        if is_announcement(place):
            edges[_name(place)] = {DONE: _waiting(place + 1)}
        elif not is_guard(place):
            edges[_name(place)] = {key: _waiting(way) for key, way in zip(KEYS, ways(place), strict=True)}
    return Network("tree", "n0", edges, _lap("n0", edges))


def _name(place: int) -> str:
    return f"n{place % TREE_SIZE}"


def _waiting(place: int) -> str:
    """The next node that waits: an open guard leads on."""
    return _name(place + 1) if is_guard(place % TREE_SIZE) else _name(place)


def _lap(start: str, edges: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Keys in turn for most of a lap, then the shortest way home."""
    node, walk = start, list[str]()
    while len(walk) < LAP:
        event = tuple(edges[node])[len(walk) % len(edges[node])]
        walk.append(event)
        node = edges[node][event]
    return (*walk, *_way_home(node, start, edges))


def _way_home(node: str, start: str, edges: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    ahead: list[tuple[str, tuple[str, ...]]] = [(node, ())]
    seen = {node}
    for here, so_far in ahead:
        if here == start:
            return so_far
        for event, target in edges[here].items():
            if target not in seen:
                seen.add(target)
                ahead.append((target, (*so_far, event)))
    raise AssertionError("no way home")
