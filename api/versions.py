"""Routes of a graph's versions: publish, list, read, compare, roll back."""

import io
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from ruamel.yaml import YAML

from api.checking import checked, publication
from api.forms import Form, Versioned
from api.graphs import Named, NamedByDesigner
from api.pages import Page, Paging, page_of
from api.rehearsing import prove
from api.route import Ports, Route, Unit, View, Write
from db import diffs, drafts, graphs
from db.conflicts import check_etag
from db.diffs import NodeChanges
from db.graphs import VersionText, VersionView

_MOST = 2**31 - 1
router = APIRouter(prefix="/graphs/{kind}/{name}", tags=["graphs"], route_class=Route)
writing = APIRouter(prefix="/graphs/{kind}/{name}", tags=["graphs"], route_class=Write)


class VersionAnswer(BaseModel):
    """A version: `text` as the designer wrote it, `document` as it is understood."""

    kind: str
    name: str
    number: int
    title: str
    hash: str
    published_at: datetime
    published_by: str
    text: str
    document: dict[str, Any]


class Difference(BaseModel):
    """Two versions compared: `text` is a unified diff of what was written, `nodes` what it means."""

    before: int = Field(serialization_alias="from")
    after: int = Field(serialization_alias="to")
    text: str
    nodes: NodeChanges


class Rollback(Form):
    to: Annotated[int, Field(ge=1, le=_MOST)]


@router.post("/publish")
async def publish_graph(graph: NamedByDesigner, version: Versioned, ports: Ports) -> VersionView:
    """Make the draft the next version; a draft with errors is refused with all of them.

    So is a process that says `tests: required` while one of its scenarios goes otherwise than it says.
    """
    async with ports.database.read() as session:
        draft = await drafts.read(session, graph.kind, graph.name)
    if version.read is not None:
        check_etag(draft.etag, version.read, draft)
    found = await checked(ports.database, draft.text, graph.kind, graph.name)
    new = publication(draft.text, found)
    await prove(ports.database, new.name, new.canonical)
    return await ports.database.run(lambda session: graphs.publish(session, graph.who, new))


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


@router.get("/diff")
async def compare_versions(
    graph: Named,
    session: View,
    before: Annotated[int, Query(alias="from", ge=1, le=_MOST)],
    after: Annotated[int | None, Query(alias="to", ge=1, le=_MOST)] = None,
) -> Difference:
    """What differs between two versions; without `to`, the newest is the second."""
    first = await graphs.version(session, graph.kind, graph.name, before)
    second = await graphs.version(session, graph.kind, graph.name, after)
    names = (f"version {first.version.number}", f"version {second.version.number}")
    return Difference(
        before=first.version.number,
        after=second.version.number,
        text=diffs.text_diff(first.text, second.text, names),
        nodes=diffs.node_changes(first.canonical, second.canonical),
    )


@writing.post("/rollback")
async def roll_back(graph: NamedByDesigner, form: Rollback, session: Unit) -> VersionView:
    """Publish an earlier version again: it becomes the newest, running cases keep theirs."""
    return await graphs.roll_back(session, graph.who, (graph.kind, graph.name), form.to)


def _answer(found: VersionText) -> VersionAnswer:
    version = found.version
    return VersionAnswer(
        kind=version.kind,
        name=version.name,
        number=version.number,
        title=version.title,
        hash=version.hash,
        published_at=version.published_at,
        published_by=version.published_by,
        text=found.text,
        document=found.canonical,
    )


def _yaml(found: VersionText) -> str:
    """As it was written; what was written in JSON is put into YAML."""
    if not found.text.lstrip().startswith("{"):
        return found.text
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(json.loads(found.text), out)
    return out.getvalue()
