"""Knows how an IVR tree is written: blocks with their exits."""

from typing import Annotated

from pydantic import Field

from graphs.fields import Language, Name, Part, Prose, Required, Title, Zone
from graphs.ivr.blocks import AnyBlock


class IvrDocument(Part):
    """The blocks of a call, which begins at `start` or else at the first; the first sound answers it."""

    ivr: Name
    title: Title | None = None
    description: Prose | None = None
    language: Language = "pl"
    zone: Zone = "Europe/Warsaw"
    review: Required | None = None
    start: Name | None = None
    blocks: Annotated[dict[Name, Annotated[AnyBlock, Field(discriminator="block")]], Field(min_length=1)]

    def first(self) -> str:
        """The block where the call begins."""
        return self.start or next(iter(self.blocks))
