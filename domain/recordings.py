"""Knows what is said about the recording of a talk, and how its file is named for people."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

_LONGEST_PART = 40
_LONGEST = 150
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


def file_name(at: datetime, parts: Iterable[object], call_id: str) -> str:
    """`2026-11-22-084512_<parts>_<call>.wav`: of each part only letters, digits and dashes are left (A-Z, 0-9)."""
    words = dict.fromkeys(word for part in parts if (word := _plain(part)))
    named = "_".join([f"{at:%Y-%m-%d-%H%M%S}", *words])[:_LONGEST]
    return f"{named}_{call_id}.wav"


def _plain(part: object) -> str:
    text = "-".join(map(str, cast("list[object]", part))) if isinstance(part, list) else str(part)
    letters = unicodedata.normalize("NFKD", text.translate(_WITHOUT_DECOMPOSITION))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST_PART]
