"""Knows how the scenarios of a process are played on its draft, or else on its newest version."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from api.checking import checked
from db import drafts, graphs
from db.session import Database, Session
from domain.errors import Invalid, NotFound
from graphs.checking import check
from graphs.findings import Finding, Places, to_problem
from graphs.process import compile_process
from graphs.scenario.coverage import Coverage, coverage
from graphs.scenario.report import Report, script_of

SCENARIOS: Final = "scenarios"
"""The kind of draft that they are."""
Source = Literal["draft", "version"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the stories showed on the draft or the newest version; on neither, what their text says alone."""

    report: Report
    played_on: Source | None
    coverage: Coverage | None


async def rehearsed(database: Database, name: str, text: str) -> Rehearsal:
    """The scenarios of this text, played in a thread: others are served meanwhile."""
    canonical, on = await _process(database, name)
    return await asyncio.to_thread(_rehearse, text, canonical, on)


async def prove(session: Session, name: str, canonical: Mapping[str, Any]) -> None:
    """Refuse (`Invalid`) what demands that its scenarios pass while one does not, or there are none."""
    if "tests" not in canonical:
        return
    saved = await drafts.find(session, SCENARIOS, name)
    if saved is None:
        raise Invalid([to_problem(Finding("scenarios_missing", ("tests",)), Places({}, {}))])
    rehearsal = await asyncio.to_thread(_rehearse, saved.text, canonical, "draft")
    if rehearsal.report.problems:
        raise Invalid(rehearsal.report.problems)


async def _process(database: Database, name: str) -> tuple[Mapping[str, Any] | None, Source]:
    """The canonical process, None where it is not sound or there is none, and where it comes from."""
    async with database.read() as session:
        draft = await drafts.find(session, "process", name)
    if draft is None:
        return await _newest(database, name), "version"
    return (await checked(database, draft.text, "process", name)).canonical, "draft"


async def _newest(database: Database, name: str) -> Mapping[str, Any] | None:
    try:
        async with database.read() as session:
            return (await graphs.version(session, "process", name)).canonical
    except NotFound:
        return None


def _rehearse(text: str, canonical: Mapping[str, Any] | None, on: Source) -> Rehearsal:
    if canonical is None:
        return Rehearsal(Report(check(text, SCENARIOS).problems), None, None)
    process = compile_process(canonical)
    report = script_of(text, process).play()
    return Rehearsal(report, on, coverage(process, report.rows))
