"""Files of recorded talks: taken when they are complete, kept once, whatever happened to who wrote them."""

import os
import time
import wave
from hashlib import sha256
from pathlib import Path
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.recordings import file_name
from telephony.recordings import HEADER, RecordedFiles

NAME = "0" * 32


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


WORDS: dict[str, list[object]] = {
    "time": ["2026-11-22-084512"],
    "campaign": ["sprzedaż"],
    "number": ["+48501222333"],
    "fields": ["Żółć Łódź/12", ["a", "b"]],
    "call": [NAME],
}


@pytest.mark.parametrize(
    ("template", "name"),
    [
        (
            "{time}_{campaign}_{number}_{fields}_{call}",
            f"2026-11-22-084512_sprzedaz_48501222333_Zolc-Lodz-12_a-b_{NAME}",
        ),
        ("{number}-{campaign}", "48501222333-sprzedaz"),
        ("nagranie", "nagranie"),
        ("_", "recording"),
    ],
)
def test_template_says_what_stands_in_the_name(template: str, name: str):
    assert file_name(template, WORDS) == f"{name}.wav"


def test_what_is_not_known_leaves_no_gap():
    assert file_name("{campaign}_{number}_{fields}_{call}", {**WORDS, "number": [""], "fields": []}) == (
        f"sprzedaz_{NAME}.wav"
    )


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_value_makes_a_path_or_a_header_of_a_name(values: list[str]):
    name = file_name("{time}_{fields}", {"time": ["now"], "fields": list(values)})
    assert name.startswith("now")
    assert set(name.removesuffix(".wav")) <= set(ascii_letters + digits + "-_")
    assert len(name) <= 204
