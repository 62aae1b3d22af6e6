"""Knows the files of recorded talks: which of them are complete, and how they leave Asterisk's folder."""

import hashlib
import os
import time
import wave
from pathlib import Path

from domain.recordings import Sound

FOLDER = "recordings"
HEADER = 44
"""Bytes before the sound of a WAV file as Asterisk writes it: 8,000 samples a second of 16 bits, one channel."""

QUIET = 3.0
"""Seconds without a change after which a file whose header counts all of its sound is complete."""

GIVEN_UP = 60.0
"""Seconds after which it is, whatever its header counts: Asterisk died while it wrote."""


class RecordedFiles:
    """From `spool`, where Asterisk writes, complete files are moved to `kept`; both are named by the recording."""

    def __init__(self, spool: Path, kept: Path) -> None:
        self._spool = spool
        self._kept = kept

    def take(self, recording_id: str) -> Sound | None:
        """The sound, once it is complete and kept; None before, or when there is no file. May be repeated."""
        source, target = self._spool / f"{recording_id}.wav", self._kept / f"{recording_id}.wav"
        if source.exists():
            if not _is_complete(source):
                return None
            _keep(source, target)
            source.unlink()
        return _sound_of(target) if target.exists() else None

    def drop(self, recording_id: str) -> None:
        """Forget the file of a leg that met nobody."""
        (self._spool / f"{recording_id}.wav").unlink(missing_ok=True)


def _is_complete(file: Path) -> bool:
    found = file.stat()
    unchanged = time.time() - found.st_mtime
    with file.open("rb") as sound:
        header = sound.read(HEADER)
    counted = int.from_bytes(header[40:], "little") == found.st_size - HEADER
    return unchanged > (QUIET if counted else GIVEN_UP)


def _keep(source: Path, target: Path) -> None:
    """A copy that is on the disk before its name is; the folders may lie on two disks."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = target.with_suffix(".new")
    with source.open("rb") as file, made.open("wb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        file.seek(HEADER)
        with wave.open(copy, "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            while samples := file.read(1 << 20):
                sound.writeframesraw(samples[: len(samples) // 2 * 2])
        copy.flush()
        os.fsync(copy.fileno())
    made.replace(target)


def _sound_of(file: Path) -> Sound:
    with file.open("rb") as sound:
        digest = hashlib.file_digest(sound, "sha256").hexdigest()
    with wave.open(str(file), "rb") as sound:
        seconds = sound.getnframes() / sound.getframerate()
    return Sound(seconds, file.stat().st_size, digest)
