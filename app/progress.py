"""Knows how to tell a person which step is being done, for how long, and how it ended."""

import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from app.problems import StepFailed
from app.wording import say


@dataclass(frozen=True, slots=True)
class Progress:
    """Prints named steps, whole lines at a time, so that steps which run side by side stay readable."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    remind: float = 15.0
    """Seconds after which a step that still runs is mentioned again."""
    _one_line: threading.Lock = field(default_factory=threading.Lock)

    def line(self, text: str) -> None:
        """Print one line now."""
        with self._one_line:
            print(text, file=self.out, flush=True)

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Print that a step begins, and how it ended after how many seconds."""
        start = time.monotonic()
        self.line(f"  … {name}")
        try:
            yield
        except BaseException:
            self.line(f"  ✗ {name} ({time.monotonic() - start:.0f} s)")
            raise
        self.line(f"  ✓ {name} ({time.monotonic() - start:.0f} s)")

    def run(self, name: str, command: Sequence[str | Path], work: "Workplace") -> None:
        """Run a command as a named step; its output goes to the log. Raises StepFailed."""
        work.log.parent.mkdir(parents=True, exist_ok=True)
        with self.step(name), work.log.open("a", encoding="utf-8") as log:
            child = subprocess.Popen(
                command,
                cwd=work.folder,
                env=work.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
            if self._wait(child, name) != 0:
                raise StepFailed(step=name, reason=_last_line(work.log), log=work.log)

    def _wait(self, child: subprocess.Popen[bytes], name: str) -> int:
        start = time.monotonic()
        try:
            while True:
                try:
                    return child.wait(self.remind)
                except subprocess.TimeoutExpired:
                    spent = f"{time.monotonic() - start:.0f} s"
                    self.line(say(f"  … {name}: still at it, {spent}", f"  … {name}: trwa, {spent}"))
        finally:
            # Ctrl-C must not leave a compiler behind.
            if child.poll() is None:
                child.terminate()


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a command runs, with which environment, and where its output goes."""

    log: Path
    folder: Path | None = None
    environment: dict[str, str] | None = None
    """None passes ours on."""


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), say("no output", "brak wyjścia"))
