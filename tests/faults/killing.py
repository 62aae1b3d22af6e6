"""Knows how one of our processes dies, and when it is back."""

import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from app.supervisor.records import living_record
from tests.installation import Installation, until

PROCESSES = ("api", "worker", "gateway", "temporal")


def child_of(house: Installation, process: str) -> str:
    """The name under which `up` runs it: of the gateways, the leader."""
    return house.leader() if process == "gateway" else process


async def kill(house: Installation, process: str) -> float:
    """`kill -9`; the moment at which the supervisor has started it again."""
    name = child_of(house, process)
    pid = house.kill(name)
    await until(lambda: house.pid(name) != pid, 10, f"{name} is started again")
    return time.time()


async def kill_all(house: Installation, *names: str) -> float:
    """`kill -9` to all of them at once; the moment at which the last one has been started again."""
    pids = {name: house.kill(name) for name in names}
    await until(
        lambda: all(house.pid(name) != pid for name, pid in pids.items()), 10, "all are started again"
    )
    return time.time()


def kill_for_good(house: Installation) -> None:
    """Everything of ours dies, the supervisor first; Asterisk alone is left."""
    house.kill_up()
    for name in ("api", "worker", "gateway-a", "gateway-b", "temporal"):
        house.kill(name)


def end_what_is_left(house: Installation) -> None:
    """What an `up` that was killed, or was too slow to end, has left running."""
    run = house.state / "run"
    for file in run.glob("*.json"):
        record = living_record(run, file.stem)
        if record is not None:
            with suppress(ProcessLookupError):
                os.killpg(record.pid, signal.SIGKILL)


class Crash:
    """A crash that is ordered and may not have happened yet."""

    def __init__(self, house: Installation, point: str, order: str) -> None:
        self._house = house
        self._file = Path(house.environment["CENTRALKA_CRASH_POINTS"]) / point
        self._order = order
        self.name = house.leader()
        self.pid = house.pid(self.name)

    def arm(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(self._order, encoding="ascii")
        fresh.replace(self._file)

    def disarm(self) -> None:
        self._file.unlink(missing_ok=True)

    async def happened(self) -> float:
        """Until the leader is dead and started again, or stopped; the moment."""
        if self._order == "stop":
            await until(lambda: is_stopped(self.pid), 15, "the gateway has stopped")
        else:
            await until(lambda: self._house.pid(self.name) != self.pid, 15, "the gateway is started again")
        return time.time()


@asynccontextmanager
async def crash_at(house: Installation, point: str, order: str) -> AsyncIterator[Crash]:
    """The leading gateway dies or freezes when it next comes to the point."""
    crash = Crash(house, point, order)
    crash.arm()
    try:
        yield crash
    finally:
        crash.disarm()


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "T"


async def all_is_well(house: Installation) -> None:
    """Until what an earlier test killed is back: every process ready, and a gateway leads."""

    def ready(name: str) -> bool:
        said = house.state / "run" / f"{name}.ready"
        return said.exists() and said.read_text(encoding="ascii") == str(house.pid(name))

    def listens(name: str) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", house.port(name))) == 0

    leads = "SELECT 1 FROM leadership WHERE until > strftime('%Y-%m-%d %H:%M:%f', 'now')"
    await until(
        lambda: (
            all(ready(name) for name in ("worker", "gateway-a", "gateway-b"))
            and all(listens(name) for name in ("api", "temporal"))
            and house.sql(leads)
        ),
        60,
        "everything runs",
    )
