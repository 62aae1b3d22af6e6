"""Knows what an operator sees of `centralka up`: the whole installation, for real, on a state folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from app.supervisor.records import ProcessRecord, living_record

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
CHILDREN = ("asterisk", "temporal", "mail-catcher", "api", "worker", "gateway-a", "gateway-b")
PORTS = ("API", "TEMPORAL", "AMI", "SIP", "WEB", "MAIL", "TRUNK")
pytestmark = [pytest.mark.system, pytest.mark.xdist_group("up"), pytest.mark.timeout(300)]


def wait_for(condition: Callable[[], T | None], seconds: float) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s")


class Installation:
    """One state folder, and the `up` that runs on it."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.log = state / "up.log"
        free = {f"CENTRALKA_PORTS_{name}": "0" for name in PORTS}
        self._environment = {**os.environ, **free, "CENTRALKA_STATE": str(state), "PYTHONPATH": str(ROOT)}
        self._environment |= {"CENTRALKA_LANGUAGE": "en"}
        self.up: subprocess.Popen[bytes] | None = None
        self.first_told = ""

    def start(self) -> subprocess.Popen[bytes]:
        """Start `up` and wait until it has told the new user everything."""
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            command = [sys.executable, "-P", "-m", "app", "up"]
            up = self.up = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        wait_for(lambda: "Ctrl-C" in self.told() or up.poll() is not None, 120)
        assert up.poll() is None, self.told()
        self.first_told = self.first_told or self.told()
        return up

    def running(self) -> subprocess.Popen[bytes]:
        """The `up` of this installation, started again when a test has ended it; everything is ready."""
        up = self.up if self.up and self.up.poll() is None else self.start()
        wait_for(self.is_ready, 60)
        return up

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "app", *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def child(self, name: str) -> ProcessRecord | None:
        return living_record(self.state / "run", name)

    def children(self) -> dict[str, ProcessRecord | None]:
        return {name: self.child(name) for name in CHILDREN}

    def is_ready(self) -> bool:
        return self.run("status").returncode == 0

    def end(self) -> None:
        if self.up and self.up.poll() is None:
            self.up.terminate()
            self.up.wait(30)
        for record in self.children().values():
            if record and record.lives():
                os.kill(record.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("up"))
    yield installation
    installation.end()


@pytest.fixture
def installation(one: Installation) -> Installation:
    """The installation, with everything ready."""
    one.running()
    return one


def test_new_user_is_told_addresses_password_number_and_what_to_try_next(installation: Installation):
    told = installation.first_told
    assert re.search(r"Password +\S{12,}", told)
    assert re.search(r"Number to call +\+?\d+", told)
    assert "./centralka demo" in told
    docs = re.search(r"http://127\.0\.0\.1:\d+/docs", told)
    assert docs
    assert httpx2.get(docs[0], follow_redirects=True).status_code == 200


def test_status_lists_every_process_as_ready(installation: Installation):
    done = installation.run("status")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" ready ") == len(CHILDREN)


def test_second_up_says_that_one_runs(installation: Installation):
    done = installation.run("up")
    assert done.returncode == 1
    assert f"process {installation.running().pid}" in done.stderr


def test_all_processes_together_stay_small(installation: Installation):
    pids = [record.pid for record in installation.children().values() if record]
    resident = [Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0] for pid in pids]
    assert sum(map(int, resident)) < 1.2 * 1024 * 1024


@pytest.mark.parametrize("name", ["api", "worker", "gateway-a", "temporal", "mail-catcher"])
def test_process_that_is_killed_is_back_and_the_others_go_on(installation: Installation, name: str):
    before = installation.children()
    victim = before[name]
    assert victim
    os.kill(victim.pid, signal.SIGKILL)
    wait_for(lambda: installation.child(name) not in (None, victim), 3)
    wait_for(installation.is_ready, 60)
    others = {other: record for other, record in installation.children().items() if other != name}
    assert others == {other: record for other, record in before.items() if other != name}


def test_killed_up_leaves_everything_running_and_the_next_adopts_it(installation: Installation):
    before = installation.children()
    up = installation.running()
    up.kill()
    up.wait()
    assert installation.children() == before
    ports = json.loads((installation.state / "ports.json").read_text())
    installation.start()
    assert installation.children() == before
    assert json.loads((installation.state / "ports.json").read_text()) == ports


def test_ctrl_c_ends_everything_that_was_started(installation: Installation):
    up = installation.running()
    before = [record for record in installation.children().values() if record]
    up.send_signal(signal.SIGINT)
    assert up.wait(30) == 0
    assert not any(record.lives() for record in before)
