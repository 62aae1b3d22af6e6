"""Knows what is heard on the telephone, in every language of documents: a text to be spoken, or a recording."""

from typing import Annotated, Self

from pydantic import model_validator

from graphs.fields import Hash, Language, Name, Part, refuse, text_up_to


class Spoken(Part):
    """Says a text or plays a recording; `audio` is the recording's hash, once pinned."""

    say: Annotated[str, text_up_to(2_000)] | None = None
    play: Name | None = None
    audio: Hash | None = None
    voice: Language | None = None

    @model_validator(mode="after")
    def one_prompt(self) -> Self:
        """Exactly one of `say` and `play`."""
        if self.say is None and self.play is None:
            raise refuse("prompt_missing")
        if self.say is not None and self.play is not None:
            raise refuse("prompt_twice")
        return self
