"""Knows what makes a tree of blocks unsound, beyond its spelling; each finding with the way that shows it."""

from collections.abc import Iterator, Mapping

from graphs.findings import Finding, nearest
from graphs.ivr.blocks import AnyBlock, Dial, HangUp, Menu, Queue
from graphs.ivr.document import IvrDocument
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
