"""Knows in which hours of the week a call can come to each block, whatever the dated exceptions.

A set of hours is a number whose bits are the slices between all times at which something opens or closes.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import time

from graphs.ivr.blocks import AnyBlock, Availability, Queue, Subtree

_DAYS = 7


def hours_of(blocks: Mapping[str, AnyBlock], start: str) -> dict[str, int]:
    """The hours in which each block is reached; 0 where its hours on the way never meet."""
    slices = _slices(blocks)
    whole = (1 << _DAYS * len(slices)) - 1
    exits = {name: list(_exits(block, slices, whole)) for name, block in blocks.items()}
    hours = dict.fromkeys(blocks, 0)
    hours[start] = whole
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for target, open_in in exits[name]:
            # Who has waited in a queue leaves it at another time than he came; and what is in a sub-tree?
            came = whole if isinstance(blocks[name], Queue | Subtree) else hours[name]
            more = hours.get(target, whole) | (came & open_in)
            if target in hours and more != hours[target]:
                hours[target] = more
                waiting.append(target)
    return hours


def _slices(blocks: Mapping[str, AnyBlock]) -> dict[time, int]:
    """The place of each slice of a day, by its beginning."""
    openings = (entry for block in blocks.values() if isinstance(block, Availability) for entry in block.open)
    edges = {time.min, *(edge for entry in openings for edge in (entry.hours.start, entry.hours.end))}
    return {edge: place for place, edge in enumerate(sorted(edges - {time.max}))}


def _exits(block: AnyBlock, slices: Mapping[time, int], whole: int) -> Iterator[tuple[str, int]]:
    """Where a block leads, and in which hours; an exception may open or close any hour of its date."""
    if not isinstance(block, Availability):
        for target in block.exits().values():
            yield target, whole
        return
    opened = 0
    for entry in block.open:
        first, last = slices[entry.hours.start], slices.get(entry.hours.end, len(slices))
        for day in entry.days:
            opened |= ((1 << last - first) - 1) << day * len(slices) + first
    yield block.within, whole if any(each.available for each in block.except_) else opened
    yield block.outside, whole if block.except_ else whole & ~opened
