"""Knows how long to wait before a child that died is started again."""

from dataclasses import dataclass

FIRST, LONGEST = 0.2, 5.0
STEADY = 10.0
"""Seconds after which a child counts as healthy, so that its next death is again the first."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """The wait before the next start, in seconds."""

    pause: float = FIRST

    def after(self, lifetime: float) -> "Backoff":
        """What to wait the next time, given how long the child lived this time."""
        return Backoff() if lifetime >= STEADY else Backoff(min(self.pause * 2, LONGEST))
