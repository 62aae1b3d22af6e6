"""Routes of a process's scenarios: save and read them, with what became of every story."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.access import Designer, GraphReader
from api.checking import text_of
from api.errors import ProblemEntry, language_of, problem_entries
from api.forms import Name, Tagged, Versioned
from api.graphs import GraphRef
from api.rehearsing import SCENARIOS, Rehearsal, Source, rehearsed
from api.route import DOCUMENT_BODY, Document, Ports, Route, RouteDocument
from db import drafts
from db.drafts import DraftView
from graphs.scenario.coverage import Coverage

_PATH = "/graphs/process/{name}/scenarios"
router = APIRouter(prefix=_PATH, tags=["graphs"], route_class=Route)
writing = APIRouter(prefix=_PATH, tags=["graphs"], route_class=RouteDocument)


class StoryEntry(BaseModel):
    name: str
    passed: bool


class EdgeEntry(BaseModel):
    """An edge as the history names it."""

    origin: str
    edge: str
    target: str


class CoverageEntry(BaseModel):
    """How many statuses and edges the process has, and those that no story goes through."""

    statuses: int
    edges: int
    uncovered_statuses: list[str]
    uncovered_edges: list[EdgeEntry]


class ScenariosAnswer(BaseModel):
    """Scenarios as they were written, and what became of each story: every step that went otherwise is a problem.

    They are played on the draft, or on the newest version where there is no draft; null: on nothing, since the
    draft is not sound or there is neither.
    """

    process: str
    text: str
    etag: int
    updated_at: datetime
    updated_by: str
    problems: list[ProblemEntry]
    played_on: Source | None
    stories: list[StoryEntry]
    coverage: CoverageEntry | None


async def _of_designer(name: Name, who: Designer) -> GraphRef:
    return GraphRef("process", name, who)


ProcessOfDesigner = Annotated[GraphRef, Depends(_of_designer)]


@router.get("")
async def read_scenarios(
    name: str, who: GraphReader, request: Request, version: Tagged, ports: Ports
) -> ScenariosAnswer:
    """The scenarios of a process, played now."""
    async with ports.database.read() as session:
        saved = await drafts.read(session, SCENARIOS, name)
    rehearsal = await rehearsed(ports.database, name, saved.text)
    return version.tag(saved.etag, scenarios_answer(saved, rehearsal, language_of(request)))


@writing.put("", openapi_extra=DOCUMENT_BODY)
async def save_scenarios(
    process: ProcessOfDesigner, request: Request, body: Document, version: Versioned, ports: Ports
) -> ScenariosAnswer:
    """Save scenarios, problems and all, and play them.

    A process that says `tests: required` is published only while all its scenarios pass.
    """
    text = text_of(body, request.headers.get("content-type", ""))
    written = (SCENARIOS, process.name, text)
    saved = await ports.database.run(lambda session: drafts.save(session, process.who, written, version.read))
    rehearsal = await rehearsed(ports.database, process.name, text)
    return version.tag(saved.etag, scenarios_answer(saved, rehearsal, language_of(request)))


def scenarios_answer(saved: DraftView, rehearsal: Rehearsal, language: str) -> ScenariosAnswer:
    """The scenarios with what became of them."""
    report = rehearsal.report
    return ScenariosAnswer(
        process=saved.name,
        text=saved.text,
        etag=saved.etag,
        updated_at=saved.updated_at,
        updated_by=saved.updated_by,
        problems=problem_entries(report.problems, language),
        played_on=rehearsal.played_on,
        stories=[StoryEntry(name=story.name, passed=not story.findings) for story in report.stories],
        coverage=rehearsal.coverage and _covered(rehearsal.coverage),
    )


def _covered(found: Coverage) -> CoverageEntry:
    return CoverageEntry(
        statuses=len(found.statuses),
        edges=len(found.edges),
        uncovered_statuses=list(found.uncovered_statuses),
        uncovered_edges=[EdgeEntry(**way._asdict()) for way in found.uncovered_edges],
    )
