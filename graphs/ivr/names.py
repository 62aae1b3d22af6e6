"""Knows which names a tree takes from outside, and pins what they mean when it is published."""

from collections.abc import Iterator

from graphs.findings import Finding
from graphs.ivr.blocks import AnyBlock
from graphs.ivr.document import IvrDocument
from graphs.ivr.prompts import Prompted
from graphs.known import Known, missing, pin


def named(document: IvrDocument, known: Known) -> Iterator[Finding]:
    """Recordings that nobody has uploaded."""
    for name, block in document.blocks.items():
        if isinstance(block, Prompted):
            yield from missing(known.prompts, block.play, "prompt_unknown", ("blocks", name, "play"))


def settled(document: IvrDocument, known: Known) -> IvrDocument:
    """The document with its first block named and its recordings pinned."""
    blocks = {name: _pinned(block, known) for name, block in document.blocks.items()}
    return document.model_copy(update={"start": document.first(), "blocks": blocks})


def _pinned(block: AnyBlock, known: Known) -> AnyBlock:
    if not isinstance(block, Prompted):
        return block
    return block.model_copy(update={"audio": pin(known.prompts, block.play) or block.audio})
