"""Knows in which language this process speaks to the person at the terminal."""

from app.settings import spoken_language


def say(en: str, pl: str) -> str:
    """One of two texts that mean the same."""
    return pl if spoken_language() == "pl" else en
