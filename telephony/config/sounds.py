"""Knows the sounds that the dialplan needs by itself: music, the zip tone, a moment of silence, four sentences."""

import math
import struct
import wave
from pathlib import Path

from telephony.config.settings import AsteriskSettings
from telephony.prompts import speak

RATE = 8000
MUSIC_NOTES = (523, 659, 784, 1047, 784, 659)
ZIP_TONE = 1400

SENTENCES = {
    "pl": {
        "please-hold": "Proszę czekać, za chwilę połączymy rozmowę.",
        "last-resort": "Przepraszamy za utrudnienia. Łączymy z dyżurnym pracownikiem.",
        "information": "Dzień dobry. Próbowaliśmy się z państwem połączyć, lecz wszyscy konsultanci "
        "są zajęci. Zadzwonimy ponownie. Do widzenia.",
        "goodbye": "Nie możemy teraz odebrać. Prosimy zadzwonić później. Do widzenia.",
    },
    "en": {
        "please-hold": "Please hold, we will connect you in a moment.",
        "last-resort": "We are sorry for the inconvenience. We connect you to the person on duty.",
        "information": "Hello. We tried to reach you, but all our agents are busy. "
        "We will call again. Goodbye.",
        "goodbye": "We cannot take your call now. Please call later. Goodbye.",
    },
}


def write_sounds(settings: AsteriskSettings) -> None:
    """Makes what is missing; a sentence is spoken once for each text and language."""
    folder = settings.folders.outside
    _write(folder / "music" / "music.wav", _melody(MUSIC_NOTES * 4, 0.4))
    _write(folder / "sounds" / "zip.wav", _note(ZIP_TONE, 0.25))
    _write(folder / "sounds" / "silence.wav", [0] * (RATE // 25))
    for name, text in SENTENCES[settings.language].items():
        spoken = speak(text, settings.language, folder / "prompts")
        (folder / "sounds" / f"{name}.wav").write_bytes(spoken.read_bytes())


def _melody(notes: tuple[int, ...], seconds: float) -> list[int]:
    return [sample for note in notes for sample in _note(note, seconds)]


def _note(hertz: int, seconds: float) -> list[int]:
    """A tone that fades in and out over 10 ms, so that it does not click."""
    count, edge = int(RATE * seconds), RATE // 100
    return [
        int(9000 * min(1.0, i / edge, (count - i) / edge) * math.sin(2 * math.pi * hertz * i / RATE))
        for i in range(count)
    ]


def _write(path: Path, samples: list[int]) -> None:
    if path.exists():
        return
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
