"""Knows what makes a tree of blocks unsound, beyond its spelling; each finding with the way that shows it."""

from collections.abc import Iterator, Mapping

from graphs.findings import Finding, nearest
from graphs.ivr.blocks import AnyBlock, Availability, Dial, HangUp, Menu, Queue
from graphs.ivr.document import IvrDocument
from graphs.ivr.hours import hours_of
from graphs.ivr.prompts import Prompted
from graphs.routes import Reach, backwards, loops


def verify(document: IvrDocument) -> Iterator[Finding]:
    """All that is unsound about the blocks together."""
    blocks = document.blocks
    if document.start is not None and document.start not in blocks:
        yield Finding("target_unknown", ("start",), nearest(document.start, blocks))
    yield from _targets(blocks)
    yield from _unreachable(document)
    yield from _traps(blocks)
    yield from _silent_loops(blocks)
    yield from _closed_queues(document)
    yield from _silent_ends(blocks)


def _targets(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    for name, block in blocks.items():
        for exit_, target in block.exits().items():
            if target not in blocks:
                loc = ("blocks", name, *exit_.split("."))
                yield Finding("target_unknown", loc, nearest(target, blocks))


def _ways(blocks: Mapping[str, AnyBlock]) -> dict[str, list[str]]:
    return {name: list(block.exits().values()) for name, block in blocks.items()}


def _unreachable(document: IvrDocument) -> Iterator[Finding]:
    found = Reach(_ways(document.blocks), [document.first()])
    for name in document.blocks:
        if name not in found:
            yield Finding("node_unreachable", ("blocks", name), {"name": name}, on_key=True)


def _traps(blocks: Mapping[str, AnyBlock]) -> Iterator[Finding]:
    """A menu from which no key leads to an agent, to another phone or to the end."""
    ends = [name for name, block in blocks.items() if isinstance(block, Queue | Dial | HangUp)]
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
        elif not isinstance(block, Queue | Dial):
            ways[name] = list(block.exits().values())
    for loop in loops(ways):
        asks = any(isinstance(blocks[name], Menu) for name in loop)
        code = "menu_loop_without_input" if asks else "loop_without_wait"
        yield Finding(code, ("blocks", loop[0]), {"loop": " → ".join(loop)}, loop, on_key=True)


def _closed_queues(document: IvrDocument) -> Iterator[Finding]:
    """A queue to which a way leads, but at no hour of the week."""
    blocks, start = document.blocks, document.first()
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
        if not isinstance(block, Prompted | Queue | Dial)
    }
    for name, block in blocks.items():
        if not isinstance(block, Availability):
            continue
        found = Reach(mute, [block.outside])
        end = next((each for each in blocks if each in found and isinstance(blocks[each], HangUp)), None)
        if end is not None:
            yield Finding("silent_hang_up", ("blocks", name, "outside"), {}, (name, *found.way(end)))
