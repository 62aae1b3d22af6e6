"""Knows the block Announcement: something is said, and the call goes on (FCC-96)."""

from datetime import datetime
from typing import Literal

from domain.values import read_only
from graphs.fields import Name
from graphs.ivr.moves import Go, Move, Play
from graphs.ivr.prompts import Locale, Prompted


class Announcement(Prompted):
    block: Literal["announcement"]
    next: Name

    def exits(self) -> dict[str, str]:
        return {"next": self.next}

    def ready(self, locale: Locale) -> "ReadyAnnouncement":
        return ReadyAnnouncement(self.prompt(locale.language), self.next)


@read_only
class ReadyAnnouncement:
    prompt: str
    next: str

    def begin(self, now: datetime) -> Move:
        return Play((self.prompt,))

    def heard(self, keys: str, tries: int) -> Move:
        """A prompt that could not be played must not hold the caller up."""
        return Go(self.next)
