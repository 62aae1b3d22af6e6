"""Knows a Centralka without telephones: real Temporal, database, worker, API and mail, each its own process."""

import asyncio
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.first_run import Credentials, make_first_user
from app.ports import choose_ports
from app.provision.temporal import find_temporal
from app.settings import DatabaseSettings, Settings
from app.supervisor.installation import TEMPORAL_TUNING, environment_for_ours
from db.migrations import upgrade
from tests.installation import PORTS, Installation, until


class NoTelephonesHouse(Installation):
    """An installation whose switch is left out: for what happens to cases, at a fraction of the cost.

    Web services on 127.0.0.1 may be called, so that tests can play them.
    """

    def __init__(self, state: Path, **environment: str) -> None:
        super().__init__(state, CENTRALKA_HTTP_ALLOWED_NETWORKS='["127.0.0.0/8"]', **environment)
        self.histories: Path | None = None
        """Where Temporal keeps its tables; it forgets them otherwise."""
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.first: Credentials | None = None

    async def open(self) -> None:
        """Start everything and make the first user."""
        self.state.mkdir(parents=True, exist_ok=True)
        place = find_temporal(Settings())
        assert place is not None
        assert place.executable is not None
        choose_ports(self.state, dict.fromkeys(PORTS, 0))
        self.run("temporal", str(place.executable), *_temporal(self.port("temporal"), self.histories))
        settings = self.settings
        await upgrade(settings.database_url)
        self.first = await make_first_user(settings)
        for name in ("mail-catcher", "api", "worker"):
            self.run_ours(name)
        for listener in ("temporal", "mail", "api"):
            self._until_listening(listener)

    @property
    def settings(self) -> Settings:
        """What its processes find in their environment, as far as it matters to whoever looks inside."""
        url = self.environment.get("CENTRALKA_DATABASE_URL", "")
        return Settings(state=self.state, database=DatabaseSettings(url=url))

    def run_ours(self, name: str) -> None:
        self.environment = {**environment_for_ours(self.settings), **self.environment}
        self.run(name, sys.executable, "-P", "-m", "app", name)

    def run(self, name: str, *command: str) -> None:
        log = self.state / "logs" / f"{name}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("ab") as out:
            self.processes[name] = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )

    def password(self) -> tuple[str, str]:
        assert self.first is not None
        return self.first.email, self.first.password

    def pid(self, name: str) -> int:
        return self.processes[name].pid

    def again(self, name: str) -> None:
        """`kill -9` and start the process anew, as the supervisor does."""
        self.kill(name, signal.SIGKILL)
        self.processes[name].wait()
        self.run_ours(name)

    def goes_down(self) -> None:
        """Nothing runs any more: what is ours is killed, and Temporal lies as still as on a machine without power."""
        for name in ("worker", "api"):
            self.kill(name, signal.SIGKILL)
            self.processes[name].wait()
        self.kill("temporal", signal.SIGSTOP)

    def comes_back(self) -> None:
        self.kill("temporal", signal.SIGCONT)
        for name in ("api", "worker"):
            self.run_ours(name)
        self._until_listening("api")

    async def dies_at(self, name: str, point: str, patience: float = 20) -> None:
        """The process kills itself at that point, once it comes there, and is started anew."""

        async def dead() -> bool:
            return self.processes[name].poll() is not None

        await until(dead, patience, f"{name} dies at {point}")
        self.run_ours(name)

    def order_death(self, point: str) -> None:
        """Whoever comes to that point next dies there."""
        (Path(self.environment["CENTRALKA_CRASH_POINTS"]) / point).write_text("kill", encoding="ascii")

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
                process.wait()

    def _until_listening(self, listener: str, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port(listener))) == 0:
                    return
            dead = [name for name, process in self.processes.items() if process.poll() is not None]
            assert not dead, {name: self.log(name) for name in dead}
            assert time.monotonic() < deadline, f"{listener} does not listen"
            time.sleep(0.05)


def _temporal(port: int, histories: Path | None) -> list[str]:
    command = ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "error"]
    command += [] if histories is None else ["--db-filename", str(histories)]
    return command + [part for value in TEMPORAL_TUNING for part in ("--dynamic-config-value", value)]


@contextmanager
def opened_house(*, histories: bool = False, **environment: str) -> Iterator[NoTelephonesHouse]:
    """A house in a folder of its own, for as long as the block runs; tests order crashes in `crashes` beside it.

    With `histories` Temporal's tables can be read in `temporal.sqlite`.
    """
    folder = Path(tempfile.mkdtemp(prefix="centralka-casework-"))
    crashes = folder / "crashes"
    crashes.mkdir()
    house = NoTelephonesHouse(folder / "state", CENTRALKA_CRASH_POINTS=str(crashes), **environment)
    house.histories = folder / "temporal.sqlite" if histories else None
    try:
        asyncio.run(house.open())
        yield house
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)
