"""Routes that compare: two versions of a graph, its draft, or a document that is not saved, with a version."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.checking import checked, text_of
from api.errors import language_of
from api.graphs import Named
from api.route import DOCUMENT_BODY, Document, Ports, Route, RouteDocument
from db import diffs, drafts, graphs
from db.diffs import NodeChanges
from db.session import Database
from domain.errors import Invalid
from graphs.changes import Change, ChangeCode, changes

_MOST = 2**31 - 1
_PATH = "/graphs/{kind}/{name}/diff"
router = APIRouter(prefix=_PATH, tags=["graphs"], route_class=Route)
writing = APIRouter(prefix=_PATH, tags=["graphs"], route_class=RouteDocument)
From = Annotated[int | None, Query(alias="from", ge=1, le=_MOST)]
To = Annotated[Annotated[int, Field(ge=1, le=_MOST)] | Literal["draft"] | None, Query(alias="to")]


class ChangeEntry(BaseModel):
    """One difference by meaning. `node`: the status, block or question, by its name in the newer document; null:
    the document itself. `before` and `after` of an edge are lists of `{when, then}`, the first that holds is taken.
    `path` leads to it in the newer document, or to what is left.
    """

    code: ChangeCode
    group: str | None
    node: str | None
    field: str | None
    before: Any
    after: Any
    path: list[str | int]
    sentence: str


class Difference(BaseModel):
    """Two documents compared: `text` is a unified diff of what was written, `nodes` and `changes` what it means.

    `to` is null where the second is no version: the draft, or the document that was sent.
    """

    before: int = Field(serialization_alias="from")
    after: int | None = Field(serialization_alias="to")
    text: str
    nodes: NodeChanges
    changes: list[ChangeEntry]


@dataclass(frozen=True, slots=True)
class _Side:
    number: int | None
    name: str
    text: str
    canonical: dict[str, Any]


@router.get("")
async def compare_versions(
    graph: Named, request: Request, ports: Ports, before: From = None, after: To = None
) -> Difference:
    """What differs between two versions, or between one and the draft (`to=draft`).

    Without `to` the newest is the second, without `from` the first. A draft with errors is refused with all of them.
    """
    first = await _version(ports.database, graph.kind, graph.name, before)
    if after == "draft":
        async with ports.database.read() as session:
            text = (await drafts.read(session, graph.kind, graph.name)).text
        second = await _unsaved(ports.database, graph.kind, graph.name, text)
    else:
        second = await _version(ports.database, graph.kind, graph.name, after)
    return await _difference(graph.kind, first, second, language_of(request))


@writing.post("", openapi_extra=DOCUMENT_BODY)
async def compare_document(
    graph: Named, request: Request, body: Document, ports: Ports, before: From = None
) -> Difference:
    """What differs between a version, by default the newest, and a document, of which nothing is saved.

    A document with errors is refused with all of them.
    """
    text = text_of(body, request.headers.get("content-type", ""))
    first = await _version(ports.database, graph.kind, graph.name, before)
    second = await _unsaved(ports.database, graph.kind, graph.name, text)
    return await _difference(graph.kind, first, second, language_of(request))


async def _version(database: Database, kind: str, name: str, number: int | None) -> _Side:
    async with database.read() as session:
        found = await graphs.version(session, kind, name, number)
    return _Side(found.version.number, f"version {found.version.number}", found.text, found.canonical)


async def _unsaved(database: Database, kind: str, name: str, text: str) -> _Side:
    found = await checked(database, text, kind, name)
    if found.canonical is None:
        raise Invalid(found.problems)
    return _Side(None, "draft", text, found.canonical)


async def _difference(kind: str, first: _Side, second: _Side, language: str) -> Difference:
    found = await asyncio.to_thread(changes, kind, first.canonical, second.canonical)
    return Difference(
        before=first.number or 0,
        after=second.number,
        text=diffs.text_diff(first.text, second.text, (first.name, second.name)),
        nodes=diffs.node_changes(first.canonical, second.canonical),
        changes=[_entry(change, language) for change in found],
    )


def _entry(change: Change, language: str) -> ChangeEntry:
    told = asdict(change)
    return ChangeEntry(**told, path=list(told.pop("loc")), sentence=change.sentence(language))
