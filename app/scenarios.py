"""Knows how a process and its scenarios come from files, and how what they showed is told."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from time import perf_counter
from typing import Any

import typer

from app.documents import Documents, Form, entry, list_problems, read_document
from app.wording import say
from graphs.process import Process, compile_process
from graphs.scenario.coverage import Coverage, coverage
from graphs.scenario.report import Report, script_of


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The reports of all files of scenarios, what they cover together, and the seconds that playing them took."""

    process: str
    reports: Sequence[tuple[Path, Report]]
    coverage: Coverage
    seconds: float

    @property
    def failed(self) -> bool:
        return any(report.problems for _, report in self.reports)


def processes_with_scenarios(documents: Documents) -> Iterator[tuple[dict[str, Any], list[Path]]]:
    """Each process with the files of its scenarios; those of another are tried on the only one that there is."""
    processes = {found.name: found.canonical for _, found in documents.values() if found.kind == "process"}
    files: dict[str | None, list[Path]] = {name: [] for name in processes}
    for file, (_, found) in documents.items():
        if found.kind == "scenarios":
            name = next(iter(processes)) if len(processes) == 1 else found.name
            if name not in files:
                raise typer.BadParameter(
                    say(f"{file}: its process is missing.", f"{file}: brak jego procesu.")
                )
            files[name].append(file)
    if not any(files.values()):
        raise typer.BadParameter(say("There are no scenarios here.", "Nie ma tu scenariuszy."))
    for name, canonical in processes.items():
        if canonical is not None and files[name]:
            yield canonical, files[name]


def rehearse_files(canonical: dict[str, Any], files: Iterable[Path]) -> Rehearsal:
    """Every story of the files, played on the process of a canonical document."""
    process: Process = compile_process(canonical)
    scripts = [(file, script_of(read_document(file), process)) for file in files]
    began = perf_counter()
    reports = [(file, script.play()) for file, script in scripts]
    seconds = perf_counter() - began
    rows = chain.from_iterable(report.rows for _, report in reports)
    return Rehearsal(process.name, reports, coverage(process, rows), seconds)


def tell(rehearsals: Iterable[Rehearsal], form: str) -> None:
    """Print what went otherwise, what was covered, and how long it took: for people or for programs."""
    if form == Form.JSON:
        typer.echo(json.dumps([_document(each) for each in rehearsals], indent=1, ensure_ascii=False))
        return
    for each in rehearsals:
        list_problems([(file, report.problems) for file, report in each.reports], form)
        for line in (*_stories(each), *_covered(each.coverage), summary(each)):
            typer.echo(line)


def _stories(rehearsal: Rehearsal) -> Iterator[str]:
    words = {True: say("passed", "przeszedł"), False: say("failed", "NIE")}
    for _, report in rehearsal.reports:
        for story in report.stories:
            days = (story.ended - story.began).total_seconds() / 86_400
            yield f"{words[not story.findings]:>9}  {story.name} ({len(story.rows)} ×, {days:.1f} d)"


def _covered(covered: Coverage) -> Iterator[str]:
    for word, things in (
        (say("statuses", "statusy"), covered.statuses),
        (say("edges", "przejścia"), covered.edges),
    ):
        yield f"{word:>9}  {sum(things.values())}/{len(things)}"
    if covered.uncovered_statuses:
        yield f"{say('never in', 'nigdy w'):>9}  {', '.join(covered.uncovered_statuses)}"
    for origin, ways in groupby(covered.uncovered_edges, lambda way: way.origin):
        edges = ", ".join(f"{way.edge} → {way.target}" for way in ways)
        yield f"{say('never by', 'nigdy'):>9}  {origin}: {edges}"


def summary(rehearsal: Rehearsal) -> str:
    """How many stories passed, and how many days they took in how many milliseconds."""
    reports = [report for _, report in rehearsal.reports]
    passed, failed = sum(report.passed for report in reports), sum(report.failed for report in reports)
    days = sum(report.simulated.days for report in reports)
    milliseconds = rehearsal.seconds * 1000
    return say(
        f"{rehearsal.process}: {passed} passed, {failed} failed; {days} days in {milliseconds:.1f} ms",
        f"{rehearsal.process}: przeszło {passed}, nie przeszło {failed}; {days} dni w {milliseconds:.1f} ms",
    )


def _document(rehearsal: Rehearsal) -> dict[str, Any]:
    covered = rehearsal.coverage
    return {
        "process": rehearsal.process,
        "seconds": round(rehearsal.seconds, 4),
        "files": [
            {
                "file": str(file),
                "problems": [entry(problem) for problem in report.problems],
                "stories": [{"name": story.name, "passed": not story.findings} for story in report.stories],
            }
            for file, report in rehearsal.reports
        ],
        "coverage": {
            "statuses": len(covered.statuses),
            "edges": len(covered.edges),
            "uncovered_statuses": covered.uncovered_statuses,
            "uncovered_edges": [way._asdict() for way in covered.uncovered_edges],
        },
    }
