"""Knows a tree with the trees that it enters, as one: their blocks stand under the name of the block that enters.

A block of a sub-tree is `entering/inner`, which no author can write. Entering and coming back are jumps, so that
whoever walks through a whole tree, or looks at it, knows nothing of sub-trees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphs.ivr.blocks import AnyBlock, Jump, OwnBlock, Return, Subtree
from graphs.ivr.document import IvrDocument
from graphs.ivr.prompts import Locale

WITHIN: Final = "/"


@dataclass(frozen=True, slots=True)
class Whole:
    """All blocks, and what each takes from the document that it is written in."""

    start: str
    blocks: Mapping[str, OwnBlock]
    locales: Mapping[str, Locale]


def whole(document: IvrDocument) -> Whole:
    """The tree of a document that pins every tree it enters, and leads on from each of their exits."""
    blocks: dict[str, OwnBlock] = {}
    locales: dict[str, Locale] = {}
    for name, block, locale in _laid(document, "", None):
        blocks[name], locales[name] = block, locale
    return Whole(document.first(), blocks, locales)


def is_pinned(blocks: Mapping[str, AnyBlock]) -> bool:
    """Whether every tree that is entered is pinned, so that the whole is known."""
    return all(block.pinned is not None for block in blocks.values() if isinstance(block, Subtree))


def _laid(
    document: IvrDocument, prefix: str, back: Mapping[str, str] | None
) -> Iterator[tuple[str, OwnBlock, Locale]]:
    """The blocks under their names in the whole; `back` is where each exit leads, None: nobody entered."""
    locale = Locale(document.language, document.zone)
    for name, block in document.blocks.items():
        here = f"{prefix}{name}"
        if isinstance(block, Subtree):
            inner = _inner(block)
            yield here, _jump(f"{here}{WITHIN}{inner.first()}"), locale
            ways = {exit_: f"{prefix}{target}" for exit_, target in block.ways().items()}
            yield from _laid(inner, f"{here}{WITHIN}", ways)
        elif isinstance(block, Return) and back is not None:
            yield here, _jump(back[block.exit]), locale
        else:
            yield here, _led(block, prefix), locale


def _inner(block: Subtree) -> IvrDocument:
    if block.pinned is None:
        raise ValueError(block.tree)
    return IvrDocument.model_validate(block.pinned.document)


def _jump(target: str) -> Jump:
    """Without a look at the name, which is no author's."""
    return Jump.model_construct(block="jump", to=target)


def _led(block: OwnBlock, prefix: str) -> OwnBlock:
    """The block, leading to the names of the whole."""
    ways: dict[str, Any] = {}
    for exit_, target in block.exits().items():
        field, _, key = exit_.partition(".")
        if key:
            ways.setdefault(field, {})[key] = f"{prefix}{target}"
        else:
            ways[field] = f"{prefix}{target}"
    return block.model_copy(update=ways)
