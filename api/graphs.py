"""Routes of /graphs: check any document, list and read graphs, work on their drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from api.access import Designer, GraphReader
from api.checking import checked, text_of
from api.errors import ProblemEntry, language_of, problem_entries
from api.forms import Form, Name, Tagged, Versioned
from api.pages import Page, Paging, page_of
from api.route import DOCUMENT_BODY, Document, Ports, Route, RouteDocument, View
from db import drafts, graphs
from db.drafts import DraftView
from db.graphs import GraphView
from domain.access import Who
from graphs.checking import Checked

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=Route)
writing = APIRouter(prefix="/graphs", tags=["graphs"], route_class=RouteDocument)
GraphKind = Literal["process", "ivr", "script"]


@dataclass(frozen=True, slots=True)
class GraphRef:
    """Which graph is meant, and who means it."""

    kind: GraphKind
    name: str
    who: Who


async def _named(kind: GraphKind, name: str, who: GraphReader) -> GraphRef:
    return GraphRef(kind, name, who)


async def _named_by_designer(kind: GraphKind, name: Name, who: Designer) -> GraphRef:
    return GraphRef(kind, name, who)


Named = Annotated[GraphRef, Depends(_named)]
NamedByDesigner = Annotated[GraphRef, Depends(_named_by_designer)]


class CheckQuery(Form):
    """`also`: documents that will be there by then, each as `kind:name`, so that it may be named."""

    kind: Literal["process", "ivr", "script", "campaign"] | None = None
    also: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=500)] = Field(
        default_factory=list
    )


class CheckedDocument(BaseModel):
    """What is known of a document; `valid` while no problem is an error."""

    kind: str | None
    name: str | None
    title: str | None
    hash: str | None
    valid: bool
    problems: list[ProblemEntry]


class DraftAnswer(BaseModel):
    """A draft with its problems."""

    kind: str
    name: str
    text: str
    etag: int
    updated_at: datetime
    updated_by: str
    problems: list[ProblemEntry]


@writing.post("/check", openapi_extra=DOCUMENT_BODY)
async def check_document(
    request: Request,
    who: GraphReader,
    body: Document,
    ports: Ports,
    asked: Annotated[CheckQuery, Query()],
) -> CheckedDocument:
    """All problems of a document; nothing is saved."""
    text = text_of(body, request.headers.get("content-type", ""))
    found = await checked(ports.database, text, asked.kind, also=asked.also)
    return _shown(found, language_of(request))


@router.get("/{kind}")
async def list_graphs(kind: GraphKind, who: GraphReader, session: View, window: Paging) -> Page[GraphView]:
    """Graphs of a kind, by name."""
    return page_of(await graphs.listing(session, kind, window))


@router.get("/{kind}/{name}")
async def read_graph(kind: GraphKind, name: str, who: GraphReader, session: View) -> GraphView:
    """One graph: its newest version and its draft."""
    return await graphs.read(session, kind, name)


@router.get("/{kind}/{name}/draft")
async def read_draft(graph: Named, request: Request, version: Tagged, ports: Ports) -> DraftAnswer:
    """The draft with its problems."""
    async with ports.database.read() as session:
        draft = await drafts.read(session, graph.kind, graph.name)
    found = await checked(ports.database, draft.text, graph.kind, graph.name)
    return version.tag(draft.etag, _draft(draft, found, language_of(request)))


@writing.put("/{kind}/{name}/draft", openapi_extra=DOCUMENT_BODY)
async def save_draft(
    graph: NamedByDesigner, request: Request, body: Document, version: Versioned, ports: Ports
) -> DraftAnswer:
    """Save a draft, problems and all; they are answered."""
    text = text_of(body, request.headers.get("content-type", ""))
    found = await checked(ports.database, text, graph.kind, graph.name)
    written = (graph.kind, graph.name, text)
    draft = await ports.database.run(lambda session: drafts.save(session, graph.who, written, version.read))
    return version.tag(draft.etag, _draft(draft, found, language_of(request)))


def _shown(found: Checked, language: str) -> CheckedDocument:
    return CheckedDocument(
        kind=found.kind,
        name=found.name,
        title=found.title,
        hash=found.hash,
        valid=found.sound,
        problems=problem_entries(found.problems, language),
    )


def _draft(draft: DraftView, found: Checked, language: str) -> DraftAnswer:
    problems = problem_entries(found.problems, language)
    return DraftAnswer(
        kind=draft.kind,
        name=draft.name,
        text=draft.text,
        etag=draft.etag,
        updated_at=draft.updated_at,
        updated_by=draft.updated_by,
        problems=problems,
    )
