"""Knows how the page of all problems of documents is written: each code with its sentence in both languages."""

from collections.abc import Iterator
from typing import Final

from domain.parcel_sentences import PARCEL_SENTENCES
from graphs.sentences import SENTENCES
from graphs.sentences.wording import Sentence

_HEAD: Final = """# Problems of documents

Everything that `centralka graphs check`, `POST /graphs/check`, drafts, publishing and campaigns may say of a document.
The codes are stable. An *error* forbids publishing; a *warning* tells of what works, though hardly as it was meant; a
*notice* tells of what may stay as it is. Words in {braces} are filled in.
"""


def problems_page() -> str:
    """The page in Markdown, by code."""
    return "\n".join((_HEAD, *(line for code in sorted(SENTENCES) for line in _entry(code))))


def _entry(code: str) -> Iterator[str]:
    sentence = _sentence(code)
    yield f"## `{code}`"
    yield ""
    yield f"*{sentence.severity}*"
    yield ""
    yield f"- en: {sentence.en}"
    yield f"- pl: {sentence.pl}"
    yield ""


def _sentence(code: str) -> Sentence:
    """Parcels have their words where they are ordered."""
    words = PARCEL_SENTENCES.get(code.removeprefix("parcel_")) if code.startswith("parcel_") else None
    return SENTENCES[code] if words is None else Sentence(*words)
