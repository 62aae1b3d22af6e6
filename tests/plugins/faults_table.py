"""Knows the cells of the fault matrix that a run has played: printed at its end, and written to build/faults.md."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "build" / "faults.md"
HEAD = ("moment", "killed", "gap ms", "control back s", "verdict")


@dataclass(eq=False)
class Table:
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.rows += [
                tuple(str(value).split("|")) for name, value in report.user_properties if name == "cell"
            ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.rows:
            return
        terminalreporter.section("faults")
        text = "\n".join(self.lines())
        terminalreporter.write_line(text)
        if "not matrix" not in terminalreporter.config.getoption("markexpr"):
            # The sample of an ordinary run must not replace the whole table.
            FILE.parent.mkdir(parents=True, exist_ok=True)
            FILE.write_text(text + "\n", encoding="utf-8")

    def lines(self) -> list[str]:
        rows = [HEAD, *sorted(self.rows)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        shown = [
            " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
        ]
        return [f"| {shown[0]} |", "|" + "|".join("-" * (width + 2) for width in widths) + "|"] + [
            f"| {line} |" for line in shown[1:]
        ]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Table(), "faults-table")
