"""Knows how a text becomes sound that Asterisk plays: espeak-ng, 8 kHz mono 16 bit, kept by content."""

import os
import shutil
import subprocess
from pathlib import Path

from domain.errors import Unavailable
from domain.prompts import prompt_hash

LONGEST = 5000


class VoiceMissing(Unavailable):
    """The voice {voice} cannot speak: {reason}. Install it with: apt-get install espeak-ng sox"""

    code = "voice_missing"
    message_pl = "Głos {voice} nie może mówić: {reason}. Zainstaluj: apt-get install espeak-ng sox"


def speak(text: str, voice: str, folder: Path) -> Path:
    """The WAV of the text in `folder`, named by `prompt_hash`; made when missing. Blocks, seconds at most.

    The text travels by standard input only: no shell, no argument, so nothing in it is ever an option.
    """
    wanted = folder / f"{prompt_hash(text, voice)}.wav"
    if wanted.exists():
        return wanted
    folder.mkdir(parents=True, exist_ok=True)
    raw = _run(["espeak-ng", "-v", voice, "--stdin", "--stdout", "-b", "1"], text[:LONGEST].encode(), voice)
    made = wanted.with_name(f".{wanted.name}.{os.getpid()}.wav")
    convert = [
        "sox",
        "-t",
        "wav",
        "-",
        "-r",
        "8000",
        "-c",
        "1",
        "-b",
        "16",
        "-e",
        "signed-integer",
        str(made),
    ]
    _run(convert, raw, voice)
    made.chmod(0o644)
    made.replace(wanted)
    return wanted


def _run(command: list[str], data: bytes, voice: str) -> bytes:
    if not shutil.which(command[0]):
        raise VoiceMissing(voice=voice, reason=f"{command[0]} is not installed")
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=60, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise VoiceMissing(voice=voice, reason=f"{command[0]} failed") from error
    return done.stdout
