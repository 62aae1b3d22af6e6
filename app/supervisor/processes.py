"""Knows how to start, watch and end one process with its whole group, ours or adopted."""

import asyncio
import json
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.supervisor.records import LAUNCHER, ProcessRecord, living_record, record_file


@dataclass(frozen=True, slots=True)
class Places:
    """Where records and logs are."""

    run: Path
    logs: Path

    @classmethod
    def of(cls, state: Path) -> "Places":
        """The folders of an installation, made when they are missing."""
        places = cls(state / "run", state / "logs")
        for folder in (places.run, places.logs):
            folder.mkdir(parents=True, exist_ok=True)
        return places

    def log(self, name: str) -> Path:
        """The log of one child: all that it prints."""
        return self.logs / f"{name}.log"


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A process that leads its own session, watched by a descriptor that no reuse of its pid deceives."""

    pid: int
    watch: int
    popen: subprocess.Popen[bytes] | None = None
    """None when another `up` has started it."""

    @property
    def adopted(self) -> bool:
        """Whether an earlier `up` has started it."""
        return self.popen is None

    async def ended(self) -> None:
        """Return when it has ended; what is left of its group is ended too."""
        loop = asyncio.get_running_loop()
        gone = loop.create_future()
        loop.add_reader(self.watch, lambda: gone.done() or gone.set_result(None))
        try:
            await gone
        finally:
            loop.remove_reader(self.watch)
        self._bury()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its whole group; the watch proves that the group is still its own."""
        with suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self.watch, 0)
            os.killpg(self.pid, number)

    def _bury(self) -> None:
        if self.popen is not None:
            # Until it is reaped its pid, and so the number of its group, cannot belong to others.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self.popen.wait()
        os.close(self.watch)


def adopt(places: Places, name: str) -> RunningProcess | None:
    """Take over a child that an earlier `up` left running."""
    record = living_record(places.run, name)
    return _watched(record) if record else None


def launch(
    places: Places, name: str, command: tuple[str, ...], environment: dict[str, str]
) -> RunningProcess:
    """Start a child as the leader of its own session; it writes its own record."""
    shell = [
        "/bin/sh",
        "-c",
        LAUNCHER,
        "sh",
        str(record_file(places.run, name)),
        json.dumps(command),
        *command,
    ]
    with places.log(name).open("ab") as log:
        child = subprocess.Popen(
            shell, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    return RunningProcess(child.pid, os.pidfd_open(child.pid), child)


def _watched(record: ProcessRecord) -> RunningProcess | None:
    try:
        watch = os.pidfd_open(record.pid)
    except ProcessLookupError:
        return None
    if record.lives():
        return RunningProcess(record.pid, watch)
    os.close(watch)
    return None
