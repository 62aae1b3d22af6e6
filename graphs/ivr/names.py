"""Knows which names a tree takes from outside, and pins what they mean when it is published."""

from collections.abc import Iterator

from graphs.findings import Finding
from graphs.ivr import entering
from graphs.ivr.blocks import AnyBlock, Pinned, Subtree
from graphs.ivr.document import IvrDocument
from graphs.ivr.prompts import Prompted
from graphs.known import Known, Tree, missing, pin


def named(document: IvrDocument, known: Known) -> Iterator[Finding]:
    """Recordings that nobody has uploaded, and all that is wrong with the trees that are entered."""
    for name, block in document.blocks.items():
        if isinstance(block, Prompted):
            yield from missing(known.prompts, block.play, "prompt_unknown", ("blocks", name, "play"))
    if any(isinstance(block, Subtree) for block in document.blocks.values()):
        yield from _of_trees(document, known)


def _of_trees(document: IvrDocument, known: Known) -> Iterator[Finding]:
    """The whole is looked at only where nothing else is wrong with it."""
    found = [*entering.names_of(document, known), *entering.bounds_of(document, known)]
    yield from found or entering.together(settled(document, known))


def settled(document: IvrDocument, known: Known) -> IvrDocument:
    """The document with its first block named, its recordings pinned, and the trees that it enters."""
    blocks = {name: _pinned(block, known) for name, block in document.blocks.items()}
    return document.model_copy(update={"start": document.first(), "blocks": blocks})


def _pinned(block: AnyBlock, known: Known) -> AnyBlock:
    if isinstance(block, Subtree):
        return block.model_copy(update={"pinned": _tree(known.trees.get(block.tree))})
    if not isinstance(block, Prompted):
        return block
    return block.model_copy(update={"audio": pin(known.prompts, block.play) or block.audio})


def _tree(found: Tree | None) -> Pinned | None:
    """None for one that cannot run by itself: the trees that it enters are not pinned."""
    blocks = () if found is None else found.document["blocks"].values()
    if found is None or any(block["block"] == "subtree" and "pinned" not in block for block in blocks):
        return None
    return Pinned(hash=found.hash, document=dict(found.document))
