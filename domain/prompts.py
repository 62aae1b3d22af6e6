"""Knows how a spoken text is named: by its content, so that the same text is spoken once for ever."""

from hashlib import sha256


def prompt_hash(text: str, voice: str) -> str:
    """The name of a text spoken in a voice: 32 hex digits."""
    return sha256(f"{voice}\n{text}".encode()).hexdigest()[:32]
