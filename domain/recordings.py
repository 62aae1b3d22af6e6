"""Knows what is said about the recording of a talk, and how its file is named for people."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

_LONGEST_PART = 40
_LONGEST = 200
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_WITHOUT_DECOMPOSITION = str.maketrans("łŁøØđĐ", "lLoOdD")


@dataclass(frozen=True, slots=True)
class EndedTalk:
    """A recorded leg that is over; `talked`: its agent met the customer."""

    recording_id: str
    ended_at: datetime
    talked: bool


@dataclass(frozen=True, slots=True)
class Sound:
    """A file of sound that is complete: its length in seconds and bytes, and its SHA-256 in hex."""

    seconds: float
    size: int
    sha256: str


def file_name(template: str, words: Mapping[str, Sequence[object]]) -> str:
    """The template with the words of its `{placeholders}`, of which letters, digits and dashes are left."""
    filled = _PLACEHOLDER.sub(lambda found: "_".join(map(_plain, words[found[1]])), template)
    named = re.sub("_{2,}", "_", filled)[:_LONGEST].strip("_-")
    return f"{named or 'recording'}.wav"


def _plain(part: object) -> str:
    text = "-".join(map(str, cast("list[object]", part))) if isinstance(part, list) else str(part)
    letters = unicodedata.normalize("NFKD", text.translate(_WITHOUT_DECOMPOSITION))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST_PART]
