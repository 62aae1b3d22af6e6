"""Knows what makes a tree of blocks unsound, beyond its spelling; each finding with the way that shows it."""

from collections.abc import Iterator, Mapping
from typing import Final

from graphs.findings import Finding, nearest
from graphs.ivr.blocks import AnyBlock, Availability, Dial, HangUp, Menu, Queue, Return, Subtree
from graphs.ivr.document import IvrDocument
from graphs.ivr.hours import hours_of
from graphs.ivr.prompts import Prompted
from graphs.ivr.whole import Whole
from graphs.routes import Reach, backwards, loops

_ENDS: Final = (Queue, Dial, Subtree, Return, HangUp)
"""Where a call may end, or find its agent."""


def verify(document: IvrDocument) -> Iterator[Finding]:
    """All that is unsound about the blocks together; a sub-tree may end the call, and takes its time."""
    blocks = document.blocks
    if document.start is not None and document.start not in blocks:
        yield Finding("target_unknown", ("start",), nearest(document.start, blocks))
    yield from _targets(blocks)
    yield from _of_blocks(blocks, document.first())
    yield from _closed_queues(blocks, document.first())


def of_whole(tree: Whole) -> Iterator[Finding]:
    """All that is unsound about a tree together with those that it enters; hours meet only in one zone."""
    yield from _of_blocks(tree.blocks, tree.start)
    if len({locale.zone for locale in tree.locales.values()}) == 1:
        yield from _closed_queues(tree.blocks, tree.start)


def _of_blocks(blocks: Mapping[str, AnyBlock], start: str) -> Iterator[Finding]:
    yield from _unreachable(blocks, start)
    yield from _traps(blocks)
    yield from _silent_loops(blocks)
    yield from _silent_ends(blocks)


def _targets(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    for name, block in blocks.items():
        for exit_, target in block.exits().items():
            if target not in blocks:
                loc = ("blocks", name, *exit_.split("."))
                yield Finding("target_unknown", loc, nearest(target, blocks))


def _ways(blocks: Mapping[str, AnyBlock]) -> dict[str, list[str]]:
    return {name: list(block.exits().values()) for name, block in blocks.items()}


def _unreachable(blocks: Mapping[str, AnyBlock], start: str) -> Iterator[Finding]:
    found = Reach(_ways(blocks), [start])
    for name in blocks:
        if name not in found:
            yield Finding("node_unreachable", ("blocks", name), {"name": name}, on_key=True)


def _traps(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    """A menu from which no key leads to an agent, to another phone or to the end."""
    ends = [name for name, block in blocks.items() if isinstance(block, _ENDS)]
    free = Reach(backwards(_ways(blocks)), ends)
    for name, block in blocks.items():
        if isinstance(block, Menu) and name not in free:
            yield Finding("menu_without_exit", ("blocks", name), {"name": name}, (name,), on_key=True)


def _silent_loops(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    """Where the call goes by itself while the caller does nothing; a queue or a dialled phone is a wait."""
    ways: dict[str, list[str]] = {}
    for name, block in blocks.items():
        if isinstance(block, Menu):
            ways[name] = [block.no_input]
        elif not isinstance(block, Queue | Dial | Subtree):
            ways[name] = list(block.exits().values())
    for loop in loops(ways):
        asks = any(isinstance(blocks[name], Menu) for name in loop)
        code = "menu_loop_without_input" if asks else "loop_without_wait"
        yield Finding(code, ("blocks", loop[0]), {"loop": " → ".join(loop)}, loop, on_key=True)


def _closed_queues(blocks: Mapping[str, AnyBlock], start: str) -> Iterator[Finding]:
    """A queue to which a way leads, but at no hour of the week."""
    if start not in blocks:
        return
    hours, found = hours_of(blocks, start), Reach(_ways(blocks), [start])
    for name, block in blocks.items():
        if isinstance(block, Queue) and name in found and not hours[name]:
            data = {"name": name}
            yield Finding("queue_never_open", ("blocks", name), data, found.way(name), on_key=True)


def _silent_ends(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    """Out of hours, straight to the end: who calls hears nothing (FCC-102)."""
    mute = {
        name: list(block.exits().values())
        for name, block in blocks.items()
        if not isinstance(block, Prompted | Queue | Dial | Subtree)
    }
    for name, block in blocks.items():
        if not isinstance(block, Availability):
            continue
        found = Reach(mute, [block.outside])
        end = next((each for each in blocks if each in found and isinstance(blocks[each], HangUp)), None)
        if end is not None:
            yield Finding("silent_hang_up", ("blocks", name, "outside"), {}, (name, *found.way(end)))
