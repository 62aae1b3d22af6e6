"""Knows which of two versions something new gets: a share of all keys, the same for a key every time."""

from hashlib import sha256
from typing import Final

_PARTS: Final = 10_000


def takes_second(key: str, percent: int) -> bool:
    """Whether this key is among the `percent` (0 to 100) that get the second version (EXT-39).

    A larger share takes more keys, and all that a smaller one took.
    """
    place = int.from_bytes(sha256(key.encode()).digest()[:8]) % _PARTS
    return place * 100 < percent * _PARTS
