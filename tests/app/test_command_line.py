"""Knows what every command has in common: exit codes, language, one sentence for what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def centralka(state: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALKA_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *arguments],
        env={
            **mine,
            "PYTHONPATH": str(ROOT),
            "CENTRALKA_STATE": str(state),
            "LANG": "C.UTF-8",
            **environment,
        },
        cwd=state,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_runs_in_a_fresh_state_and_status_says_so(tmp_path: Path):
    done = centralka(tmp_path, "status")
    assert done.returncode == 1
    assert "./centralka up" in done.stdout
    assert done.stdout.count("not running") >= 6


def test_unknown_command_is_wrong_use(tmp_path: Path):
    assert centralka(tmp_path, "dance").returncode == 2


def test_every_wrong_setting_is_named_at_once(tmp_path: Path):
    done = centralka(tmp_path, "paths", CENTRALKA_NODE="No. 1", CENTRALKA_PORTS_API="many")
    assert done.returncode == 2
    assert "CENTRALKA_NODE" in done.stderr
    assert "CENTRALKA_PORTS_API" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("language", "word"), [("pl_PL.UTF-8", "Uruchom"), ("en_US.UTF-8", "Start")])
def test_help_speaks_the_language_of_the_terminal(tmp_path: Path, language: str, word: str):
    done = centralka(tmp_path, "--help", LC_ALL=language)
    assert done.returncode == 0
    assert word in done.stdout


def test_doctor_names_the_command_that_brings_what_is_missing(tmp_path: Path):
    done = centralka(tmp_path, "doctor", CENTRALKA_CACHE=str(tmp_path / "cache"), PATH="/nonexistent")
    assert done.returncode == 1
    assert "apt-get install espeak-ng" in done.stdout
    assert "./centralka setup" in done.stdout


def test_folder_named_app_where_the_user_stands_is_not_taken_for_ours(tmp_path: Path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit(42)")
    assert centralka(tmp_path, "paths").returncode == 0
