"""Files of recorded talks: taken when they are complete, kept once, whatever happened to who wrote them."""

import os
import time
import wave
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.recordings import file_name
from telephony.recordings import HEADER, RecordedFiles

NAME = "0" * 32
AT = datetime(2026, 11, 22, 8, 45, 12, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> RecordedFiles:
    (tmp_path / "spool").mkdir()
    return RecordedFiles(tmp_path / "spool", tmp_path / "kept")


def _written(folder: Path, *, seconds_ago: float, counted: bool = True) -> bytes:
    """Asterisk's file of one second; `counted`: it has written its header at the end."""
    file, sound = folder / "spool" / f"{NAME}.wav", b"\x01\x02" * 8000
    with wave.open(str(file), "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        made.writeframes(sound)
    if not counted:
        header = file.read_bytes()[: HEADER - 4] + bytes(4)
        file.write_bytes(header + sound)
    at = time.time() - seconds_ago
    os.utime(file, (at, at))
    return sound


def test_file_is_taken_when_it_has_been_quiet_and_its_header_counts_it(tmp_path: Path, files: RecordedFiles):
    sound = _written(tmp_path, seconds_ago=0)
    assert files.take(NAME) is None
    _written(tmp_path, seconds_ago=4)
    taken = files.take(NAME)
    kept = tmp_path / "kept" / f"{NAME}.wav"
    assert taken is not None
    assert (taken.seconds, taken.size) == (1.0, HEADER + len(sound))
    assert taken.sha256 == sha256(kept.read_bytes()).hexdigest()
    assert list((tmp_path / "spool").iterdir()) == []
    assert files.take(NAME) == taken, "told again after a crash"


def test_file_of_an_asterisk_that_died_is_taken_later_and_can_be_played(tmp_path: Path, files: RecordedFiles):
    _written(tmp_path, seconds_ago=30, counted=False)
    assert files.take(NAME) is None
    sound = _written(tmp_path, seconds_ago=61, counted=False)
    taken = files.take(NAME)
    assert taken is not None
    assert taken.seconds == 1.0
    with wave.open(str(tmp_path / "kept" / f"{NAME}.wav"), "rb") as kept:
        assert kept.readframes(kept.getnframes()) == sound


def test_file_that_nobody_wrote_is_not_there_and_one_of_nobody_is_dropped(
    tmp_path: Path, files: RecordedFiles
):
    assert files.take(NAME) is None
    _written(tmp_path, seconds_ago=0)
    files.drop(NAME)
    files.drop(NAME)
    assert list((tmp_path / "spool").iterdir()) == []


def test_name_tells_day_campaign_number_and_values():
    parts = ("sprzedaż", "+48501222333", "Żółć Łódź/12", ["a", "b"], "", "+48501222333")
    assert file_name(AT, parts, NAME) == f"2026-11-22-084512_sprzedaz_48501222333_Zolc-Lodz-12_a-b_{NAME}.wav"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_value_makes_a_path_or_a_header_of_a_name(parts: list[str]):
    name = file_name(AT, parts, NAME)
    assert name.endswith(f"_{NAME}.wav")
    assert set(name.removesuffix(".wav")) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
    assert len(name) < 200
