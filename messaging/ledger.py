"""Knows what sending asks of the ledger; the database satisfies it structurally."""

from typing import Protocol

from domain.effects import Job, Letter


class Ledger(Protocol):
    """Every write is a compare-and-set on the key, its `fence` and an open state (planned, attempting)."""

    async def look(self, key: str) -> Job:
        """The effect as it stands; its letter if one was stored, else its draft. Else NotFound."""
        ...

    async def claim(self, key: str, fence: int, letter: Letter) -> int | None:
        """→ attempting with `fence + 1` and `attempts + 1`, the letter stored; the new fence.

        None: somebody else moved the effect, or what allowed it (consent, status) is gone: send nothing."""
        ...

    async def confirm(self, key: str, fence: int, reference: str) -> None:
        """→ confirmed with what the other side said, for example its queue id."""
        ...

    async def reject(self, key: str, fence: int, reason: str) -> None:
        """→ rejected: refused for good, certainly not sent."""
        ...

    async def unknown(self, key: str, fence: int) -> None:
        """→ unknown, final: "outcome unknown, not repeated"."""
        ...

    async def postpone(self, key: str, fence: int, attempts: int, reason: str) -> None:
        """Certainly not sent this time: `attempts` as given, → planned if they are 0; `reason` for people."""
        ...

    async def complain(self, key: str, reason: str) -> None:
        """Tell those who answer for the campaign, once a day, that the service refuses our account."""
        ...
