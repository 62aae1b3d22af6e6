"""Knows that a feature counts as proven only by a test that passed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from house.feature_report import groups

TESTS = Path(__file__).parents[1]
SUITE = """
import pytest

@pytest.mark.feature("CON-01", "CON-02")
def test_passes(): pass

@pytest.mark.feature("CON-02")
def test_fails(): assert False

@pytest.mark.feature("CON-03")
def test_skips(): pytest.skip("no service")

@pytest.mark.feature("CON-04")
@pytest.mark.xfail
def test_is_expected_to_fail(): assert False

@pytest.fixture
def broken():
    yield
    raise RuntimeError

@pytest.mark.feature("CON-05")
def test_breaks_while_it_tidies_up(broken): pass

@pytest.mark.fault("F03")
@pytest.mark.hostile("H12")
def test_other_lists(): pass
"""


def run_suite(folder: Path, suite: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n feature(id)\n fault(id)\n hostile(id)\n")
    command = [sys.executable, "-m", "pytest", "-p", "plugins.proofs", "-p", "plugins.strictness"]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", "--proofs", str(folder / "out" / "proofs.json"), "-q"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS), "CI": "", "PYTEST_ADDOPTS": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_passed_tests_prove_anything(tmp_path: Path):
    done = run_suite(tmp_path, SUITE)
    assert done.returncode == 1
    proven = json.loads((tmp_path / "out" / "proofs.json").read_text())
    assert proven == {"feature": ["CON-01"], "fault": ["F03"], "hostile": ["H12"]}


def test_id_that_is_not_listed_stops_the_run(tmp_path: Path):
    done = run_suite(tmp_path, 'import pytest\n@pytest.mark.feature("CON-999")\ndef test_it(): pass\n')
    assert done.returncode != 0
    assert "CON-999" in done.stdout + done.stderr


def test_skip_is_a_failure_in_ci_and_none_elsewhere(tmp_path: Path):
    suite = "import pytest\ndef test_it(): pytest.skip('no PostgreSQL')\n"
    assert run_suite(tmp_path, suite).returncode == 0
    assert run_suite(tmp_path, suite, CI="true").returncode == 1


@pytest.mark.parametrize(
    ("group", "total"),
    [("CON", 69), ("SYS-W", 35), ("SYS-P", 92), ("FCC", 164), ("WBX", 29), ("EXT", 41), ("NEW", 18)],
)
def test_report_knows_every_group_of_the_list(group: str, total: int):
    report = groups("feature", {"CON-01"})[group]
    assert report["total"] == total
    assert report["proven"] == (["CON-01"] if group == "CON" else [])
