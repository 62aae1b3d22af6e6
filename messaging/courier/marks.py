"""Knows how an order is marked, so that the courier can be asked what became of it."""

from base64 import b32encode
from hashlib import sha256

_LENGTH = 12
"""60 bits: couriers print references on a label and cut them at 25 characters."""


def mark(key: str) -> str:
    """The mark of an effect's key: 12 capital letters and digits, the same each time."""
    return b32encode(sha256(key.encode()).digest()).decode()[:_LENGTH]
