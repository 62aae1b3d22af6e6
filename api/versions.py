"""Routes of a graph's versions: publish, list, read, roll back."""

import io
import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field
from ruamel.yaml import YAML

from api.checking import checked, publication
from api.errors import language_of
from api.forms import Form, Versioned
from api.graphs import Named, NamedByDesigner
from api.pages import Page, Paging, page_of
from api.reach import sentence_of_use
from api.rehearsing import prove
from api.route import Ports, Route, Unit, View, Write
from db import drafts, graphs
from db.conflicts import check_etag
from db.graphs import VersionText, VersionView
from db.publishing import Reach, publish_draft, uses
from db.session import Session
from domain.access import Who

_MOST = 2**31 - 1
router = APIRouter(prefix="/graphs/{kind}/{name}", tags=["graphs"], route_class=Route)
writing = APIRouter(prefix="/graphs/{kind}/{name}", tags=["graphs"], route_class=Write)


class VersionEntry(BaseModel):
    """A published version."""

    kind: str
    name: str
    number: int
    title: str
    hash: str
    published_at: datetime
    published_by: str


class VersionAnswer(VersionEntry):
    """A version: `text` as the designer wrote it, `document` as it is understood."""

    text: str
    document: dict[str, Any]


class UseEntry(BaseModel):
    """A campaign that names the graph: which version what is new in it gets, and how the new one comes to it.

    `reach`: `now`, `split` (to a share), `at_start` (of the campaign), `held` (not by itself). `keeping`: its open
    cases that keep another version, as running cases and calls always do. `sentence` says what to do.
    """

    campaign: str
    on: bool
    number: int
    hash: str | None
    reach: Reach
    keeping: int
    sentence: str


class PublishedAnswer(VersionEntry):
    """The version that was published, and the campaigns that name its graph."""

    campaigns: list[UseEntry]


class Rollback(Form):
    to: Annotated[int, Field(ge=1, le=_MOST)]


@router.post("/publish")
async def publish_graph(
    graph: NamedByDesigner, request: Request, version: Versioned, ports: Ports
) -> PublishedAnswer:
    """Make the draft the next version; a draft with errors is refused with all of them.

    So is a process that says `tests: required` while one of its scenarios goes otherwise than it says, and what
    needs a review (`review: required`, or all of this installation) and has none (`review_needed`). Cases and
    calls that are there keep their version.
    """
    async with ports.database.read() as session:
        draft = await drafts.read(session, graph.kind, graph.name)
    if version.read is not None:
        check_etag(draft.etag, version.read, draft)
    found = await checked(ports.database, draft.text, graph.kind, graph.name)
    new = publication(draft.text, found)
    async with ports.database.read() as session:
        await prove(session, new.name, new.canonical)
    published = await ports.database.run(
        lambda session: publish_draft(session, graph.who, new, draft.etag, four_eyes=ports.four_eyes)
    )
    async with ports.database.read() as session:
        return await published_answer(session, graph.who, published, language_of(request))


@router.get("/versions")
async def list_versions(graph: Named, session: View, window: Paging) -> Page[VersionView]:
    """All versions, the newest first."""
    return page_of(await graphs.versions(session, graph.kind, graph.name, window))


@router.get(
    "/versions/{number}",
    response_model=VersionAnswer,
    responses={200: {"content": {"application/yaml": {"schema": {"type": "string"}}}}},
)
async def read_version(
    graph: Named, number: Annotated[int, Path(ge=1, le=_MOST)], request: Request, session: View
) -> VersionAnswer | Response:
    """One version, in JSON or in YAML as `Accept` says."""
    found = await graphs.version(session, graph.kind, graph.name, number)
    if "yaml" in request.headers.get("accept", ""):
        return Response(_yaml(found), media_type="application/yaml")
    return _answer(found)


@writing.post("/rollback")
async def roll_back(
    graph: NamedByDesigner, form: Rollback, request: Request, session: Unit
) -> PublishedAnswer:
    """Publish an earlier version again: it becomes the newest, running cases keep theirs. It needs no review."""
    published = await graphs.roll_back(session, graph.who, (graph.kind, graph.name), form.to)
    return await published_answer(session, graph.who, published, language_of(request))


async def published_answer(
    session: Session, who: Who, version: VersionView, language: str
) -> PublishedAnswer:
    """The version, with the campaigns in sight that name its graph."""
    found = await uses(session, who, version)
    campaigns = [
        UseEntry(**asdict(use), sentence=sentence_of_use(use, version.number, language)) for use in found
    ]
    return PublishedAnswer(**asdict(version), campaigns=campaigns)


def _answer(found: VersionText) -> VersionAnswer:
    return VersionAnswer(**asdict(found.version), text=found.text, document=found.canonical)


def _yaml(found: VersionText) -> str:
    """As it was written; what was written in JSON is put into YAML."""
    if not found.text.lstrip().startswith("{"):
        return found.text
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(json.loads(found.text), out)
    return out.getvalue()
