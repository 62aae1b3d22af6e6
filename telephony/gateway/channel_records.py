"""Knows what Asterisk wrote about ended channels: the only witness of what happened while no gateway listened."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from domain.outcomes import Outcome
from telephony.outcomes import outcome_of_dial

FILE = "log/cel-custom/cel.csv"
REMEMBERED = 20_000
"""Ended channels kept in memory: far more than any outage of ours."""

TAIL = 4 * 1024 * 1024
"""Bytes read from the end of the file: tens of thousands of calls, far more than any outage of ours."""


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """The end of one channel; for a dialled customer, answered without a talk of ours counts as unhandled.

    `note` is what the dialplan itself said of it (the user field)."""

    uniqueid: str
    ended_at: datetime
    answered: bool
    cause: int
    note: str = ""

    @property
    def outcome(self) -> Outcome:
        return outcome_of_dial(answered=self.answered, note=self.note, cause=self.cause)


class ChannelRecords:
    """Asterisk's channel event log (CEL), to which it appends: each question reads only what is new."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._place = -1
        self._answered: set[str] = set()
        self._ended: dict[str, ChannelRecord] = {}

    def find(self, uniqueid: str) -> ChannelRecord | None:
        """The record of an ended channel; None while Asterisk has not written it (or never will)."""
        for row in csv.reader(io.StringIO(self._news())):
            self._take(row)
        return self._ended.get(uniqueid)

    def _news(self) -> str:
        """Whole lines since the last question; at the first one, the end of the file."""
        if not self._file.exists():
            return ""
        size = self._file.stat().st_size
        start = max(0, size - TAIL) if self._place < 0 or self._place > size else self._place
        with self._file.open("rb") as lines:
            lines.seek(start)
            news, _, unfinished = lines.read().rpartition(b"\n")
            self._place = lines.tell() - len(unfinished)
        return news.decode("utf-8", "replace")

    def _take(self, row: list[str]) -> None:
        """Rows are event, time, uniqueid, linkedid, user field, details in JSON."""
        if len(row) < 6:
            return
        uniqueid = row[2]
        if row[0] == "ANSWER":
            self._answered.add(uniqueid)
        if row[0] == "HANGUP":
            ended_at = datetime.fromtimestamp(float(row[1]), UTC)
            answered = uniqueid in self._answered
            self._answered.discard(uniqueid)
            self._ended[uniqueid] = ChannelRecord(uniqueid, ended_at, answered, _cause(row[5]), row[4])
            if len(self._ended) > REMEMBERED:
                del self._ended[next(iter(self._ended))]


def _cause(details: str) -> int:
    try:
        known = cast("dict[str, Any]", json.loads(details))
        return int(known.get("hangupcause", 0))
    except ValueError:
        return 0
