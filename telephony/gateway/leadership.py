"""Knows whether this gateway may act: leadership of a node is a term in SQL, renewed each second, lost after three."""

import asyncio
import logging
import time
from collections.abc import Callable

from domain.errors import CentralkaError
from telephony.ports import Leaderships

log = logging.getLogger("centralka.leadership")

TERM = 3.0
RENEWAL = 1.0


class Leadership:
    """One gateway's claim to a node. `leads` compares the monotonic clock, so a process that slept knows it at once."""

    def __init__(
        self, leaderships: Leaderships, node: str, holder: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._leaderships = leaderships
        self._clock = clock
        self.node = node
        self.holder = holder
        self.term: int | None = None
        self._until = 0.0

    def leads(self) -> bool:
        """Whether a write to the switch is allowed at this very moment."""
        return self.term is not None and self._clock() < self._until

    async def win(self) -> int:
        """Wait as a stand-by until the node is ours; the term."""
        while not await self._renew():  # noqa: ASYNC110 - another process changes the row
            await asyncio.sleep(RENEWAL / 2)
        assert self.term is not None
        return self.term

    async def keep(self) -> None:
        """Renew each second; returns when leadership is lost."""
        while True:
            await asyncio.sleep(RENEWAL)
            renewed = await self._renew()
            if not renewed and not self.leads():
                log.warning("leadership of %s lost", self.node)
                return

    async def _renew(self) -> bool:
        asked_at = self._clock()
        try:
            term = await self._leaderships.lead(self.node, self.holder, TERM)
        except CentralkaError as error:
            log.warning("leadership of %s not renewed: %s", self.node, error.code)
            return False
        if term is None or (self.term is not None and term != self.term):
            self._until = 0.0
            return False
        self.term = term
        self._until = asked_at + TERM
        return True
