"""Knows how the children of one installation live and end together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.problems import NotReady
from app.progress import Progress
from app.settings import spoken_language
from app.supervisor.keeper import Child, Keeper
from app.supervisor.processes import Places
from app.wording import say


@dataclass(slots=True)
class Fleet:
    """Children in waves; each wave needs the ones before it, so the last one ends first."""

    places: Places
    progress: Progress
    waves: list[list[Keeper]] = field(default_factory=list[list[Keeper]])
    _tasks: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    async def start(self, children: Sequence[Child], seconds: float) -> bool:
        """Start or adopt a wave and wait; False when one was not ready in time (it is kept all the same)."""
        wave = [Keeper(child, self.places, self.progress) for child in children]
        self.waves.append(wave)
        self._tasks += [asyncio.create_task(keeper.keep()) for keeper in wave]
        return all(await asyncio.gather(*(self._until_ready(keeper, seconds) for keeper in wave)))

    async def stop(self) -> None:
        """End every child and nobody else."""
        for keeper in (keeper for wave in self.waves for keeper in wave):
            keeper.give_up()
        for wave in reversed(self.waves):
            await asyncio.gather(*(keeper.stop() for keeper in wave))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_ready(self, keeper: Keeper, seconds: float) -> bool:
        name = keeper.child.name
        if await keeper.ready(seconds):
            adopted = say(" (was running)", " (już działał)") if keeper.adopted else ""
            self.progress.line(f"  ✓ {name} {keeper.child.address}{adopted}")
            return True
        problem = NotReady(name=name, seconds=f"{seconds:.0f}", log=self.places.log(name))
        self.progress.line(f"  ✗ {problem.sentence(spoken_language())}")
        return False
