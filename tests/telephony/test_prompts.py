"""Texts become sound once, whatever is in them; the switch's endings become the dialer's words."""

import shutil
import wave
from pathlib import Path

import pytest

from domain.outcomes import Outcome
from domain.prompts import prompt_hash
from telephony.outcomes import outcome_of_cause, refused_outcome
from telephony.prompts import VoiceMissing, speak

needs_voice = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("sox")), reason="espeak-ng and sox are not installed"
)


@needs_voice
@pytest.mark.parametrize(
    "text", ["Dzień dobry.", "--help; $(touch x) `id` \"'\n-w /tmp/x", "-v en -w out.wav"]
)
def test_text_is_spoken_as_telephone_sound_under_its_hash(tmp_path: Path, text: str) -> None:
    made = speak(text, "pl", tmp_path)
    assert made == tmp_path / f"{prompt_hash(text, 'pl')}.wav"
    with wave.open(str(made)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        assert sound.getnframes() > 1000
    assert list(tmp_path.iterdir()) == [made]


@needs_voice
def test_text_is_spoken_once(tmp_path: Path) -> None:
    first = speak("Raz.", "pl", tmp_path).stat()
    second = speak("Raz.", "pl", tmp_path).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)


def test_missing_program_is_told_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceMissing, match="apt-get install"):
        speak("Raz.", "pl", tmp_path)


def test_voice_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoiceMissing):
        speak("Raz.", "zz-none", tmp_path)


def test_hash_is_of_voice_and_text() -> None:
    assert prompt_hash("a", "pl") == prompt_hash("a", "pl")
    assert len({prompt_hash("a", "pl"), prompt_hash("a", "en"), prompt_hash("b", "pl")}) == 3
    assert len(prompt_hash("a", "pl")) == 32


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (17, Outcome.BUSY),
        (19, Outcome.NO_ANSWER),
        (16, Outcome.NO_ANSWER),
        (1, Outcome.INVALID_NUMBER),
        (28, Outcome.INVALID_NUMBER),
        (21, Outcome.REJECTED),
        (34, Outcome.NETWORK_ERROR),
        (0, Outcome.NETWORK_ERROR),
        (999, Outcome.NETWORK_ERROR),
    ],
)
def test_cause_becomes_the_dialers_word(cause: int, outcome: Outcome) -> None:
    assert outcome_of_cause(cause) is outcome


def test_originate_refused_for_its_number_is_an_invalid_number() -> None:
    assert refused_outcome("Extension does not exist.") is Outcome.INVALID_NUMBER
    assert refused_outcome("Originate failed") is Outcome.NETWORK_ERROR
