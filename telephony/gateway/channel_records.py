"""Knows what Asterisk wrote about ended channels: the only witness of what happened while no gateway listened."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from domain.outcomes import Outcome
from telephony.outcomes import outcome_of_cause

FILE = "log/cel-custom/cel.csv"
TAIL = 4 * 1024 * 1024
"""Bytes read from the end of the file: tens of thousands of calls, far more than any outage of ours."""


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """The end of one channel; for a dialled customer, answered without a talk of ours counts as unhandled."""

    uniqueid: str
    ended_at: datetime
    answered: bool
    cause: int

    @property
    def outcome(self) -> Outcome:
        return Outcome.UNHANDLED if self.answered else outcome_of_cause(self.cause)


class ChannelRecords:
    """Asterisk's channel event log (CEL); read again for each question, since Asterisk appends to it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, uniqueid: str) -> ChannelRecord | None:
        """The record of an ended channel; None while Asterisk has not written it (or never will)."""
        return _record(uniqueid, csv.reader(io.StringIO(self._tail())))

    def _tail(self) -> str:
        if not self._file.exists():
            return ""
        with self._file.open("rb") as lines:
            lines.seek(max(0, self._file.stat().st_size - TAIL))
            return lines.read().decode("utf-8", "replace")


def _record(uniqueid: str, rows: Iterable[list[str]]) -> ChannelRecord | None:
    """Rows are event, time, uniqueid, linkedid, user field, details in JSON."""
    answered = False
    for row in rows:
        if len(row) < 6 or row[2] != uniqueid:
            continue
        answered = answered or row[0] == "ANSWER"
        if row[0] == "HANGUP":
            ended_at = datetime.fromtimestamp(float(row[1]), UTC)
            return ChannelRecord(uniqueid, ended_at, answered, _cause(row[5]))
    return None


def _cause(details: str) -> int:
    try:
        known = cast("dict[str, Any]", json.loads(details))
        return int(known.get("hangupcause", 0))
    except ValueError:
        return 0
