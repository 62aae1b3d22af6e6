"""Knows what a sentence about a problem is: what is wrong and what to do, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    en: str
    pl: str
    severity: str = "error"


def notice(en: str, pl: str) -> Sentence:
    """A sentence about something that may stay as it is."""
    return Sentence(en, pl, "notice")


def warning(en: str, pl: str) -> Sentence:
    """A sentence about something that works, though hardly as it was meant."""
    return Sentence(en, pl, "warning")
