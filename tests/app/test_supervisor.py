"""Knows what an operator may expect of the supervisor, shown with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from app.problems import AlreadyRunning
from app.supervisor.backoff import Backoff
from app.supervisor.processes import Places
from app.supervisor.records import ProcessRecord, living_record, read_record, start_time
from app.supervisor.single import only_supervisor, supervisor

T = TypeVar("T")
SCRIPT = Path(__file__).with_name("supervised.py")
ROOT = Path(__file__).parents[2]


def wait_for(condition: Callable[[], T | None], seconds: float = 10.0) -> T:
    """The first true value of a condition, or a failed test."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    pytest.fail(f"not within {seconds} s")


class Supervised:
    """Starts supervisors on one state folder, and leaves nothing behind."""

    def __init__(self, state: Path) -> None:
        self.places = Places.of(state)
        self._started: list[subprocess.Popen[str]] = []
        self._children: set[ProcessRecord] = set()

    def start(self, *names: str) -> subprocess.Popen[str]:
        up = subprocess.Popen(
            [sys.executable, SCRIPT, self.places.run.parent, *names],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )
        self._started.append(up)
        assert up.stdout
        while (line := up.stdout.readline()) and "started" not in line:
            pass
        self._children |= {self.child(name) for name in names}
        return up

    def child(self, name: str) -> ProcessRecord:
        return wait_for(lambda: living_record(self.places.run, name))

    def clean_up(self) -> None:
        for up in self._started:
            up.kill()
            up.wait()
            assert up.stdout
            up.stdout.close()
        for child in self._children | set(
            filter(None, [read_record(self.places.run, n) for n in ("a", "b")])
        ):
            if child.lives():
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)


@pytest.fixture
def supervised(tmp_path: Path) -> Generator[Supervised]:
    rig = Supervised(tmp_path)
    yield rig
    rig.clean_up()


def test_child_that_is_killed_is_back_and_the_other_goes_on(supervised: Supervised):
    supervised.start("a", "b")
    first, other = supervised.child("a"), supervised.child("b")
    begun = time.monotonic()
    os.kill(first.pid, signal.SIGKILL)
    again = wait_for(lambda: (now := living_record(supervised.places.run, "a")) != first and now)
    assert time.monotonic() - begun < 3
    assert again.pid != first.pid
    assert supervised.child("b") == other


def test_killed_supervisor_leaves_children_and_the_next_adopts_them(supervised: Supervised):
    up = supervised.start("a", "b")
    before = supervised.child("a"), supervised.child("b")
    up.kill()
    up.wait()
    assert all(child.lives() for child in before)
    second = supervised.start("a", "b")
    assert (supervised.child("a"), supervised.child("b")) == before
    second.send_signal(signal.SIGINT)
    assert second.wait(10) == 0
    wait_for(lambda: not any(child.lives() for child in before))


def test_adopted_child_that_dies_is_back(supervised: Supervised):
    up = supervised.start("a")
    child = supervised.child("a")
    up.kill()
    up.wait()
    supervised.start("a")
    os.kill(child.pid, signal.SIGKILL)
    again = wait_for(lambda: (now := living_record(supervised.places.run, "a")) != child and now)
    assert again.lives()


def test_second_supervisor_is_refused_and_names_the_first(supervised: Supervised):
    up = supervised.start("a")
    assert supervisor(supervised.places.run) == up.pid
    with pytest.raises(AlreadyRunning, match=str(up.pid)), only_supervisor(supervised.places.run):
        pass


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_operator_who_ends_it_ends_its_children_and_nobody_else(supervised: Supervised, word: signal.Signals):
    stranger = subprocess.Popen(["/bin/sleep", "300"])
    try:
        up = supervised.start("a", "b")
        children = supervised.child("a"), supervised.child("b")
        up.send_signal(word)
        assert up.wait(10) == 0
        assert not any(child.lives() for child in children)
        assert stranger.poll() is None
        assert supervisor(supervised.places.run) is None
    finally:
        stranger.kill()
        stranger.wait()


def test_process_that_got_the_pid_of_a_dead_child_is_not_taken_for_it():
    mine = os.getpid()
    started = start_time(mine)
    assert started
    assert ProcessRecord(mine, started, ()).lives()
    assert not ProcessRecord(mine, started - 1, ()).lives()


def test_child_with_other_settings_is_replaced_not_adopted(supervised: Supervised):
    up = supervised.start("a")
    outdated = supervised.child("a")
    up.kill()
    up.wait()
    record = supervised.places.run / "a.json"
    record.write_text(record.read_text().replace("300", "301"))
    supervised.start("a")
    wait_for(lambda: not outdated.lives())
    assert supervised.child("a").command == ("/bin/sleep", "300")


def test_child_that_keeps_dying_is_started_ever_more_slowly():
    backoff, pauses = Backoff(), list[float]()
    for _ in range(7):
        pauses.append(backoff.pause)
        backoff = backoff.after(lifetime=0.1)
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert backoff.after(lifetime=60).pause == 0.2
