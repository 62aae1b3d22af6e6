"""Knows which process of this machine is which child of ours: pid and start time, on file."""

import json
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = (
    "record=$1 command=$2; shift 2; "
    'started=$(cut -d" " -f22 "/proc/$$/stat"); '
    'printf \'{"pid": %s, "started": %s, "command": %s}\\n\' "$$" "$started" "$command" > "$record.new"; '
    'mv "$record.new" "$record"; exec "$@"'
)
"""Shell lines by which a child writes its own record before it becomes the program: were it the supervisor's
to write, a supervisor killed in between would leave a child that no later one knows."""


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """One child as it was started; `started` is in clock ticks since the machine's own start."""

    pid: int
    started: int
    command: tuple[str, ...]

    def lives(self) -> bool:
        """Whether that very process still runs, and not another one that got its pid."""
        return start_time(self.pid) == self.started


def record_file(run: Path, name: str) -> Path:
    """Where the record of a child is."""
    return run / f"{name}.json"


def read_record(run: Path, name: str) -> ProcessRecord | None:
    """What is on file about a child, running or not."""
    try:
        known = json.loads(record_file(run, name).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return ProcessRecord(known["pid"], known["started"], tuple(known["command"]))


def living_record(run: Path, name: str) -> ProcessRecord | None:
    """The record of a child that runs now."""
    record = read_record(run, name)
    return record if record and record.lives() else None


def start_time(pid: int) -> int | None:
    """When a process started, None if there is none or it only waits to be buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name, in parentheses, may itself hold spaces and parentheses.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])
