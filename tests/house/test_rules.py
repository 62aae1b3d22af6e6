"""Knows the rules of the house that neither ruff nor import-linter can check."""

import ast
import json
from pathlib import Path

import pytest
from house.locks import LOCKS, is_fresh
from house.test_sizes import ROOT, names, sources

ENVIRONMENT = {"environ", "environb", "getenv", "putenv"}
READS_ENVIRONMENT = {ROOT / "app" / "settings.py", ROOT / "centralka"}
CLOCKS = {"now", "utcnow", "today"}
COMMITS = {ROOT / "db" / "session.py"}


def attributes(file: Path) -> list[tuple[int, str]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [(node.lineno, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


@pytest.mark.parametrize("file", [file for file in sources() if file not in READS_ENVIRONMENT], ids=names)
def test_only_settings_read_the_environment(file: Path):
    assert [(line, name) for line, name in attributes(file) if name in ENVIRONMENT] == []


@pytest.mark.parametrize("file", [file for file in sources() if file not in COMMITS], ids=names)
def test_only_the_session_commits(file: Path):
    assert [(line, name) for line, name in attributes(file) if name == "commit"] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_belongs_to_pyproject(lock: str):
    assert is_fresh(lock), "run: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_registry(lock: str):
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_every_need_says_how_it_is_recognised():
    listed = json.loads((ROOT / "app/provision/debian.json").read_text(encoding="utf-8"))
    for need in (need for group in listed.values() for need in group):
        assert {"package", "for"} <= need.keys()
        assert {"python", "command", "file"} & need.keys()


def clocks(file: Path) -> list[int]:
    """The lines that ask `datetime.now()` or the like; `workflow.now()` is Temporal's."""
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    asked = [call.func for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS]
    return [func.lineno for func in asked if ast.unparse(func.value) != "workflow"]


@pytest.mark.parametrize("file", sorted((ROOT / "workflows").glob("*.py")), ids=names)
def test_workflow_asks_no_clock_but_that_of_temporal(file: Path):
    assert clocks(file) == []
