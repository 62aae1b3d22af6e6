"""Knows how a part comes into the cache folder: built aside by one process at a time, then renamed."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.progress import Progress
from app.wording import say


@contextmanager
def alone(lock: Path, progress: Progress) -> Generator[None]:
    """Hold a lock that other processes of this machine respect; says so when it has to wait."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.line(
                say(
                    f"  … another process prepares {lock.stem}; waiting for it",
                    f"  … inny proces przygotowuje {lock.stem}; czekam na niego",
                )
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def built_aside(place: Path) -> Generator[Path]:
    """A folder to build in; it becomes `place` when the block ends well, and never does by halves."""
    aside = place.with_name(f".{place.name}.unfinished")
    remove_tree(aside)
    aside.mkdir(parents=True)
    try:
        yield aside
    except BaseException:
        remove_tree(aside)
        raise
    aside.replace(place)


def remove_tree(folder: Path) -> None:
    """Remove a tree that may hold the mounts of a debootstrap that was interrupted."""
    if not folder.exists():
        return
    for inner in ("dev/pts", "dev", "proc", "sys"):
        if os.path.ismount(folder / inner):
            subprocess.run(["umount", "-l", folder / inner], check=True)
    shutil.rmtree(folder)
