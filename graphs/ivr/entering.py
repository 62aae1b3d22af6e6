"""Knows what is unsound about a tree that enters others: names, exits, circles, depth and size."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from json import dumps
from typing import Any, Final, cast

from graphs.findings import Finding, Loc, nearest
from graphs.ivr.blocks import Subtree
from graphs.ivr.document import IvrDocument
from graphs.ivr.verify import of_whole, verify
from graphs.ivr.whole import WITHIN, is_pinned, whole
from graphs.known import Known, Tree, missing
from graphs.reading import MOST_BYTES

MOST_DEEP: Final = 8
MOST_BLOCKS: Final = 2_000
_TOLD_ALONE: Final = ("silent_hang_up",)
"""What a tree may have and be published all the same."""


def entered(data: Mapping[str, Any]) -> Iterator[str]:
    """The names of the trees that a document enters as it is written, sound or not."""
    blocks: Any = data.get("blocks")
    for block in cast("dict[str, Any]", blocks).values() if isinstance(blocks, dict) else ():
        if isinstance(block, dict) and block.get("block") == "subtree" and isinstance(block.get("tree"), str):
            yield block["tree"]


def names_of(document: IvrDocument, known: Known) -> Iterator[Finding]:
    """Trees that nobody has published, and exits that they have not, or that lead nowhere here."""
    for name, block in document.blocks.items():
        if isinstance(block, Subtree):
            loc = ("blocks", name)
            if block.tree != document.ivr:
                yield from missing(known.ivrs, block.tree, "ivr_unknown", (*loc, "tree"))
            if block.tree in known.trees:
                yield from _exits(block, _ways_out(known.trees[block.tree].document), loc)


def _ways_out(document: Mapping[str, Any]) -> dict[str, None]:
    """The exits of a tree, each once."""
    return dict.fromkeys(block["exit"] for block in document["blocks"].values() if block["block"] == "return")


def _exits(block: Subtree, there: Collection[str], loc: Loc) -> Iterator[Finding]:
    led = block.ways()
    for exit_ in led:
        if exit_ not in there:
            place = ("exits", exit_) if exit_ in block.exits_ else ("next",)
            data = {**nearest(exit_, there), "tree": block.tree}
            yield Finding("exit_unknown", (*loc, *place), data, on_key=True)
    for exit_ in there:
        if exit_ not in led:
            data = {"name": exit_, "tree": block.tree}
            yield Finding("exit_open", loc, data, on_key=True)


def bounds_of(document: IvrDocument, known: Known) -> Iterator[Finding]:
    """Trees that enter themselves, and such as are entered too deep or become too large together."""
    sizes: dict[str, int] = {}
    blocks = len(document.blocks)
    size = 0
    for name, block in document.blocks.items():
        if not isinstance(block, Subtree):
            continue
        found = _circle(document.ivr, block.tree, known) or _too_deep(document.ivr, block.tree, known)
        if found is not None:
            way = " → ".join(found.path)
            yield replace(found, loc=("blocks", name, "tree"), data={"way": way, "most": MOST_DEEP})
            return
        tree = known.trees.get(block.tree)
        if tree is not None:
            blocks += _count(tree, known, sizes)
            size += len(dumps(tree.document, ensure_ascii=False).encode())
    if blocks > MOST_BLOCKS:
        yield Finding("whole_too_many", ("blocks",), {"count": blocks}, on_key=True)
    elif size > MOST_BYTES:
        yield Finding("whole_too_large", ("blocks",), on_key=True)


Path = tuple[str, ...]


def _inside(tree: Tree, known: Known) -> Iterator[tuple[str, Tree | None]]:
    """The trees that a tree enters: those it has pinned, or else those of today."""
    for block in tree.document["blocks"].values():
        if block["block"] == "subtree":
            pinned = block.get("pinned")
            yield block["tree"], Tree(**pinned) if pinned else known.trees.get(block["tree"])


def _circle(outer: str, first: str, known: Known) -> Finding | None:
    """The shortest way on which a tree comes to itself; every circle through the outer tree is found."""
    waiting: deque[tuple[Path, Tree | None]] = deque([((outer, first), known.trees.get(first))])
    seen: set[str] = set()
    while waiting:
        path, tree = waiting.popleft()
        if path[-1] in path[:-1]:
            return Finding("trees_in_circle", path=path)
        if tree is not None and tree.hash not in seen:
            seen.add(tree.hash)
            waiting.extend(((*path, name), inner) for name, inner in _inside(tree, known))
    return None


def _too_deep(outer: str, first: str, known: Known) -> Finding | None:
    path = (outer, *_longest(first, known.trees.get(first), known, {}))
    return Finding("trees_too_deep", path=path) if len(path) > MOST_DEEP else None


def _longest(name: str, tree: Tree | None, known: Known, done: dict[str, Path], level: int = 1) -> Path:
    """The longest way into a tree, as far as it matters."""
    if tree is None or level > MOST_DEEP:
        return (name,)
    if tree.hash not in done:
        ways = [
            _longest(inner, more, known, done, level + 1)
            for inner, more in dict(_inside(tree, known)).items()
        ]
        done[tree.hash] = max(ways, key=len, default=())
    return (name, *done[tree.hash])


def _count(tree: Tree, known: Known, done: dict[str, int]) -> int:
    """The blocks of a tree with all that it enters."""
    if tree.hash not in done:
        inner = (more for _, more in _inside(tree, known) if more is not None)
        done[tree.hash] = len(tree.document["blocks"]) + sum(_count(more, known, done) for more in inner)
    return done[tree.hash]


def together(pinned: IvrDocument) -> Iterator[Finding]:
    """What only shows when the whole is looked at: it is told of the block that enters, with the way through it."""
    if not is_pinned(pinned.blocks):
        return
    told = {(finding.code, finding.loc) for finding in verify(pinned)}
    for finding in of_whole(whole(pinned)):
        node = str(finding.loc[1])
        outer = node.partition(WITHIN)[0]
        home = node.rpartition(WITHIN)[0]
        alone = finding.code in _TOLD_ALONE and all(
            step.startswith(f"{home}{WITHIN}") for step in finding.path
        )
        loc = ("blocks", outer) if home else finding.loc
        if not alone and (finding.code, loc) not in told:
            yield replace(finding, loc=loc, on_key=finding.on_key or bool(home))
