"""`centralka graphs test` as designers and CI run it: exit code, sentences with places, coverage, and JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "processes" / "windykacja"
PROCESS, SCENARIOS = EXAMPLE / "process.yaml", EXAMPLE / "scenarios.yaml"
OTHERWISE = """
scenarios: windykacja-miekka
stories:
  Nikt nie odbiera:
    - {dial: no_answer, then: {due: in 3h}}
"""


def graphs_test(*arguments: object, language: str = "en") -> tuple[int, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALKA_")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "graphs", "test", *map(str, arguments)],
        env={**mine, "PYTHONPATH": str(ROOT), "CENTRALKA_LANGUAGE": language},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.feature("EXT-35", "NEW-14")
def test_six_simulated_weeks_pass_and_every_status_is_covered():
    code, out = graphs_test(PROCESS, SCENARIOS)
    assert code == 0, out
    assert "passed  Reklamacja odrzucona, a potem uznana" in out
    assert "42.1 d" in out
    assert "statuses  23/23" in out
    assert "never by  nowy: on_dialer.rejected → nie-odbiera" in out
    assert "30 passed, 0 failed" in out


@pytest.mark.parametrize(("language", "words"), [("en", "should be"), ("pl", "powinno być")])
def test_story_that_goes_otherwise_fails_with_line_expectation_and_way(
    tmp_path: Path, language: str, words: str
):
    wrong = tmp_path / "wrong.scenarios.yaml"
    wrong.write_text(OTHERWISE, encoding="utf-8")
    code, out = graphs_test(PROCESS, wrong, SCENARIOS, language=language)
    assert code == 1
    assert f"{wrong}:5:37: expected_otherwise: " in out
    assert f"{words} 2026-01-05 12:00 (mon)" in out
    assert "created → nowy, on_dialer.no_answer → nie-odbiera" in out


def test_program_reads_stories_problems_and_coverage_as_json(tmp_path: Path):
    wrong = tmp_path / "wrong.scenarios.yaml"
    wrong.write_text(OTHERWISE, encoding="utf-8")
    code, out = graphs_test(PROCESS, wrong, "--format", "json")
    (told,) = json.loads(out)
    assert (code, told["process"]) == (1, "windykacja-miekka")
    assert told["files"][0]["stories"] == [{"name": "Nikt nie odbiera", "passed": False}]
    assert told["files"][0]["problems"][0]["line"] == 5
    assert told["coverage"]["edges"] == 121
    assert {"origin": "nowy", "edge": "on_dialer.rejected", "target": "nie-odbiera"} in told["coverage"][
        "uncovered_edges"
    ]


def test_process_that_is_not_sound_is_not_played(tmp_path: Path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("process: p\nstatuses: {a: {on_mail: b}}\n", encoding="utf-8")
    code, out = graphs_test(broken, SCENARIOS)
    assert code == 1
    assert "target_unknown" in out
    assert graphs_test(SCENARIOS, SCENARIOS)[0] == 2
    assert graphs_test(PROCESS)[0] == 2
