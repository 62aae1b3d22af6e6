"""Knows how one child is kept alive: adopted or started, and started again when it dies."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from app.progress import Progress
from app.supervisor.backoff import Backoff
from app.supervisor.processes import Places, RunningProcess, adopt, launch
from app.supervisor.records import read_record
from app.wording import say

POLITE_SECONDS = 10.0
"""How long a child may take to end when it is asked to."""


@dataclass(frozen=True, slots=True)
class Child:
    """What to run under a name, and how to see that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    ready: Callable[[int], Awaitable[bool]]
    """Given its pid."""
    address: str = ""


@dataclass(slots=True)
class Keeper:
    """Keeps one child alive until it is told to stop."""

    child: Child
    places: Places
    progress: Progress
    _process: RunningProcess | None = None
    _stopping: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> None:
        """Run until `stop`; a death is answered within the back-off, 0.2 s the first time."""
        backoff = Backoff()
        await self._end_outdated()
        while not self._stopping:
            begun = time.monotonic()
            await self._live()
            if not self._stopping:
                self._tell_death(backoff)
                await asyncio.sleep(backoff.pause)
                backoff = backoff.after(time.monotonic() - begun)

    async def ready(self, seconds: float) -> bool:
        """Wait until the child is ready, whichever start of it; False when it takes longer."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process and await self.child.ready(self._process.pid):
                return True
            await asyncio.sleep(0.05)
        return False

    def give_up(self) -> None:
        """From now on a death is not answered."""
        self._stopping = True

    async def stop(self) -> None:
        """Ask the child to end, and end it when it does not."""
        self.give_up()
        if self._process is None:
            return
        process = self._process
        for word in (signal.SIGTERM, signal.SIGKILL):
            if self._process is process:
                process.signal(word)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone(process), POLITE_SECONDS)

    @property
    def adopted(self) -> bool:
        """Whether the child that runs now was started by an earlier `up`."""
        return self._process is not None and self._process.adopted

    async def _live(self) -> None:
        found = adopt(self.places, self.child.name)
        self._process = found or launch(
            self.places, self.child.name, self.child.command, self.child.environment
        )
        try:
            await self._process.ended()
        finally:
            self._process = None
            self._changed.set()

    async def _end_outdated(self) -> None:
        """End a child that an `up` with other settings left; the next one gets the present settings."""
        record = read_record(self.places.run, self.child.name)
        outdated = (
            adopt(self.places, self.child.name) if record and record.command != self.child.command else None
        )
        if outdated:
            outdated.signal(signal.SIGTERM)
            await outdated.ended()

    async def _gone(self, process: RunningProcess) -> None:
        while self._process is process:
            self._changed.clear()
            await self._changed.wait()

    def _tell_death(self, backoff: Backoff) -> None:
        log = self.places.log(self.child.name)
        self.progress.line(
            say(
                f"  ! {self.child.name} ended; starting it again in {backoff.pause:g} s (log: {log})",
                f"  ! {self.child.name}: koniec; ponowny start za {backoff.pause:g} s (dziennik: {log})",
            )
        )
