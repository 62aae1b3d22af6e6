"""Knows the block Subtree: the call goes through another published tree, and comes back (EXT-38)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from graphs.fields import Hash, Name, Part
from graphs.ivr.blocks.return_ import NEXT
from graphs.ivr.prompts import Block


class Pinned(Part):
    """The version of a tree that another one enters: written when that is published, and kept with it."""

    hash: Hash
    document: dict[str, Any]


class Subtree(Block):
    """`next` is the way of a plain `return`, `exits` those of returns that name one; `pinned` is not for authors."""

    block: Literal["subtree"]
    tree: Name
    next: Name | None = None
    exits_: Annotated[dict[Name, Name], Field(max_length=100)] = Field({}, alias="exits")
    pinned: Pinned | None = None

    def ways(self) -> dict[str, str]:
        """Where the call goes on, by the exit through which it comes back."""
        return self.exits_ | ({} if self.next is None else {NEXT: self.next})

    def exits(self) -> dict[str, str]:
        named = {f"exits.{exit_}": target for exit_, target in self.exits_.items()}
        return named | ({} if self.next is None else {"next": self.next})
