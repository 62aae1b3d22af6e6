"""Knows in which language this process speaks to the person at the terminal."""

from functools import cache

from app.settings import Language, Settings


@cache
def language() -> Language:
    """The language of the command line: CENTRALKA_LANGUAGE, else that of the terminal."""
    return Settings().language


def say(en: str, pl: str) -> str:
    """One of two texts that mean the same."""
    return pl if language() == "pl" else en
