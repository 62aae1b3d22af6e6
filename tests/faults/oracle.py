"""Knows the invariants of a story, judged from outside: SIP and RTP on the wire, Asterisk's records, SQL, Temporal."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from temporalio.client import Client as Temporal

from tests.faults.floor import Floor
from tests.installation import Installation, until
from tests.rtp import Capture

GAP_PROMISED = 100.0
GAP_TOLERATED = 3 * GAP_PROMISED
"""The promise is for a machine of its own; the tests share theirs. The table shows the real figure."""
BACK_PROMISED = 10.0
BACK_TOLERATED = 30.0
HEALED = 60.0
KEYS, KEY_SECONDS = (96, 101), 0.3


def rings(pcap: Path, port: int) -> int:
    """How often the phone at that port was called: INVITEs on the wire, repetitions of UDP counted once."""
    found = set[str]()
    for target, text in _sip(pcap):
        if target == port and text.startswith("INVITE "):
            branch = re.search(r"branch=([^;\s]+)", text)
            found.add(branch[1] if branch else text)
    return len(found)


def _sip(pcap: Path) -> Iterator[tuple[int, str]]:
    data, position = pcap.read_bytes(), 24
    while position + 16 <= len(data):
        (stored,) = struct.unpack_from("<I", data, position + 8)
        frame = data[position + 16 : position + 16 + stored]
        position += 16 + stored
        udp = frame[14 + (frame[14] & 15) * 4 :]
        text = udp[8:]
        if text[:4].isalpha() and text[:4].isupper():
            yield struct.unpack_from("!H", udp, 2)[0], text.decode("utf-8", "replace")


def gap_ms(capture: Capture, media_port: int) -> float:
    """The longest hole in what a person heard.

    SIPp's keys break the sound that it sends, on which Asterisk's own sound depends: their moment is left out."""
    heard = capture.heard_at(media_port)
    pressed = [
        packet.at
        for stream in capture.streams()
        if stream.source == media_port
        for packet in stream.packets
        if packet.kind in KEYS
    ]
    if not pressed:
        return heard.largest_gap_ms()
    spans = (heard.largest_gap_ms(last=min(pressed)), heard.largest_gap_ms(first=max(pressed) + KEY_SECONDS))
    return max(span for span in spans if span < float("inf"))


class Oracle:
    """The invariants of `docs/faults.md` for one story."""

    def __init__(self, floor: Floor, temporal: Temporal) -> None:
        self._floor = floor
        self._house: Installation = floor.house
        self._temporal = temporal

    async def verdict(self) -> list[str]:
        """What is violated; every invariant gets the time that it promises to heal in."""
        checks = {
            "I1, I2: one dial for each attempt": self._one_dial,
            "I4: no agent in two conversations": self._one_conversation,
            "I5: one call record for each channel": self._one_record,
            "I6: no agent busy without a channel": self._nobody_stuck,
            "I12: open workflows are the running rows": self._workflows_match,
            "one history row for each save": self._one_row_each_save,
            "every order told to its workflow": self._no_open_orders,
        }
        violated: list[str] = []
        for name, holds in checks.items():
            patience = 10.0 if name.startswith("I6") else HEALED
            try:
                await until(holds, patience, name)
            except AssertionError:
                violated.append(name)
        return violated

    def _legs(self) -> list[tuple[str, str]]:
        return [
            (str(role), str(uniqueid))
            for role, uniqueid in self._house.sql(
                "SELECT leg.role, leg.uniqueid FROM leg JOIN call ON call.id = leg.call_id WHERE call.case_id = ?",
                self._floor.case_id,
            )
        ]

    def _one_dial(self) -> bool:
        """Each attempt has one record at the switch at the most."""
        rows = self._house.sql("SELECT id FROM attempt WHERE case_id = ?", self._floor.case_id)
        records = [row[0] for row in self._house.cdr()]
        return all(records.count(f"ca-{attempt}") <= 1 for (attempt,) in rows)

    def _one_conversation(self) -> bool:
        """Busy intervals of the agent never overlap."""
        rows = self._house.sql(
            "SELECT began_at, ended_at FROM seat_interval WHERE agent_id = ? AND state = 'busy' ORDER BY began_at",
            self._floor.agent_id,
        )
        return all(before[1] is not None and before[1] <= after[0] for before, after in zip(rows, rows[1:]))  # noqa: B905, RUF007

    def _one_record(self) -> bool:
        records = [row[0] for row in self._house.cdr()]
        return all(records.count(uniqueid) == 1 for _, uniqueid in self._legs())

    def _nobody_stuck(self) -> bool:
        return self._floor.seat() in ("away", "free", "wrap_up")

    def _no_open_orders(self) -> bool:
        return all(state == "sent" for _, _, state in self._floor.orders())

    def _one_row_each_save(self) -> bool:
        saved = self._house.sql(
            "SELECT COUNT(*), COUNT(DISTINCT disposition_id) FROM case_history "
            "WHERE case_id = ? AND disposition_id IS NOT NULL",
            self._floor.case_id,
        )
        drafts = self._house.sql("SELECT COUNT(*) FROM disposition WHERE case_id = ?", self._floor.case_id)
        return saved[0] == (drafts[0][0], drafts[0][0])

    async def _workflows_match(self) -> bool:
        running = {
            f"call-{row[0]}"
            for row in self._house.sql(
                "SELECT id FROM call WHERE case_id = ? AND ended_at IS NULL", self._floor.case_id
            )
        }
        if self._floor.case("workflow") == "running":
            running.add(f"case-{self._floor.case_id}")
        calls = self._house.sql("SELECT id FROM call WHERE case_id = ?", self._floor.case_id)
        ours = {f"call-{row[0]}" for row in calls} | {f"case-{self._floor.case_id}"}
        opened = {one.id async for one in self._temporal.list_workflows("ExecutionStatus = 'Running'")}
        return opened & ours == running
