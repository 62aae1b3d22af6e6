"""Knows a sentence in both languages, made when it is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    en: str
    pl: str
