"""Knows that one installation has one supervisor."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from app.problems import AlreadyRunning

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@contextmanager
def only_supervisor(run: Path) -> Generator[None]:
    """Hold the installation, or raise AlreadyRunning; the kernel lets go of it when this process dies."""
    with (run / "up.lock").open("a+", encoding="ascii") as lock:
        if not _held(lock):
            raise AlreadyRunning(pid=supervisor(run) or "?")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        _forget_other_boots(run)
        yield


def _held(lock: TextIO) -> bool:
    for _ in range(5):
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        # `centralka status` holds the lock for an instant, to see whether somebody else does.
        time.sleep(0.1)
    return False


def supervisor(run: Path) -> int | None:
    """The pid of the supervisor that holds the installation, None while there is none."""
    try:
        with (run / "up.lock").open(encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int((run / "up.lock").read_text(encoding="ascii") or 0)
    return None


def _forget_other_boots(run: Path) -> None:
    """After the machine's restart pids and start times mean other processes."""
    file, boot = run / "boot", _BOOT.read_text(encoding="ascii")
    if file.exists() and file.read_text(encoding="ascii") != boot:
        for record in run.glob("*.json"):
            record.unlink()
    file.write_text(boot, encoding="ascii")
