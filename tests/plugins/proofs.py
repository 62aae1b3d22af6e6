"""Knows which ids (features, faults, hostile inputs) the tests of a run prove, and writes them down."""

import json
import re
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = {"feature": "features.md", "fault": "faults.md", "hostile": "hostile-inputs.md"}
"""Which list in docs/ holds the ids of which marker."""

_ID = re.compile(r"^(?:- ((?:CON|SYS-W|SYS-P|FCC|WBX|EXT|NEW)-\d+)|\| ([A-Z]\d+) \|)", re.MULTILINE)


def listed_ids(marker: str) -> list[str]:
    """Every id of a list, in its order."""
    text = (ROOT / "docs" / LISTS[marker]).read_text(encoding="utf-8")
    return [found[1] or found[2] for found in _ID.finditer(text)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proofs", type=Path, help="write the ids that passed tests prove to this JSON file")


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if not is_worker and config.getoption("--proofs"):
        config.pluginmanager.register(Proofs(config.getoption("--proofs")), "proofs")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = {marker: set(listed_ids(marker)) for marker in LISTS}
    for item in items:
        for marker, file in LISTS.items():
            for mark in item.iter_markers(marker):
                if unknown := set(mark.args) - known[marker]:
                    raise pytest.UsageError(f"{item.nodeid}: {sorted(unknown)} not in docs/{file}")
                # Properties travel from a worker of xdist to the run's own process, marks do not.
                item.user_properties += [(marker, proven) for proven in mark.args]


class Proofs:
    """Gathers reports: an id is proven when a test of it passed and none failed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.passed: dict[str, set[str]] = {marker: set() for marker in LISTS}
        self.failed: dict[str, set[str]] = {marker: set() for marker in LISTS}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [(name, str(value)) for name, value in report.user_properties if name in LISTS]
        surprising = hasattr(report, "wasxfail")
        for marker, proven in ids:
            if report.failed or surprising:
                self.failed[marker].add(proven)
            elif report.passed and report.when == "call":
                self.passed[marker].add(proven)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Generator[None]:
        yield
        self.file.parent.mkdir(parents=True, exist_ok=True)
        proven = {marker: sorted(self.passed[marker] - self.failed[marker]) for marker in LISTS}
        self.file.write_text(json.dumps(proven, indent=1) + "\n", encoding="utf-8")
