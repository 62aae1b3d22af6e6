"""Knows prompts: texts to be spoken or recordings, named by the hash of their content."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.prompts import prompt_hash
from graphs.fields import Part, Title
from graphs.spoken import Spoken


@dataclass(frozen=True, slots=True)
class PromptText:
    """A text to be spoken by a voice; the hash names the sound."""

    hash: str
    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class Locale:
    """What blocks take from the document they are written in: the voice that speaks, the zone of its clock."""

    language: str
    zone: str


class Block(Part):
    title: Title | None = None


class Prompted(Block, Spoken):
    """A block that says a text or plays a recording."""

    def prompt(self, language: str) -> str:
        """The hash of what is heard."""
        if self.say is not None:
            return prompt_hash(self.say, self.voice or language)
        return self.audio or f"play:{self.play}"


def spoken(blocks: Iterable[tuple[Block, Locale]]) -> tuple[PromptText, ...]:
    """The texts of the blocks, each once."""
    texts: dict[str, PromptText] = {}
    for block, locale in blocks:
        if isinstance(block, Prompted) and block.say is not None:
            voice = block.voice or locale.language
            key = prompt_hash(block.say, voice)
            texts[key] = PromptText(key, block.say, voice)
    return tuple(texts.values())
