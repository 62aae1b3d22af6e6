"""Knows the block Return: the call goes back to the tree that entered this one (EXT-38)."""

from typing import Final, Literal

from graphs.fields import Name
from graphs.ivr.blocks.hang_up import ReadyHangUp
from graphs.ivr.prompts import Block, Locale

NEXT: Final = "next"


class Return(Block):
    """Back by `exit`, which is a way out of the block that entered the tree; nobody did: the call ends."""

    block: Literal["return"]
    exit: Name = NEXT

    def exits(self) -> dict[str, str]:
        return {}

    def ready(self, locale: Locale) -> ReadyHangUp:
        return ReadyHangUp()
