"""Knows what Asterisk wrote about ended channels: the only witness of what happened while no gateway listened."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.outcomes import Outcome

TAIL = 4 * 1024 * 1024
"""Bytes read from the end of the file: tens of thousands of calls, far more than any outage of ours."""

_OUTCOMES = {
    "NO ANSWER": Outcome.NO_ANSWER,
    "BUSY": Outcome.BUSY,
    "ANSWERED": Outcome.UNHANDLED,
}


@dataclass(frozen=True, slots=True)
class CallRecord:
    """The end of one channel; for a dialled customer, answered without a talk of ours counts as unhandled."""

    uniqueid: str
    ended_at: datetime
    disposition: str

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES.get(self.disposition, Outcome.NETWORK_ERROR)


class CallRecords:
    """The file of call records; read again for each question, since Asterisk appends to it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, uniqueid: str) -> CallRecord | None:
        """The last record of a channel; None while Asterisk has not written it (or never will)."""
        found: CallRecord | None = None
        for row in csv.reader(io.StringIO(self._tail())):
            if len(row) >= 7 and row[0] == uniqueid:
                found = CallRecord(uniqueid, datetime.fromtimestamp(float(row[4]), UTC), row[6])
        return found

    def _tail(self) -> str:
        if not self._file.exists():
            return ""
        with self._file.open("rb") as lines:
            lines.seek(max(0, self._file.stat().st_size - TAIL))
            return lines.read().decode("utf-8", "replace")
