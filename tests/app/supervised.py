"""A supervisor of tiny children, as a process that a test may kill: `supervised.py STATE NAME…`."""

import asyncio
import sys
from pathlib import Path

from app.progress import Progress
from app.supervisor.fleet import Fleet
from app.supervisor.keeper import Child
from app.supervisor.processes import Places
from app.supervisor.single import only_supervisor
from app.supervisor.up import supervise


async def _ready(_: int) -> bool:
    return True


def main(state: Path, names: list[str]) -> None:
    places = Places.of(state)
    fleet = Fleet(places, Progress(out=sys.stdout))
    children = [Child(name, ("/bin/sleep", "300"), {"PATH": "/usr/bin:/bin"}, _ready) for name in names]

    async def start() -> None:
        await fleet.start(children, 10)
        fleet.progress.line("started")

    with only_supervisor(places.run):
        asyncio.run(supervise(fleet, start))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
