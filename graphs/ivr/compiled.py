"""Knows a tree made ready to run as one with the trees that it enters, with its prompts and its numbers to dial."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphs.ivr.blocks import ReadyBlock, ReadyDial
from graphs.ivr.document import IvrDocument
from graphs.ivr.prompts import PromptText, spoken
from graphs.ivr.whole import whole


@dataclass(frozen=True, slots=True)
class Ivr:
    """A tree, ready to run; compiled once when it is read."""

    name: str
    title: str
    language: str
    start: str
    blocks: Mapping[str, ReadyBlock]
    prompts: tuple[PromptText, ...]

    def dial_number(self, node: str) -> str:
        """The outside number (E.164) of a dial block: for the switch only, never for a history."""
        block = self.blocks[node]
        if not isinstance(block, ReadyDial):
            raise KeyError(node)
        return block.number


def compile_ivr(canonical: Mapping[str, Any]) -> Ivr:
    """The tree of a canonical document, which `check` has found to be sound."""
    document = IvrDocument.model_validate(canonical)
    laid = whole(document)
    return Ivr(
        name=document.ivr,
        title=document.title or document.ivr,
        language=document.language,
        start=laid.start,
        blocks={name: block.ready(laid.locales[name]) for name, block in laid.blocks.items()},
        prompts=spoken((block, laid.locales[name]) for name, block in laid.blocks.items()),
    )
