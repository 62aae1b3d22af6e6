"""Documents with every kind of error, and all that `centralka graphs check` says of them.

The expected output is what `centralka graphs check tests/graphs/broken/*.yaml` prints in each language.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphs.sentences import SENTENCES

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "graphs" / "broken"


@pytest.mark.feature("EXT-34")
@pytest.mark.parametrize("language", ["pl", "en"])
def test_designer_is_told_everything_that_is_wrong_at_its_place(language: str):
    files = sorted(str(file.relative_to(ROOT)) for file in BROKEN.glob("*.yaml"))
    done = subprocess.run(
        [sys.executable, "-m", "app", "graphs", "check", *files],
        cwd=ROOT,
        env={**os.environ, "CENTRALKA_LANGUAGE": language},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (BROKEN / f"output.{language}.txt").read_text(encoding="utf-8")


def test_every_problem_of_documents_is_shown_by_a_test():
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    texts.extend(file.read_text(encoding="utf-8") for file in BROKEN.glob("output.*.txt"))
    shown = "\n".join(texts)
    assert [code for code in SENTENCES if code not in shown] == []


@pytest.mark.parametrize("code", SENTENCES)
def test_problem_is_told_differently_in_both_languages(code: str):
    sentence = SENTENCES[code]
    assert sentence.severity in ("error", "warning", "notice")
    assert sentence.en != sentence.pl
    assert sentence.en.endswith((".", "}"))
    assert sentence.pl.endswith((".", "}"))
