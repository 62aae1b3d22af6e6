"""Knows prompts: texts to be spoken or recordings, named by the hash of their content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import model_validator

from domain.prompts import prompt_hash
from graphs.fields import Hash, Language, Name, Part, Title, refuse, text_up_to


@dataclass(frozen=True, slots=True)
class PromptText:
    """A text to be spoken by a voice; the hash names the sound."""

    hash: str
    text: str
    voice: str


class Block(Part):
    title: Title | None = None


class Prompted(Block):
    """A block that says a text or plays a recording; `audio` is the recording's hash, once pinned."""

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

    def prompt(self, language: str) -> str:
        """The hash of what is heard."""
        if self.say is not None:
            return prompt_hash(self.say, self.voice or language)
        return self.audio or f"play:{self.play}"


def spoken(blocks: Iterable[Block], language: str) -> tuple[PromptText, ...]:
    """The texts of the blocks, each once."""
    texts: dict[str, PromptText] = {}
    for block in blocks:
        if isinstance(block, Prompted) and block.say is not None:
            voice = block.voice or language
            key = prompt_hash(block.say, voice)
            texts[key] = PromptText(key, block.say, voice)
    return tuple(texts.values())
