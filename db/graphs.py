"""Knows the published graphs: immutable versions over a content-addressed store, and the texts they speak."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import col, func, select

from db import audits, reviews
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Draft, GraphDocument, GraphVersion, Prompt
from db.views import view
from domain.access import Who
from domain.errors import NotFound
from domain.ids import GraphHash
from graphs.known import Tree


class SpokenText(Protocol):
    """A text that a graph says, named by its content."""

    @property
    def hash(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def voice(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Publication:
    """A sound document, ready to be published."""

    kind: str
    name: str
    title: str
    text: str
    canonical: dict[str, Any]
    hash: GraphHash
    prompts: Sequence[SpokenText] = ()


@dataclass(frozen=True, slots=True)
class VersionView:
    kind: str
    name: str
    number: int
    title: str
    hash: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class VersionText:
    """A version with what the designer wrote and what it means."""

    version: VersionView
    text: str
    canonical: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GraphView:
    """A named graph: its newest version (0: none yet) and its draft, if there is one."""

    kind: str
    name: str
    title: str
    number: int
    hash: str | None
    draft_etag: int | None


async def publish(session: Session, who: Who | None, new: Publication) -> VersionView:
    """The version of this content: the newest if nothing changed, else a new one."""
    await session.alone_with(f"graph {new.kind} {new.name}")
    newest = await _version(session, new.kind, new.name, None)
    if newest is not None and newest.hash == new.hash:
        return view(VersionView, newest)
    await keep_document(session, new.kind, new.hash, new.canonical, new.prompts)
    row = GraphVersion(
        id=session.new_id(),
        kind=new.kind,
        name=new.name,
        number=1 if newest is None else newest.number + 1,
        title=new.title,
        hash=new.hash,
        text=new.text,
        published_at=session.now,
        published_by="system" if who is None else who.user_id,
    )
    await session.put(row)
    audits.note(session, who, "graph.published", f"{new.kind}/{new.name}", number=row.number, hash=row.hash)
    return view(VersionView, row)


async def keep_document(
    session: Session,
    kind: str,
    graph_hash: GraphHash,
    canonical: dict[str, Any],
    prompts: Sequence[SpokenText],
) -> None:
    """Store a document by its content, with the texts that it speaks; what is there already stays."""
    if await session.get(GraphDocument, graph_hash) is None:
        row = GraphDocument(hash=graph_hash, kind=kind, body=canonical, created_at=session.now)
        await session.put(row)
    await _keep_prompts(session, prompts)


async def version(session: Session, kind: str, name: str, number: int | None = None) -> VersionText:
    """One version, by default the newest."""
    row = await _version(session, kind, name, number)
    if row is None:
        raise NotFound(kind=kind, name=name if number is None else f"{name} version {number}")
    document = await session.get_one(GraphDocument, row.hash)
    return VersionText(view(VersionView, row), row.text, document.body)


async def versions(session: Session, kind: str, name: str, window: Window) -> Listing[VersionView]:
    """All versions, the newest first."""
    query = select(GraphVersion).where(GraphVersion.kind == kind, GraphVersion.name == name)
    order = Order((col(GraphVersion.number),), descending=True)
    found = await page(session, query, order, window, lambda row: view(VersionView, row[0]))
    if not found.items and window.after is None:
        raise NotFound(kind=kind, name=name)
    return found


async def newest_hashes(session: Session, kind: str) -> dict[str, str]:
    """The hash of the newest version for each name."""
    newest = (
        select(GraphVersion.name, func.max(GraphVersion.number).label("number"))
        .where(GraphVersion.kind == kind)
        .group_by(GraphVersion.name)
        .subquery()
    )
    same = (col(GraphVersion.name) == newest.c.name) & (col(GraphVersion.number) == newest.c.number)
    query = select(GraphVersion.name, GraphVersion.hash).join(newest, same).where(GraphVersion.kind == kind)
    return dict((await session.exec(query)).all())


async def newest_trees(session: Session, names: Collection[str]) -> dict[str, Tree]:
    """The newest version of each of these IVRs that is published."""
    hashes = {name: hash_ for name, hash_ in (await newest_hashes(session, "ivr")).items() if name in names}
    return {name: Tree(hash_, await document(session, hash_)) for name, hash_ in hashes.items()}


async def listing(session: Session, kind: str, window: Window) -> Listing[GraphView]:
    """Graphs of this kind that have a version or a draft, by name."""
    published = select(GraphVersion.name).where(GraphVersion.kind == kind)
    named = published.union(select(Draft.name).where(Draft.kind == kind)).subquery()
    order = Order((named.c.name,))
    found = await page(session, select(named.c.name), order, window, lambda row: str(row[0]))
    newest = {row.name: row for row in await _newest(session, kind, found.items)}
    drafted = select(Draft).where(Draft.kind == kind, col(Draft.name).in_(found.items))
    drafts = {draft.name: draft for draft in await session.exec(drafted)}
    shown = [_view((kind, name), newest.get(name), drafts.get(name)) for name in found.items]
    return Listing(shown, found.next)


async def read(session: Session, kind: str, name: str) -> GraphView:
    """A named graph with its newest version and its draft."""
    newest = await _version(session, kind, name, None)
    draft = await session.get(Draft, (kind, name))
    if newest is None and draft is None:
        raise NotFound(kind=kind, name=name)
    return _view((kind, name), newest, draft)


def _view(graph: tuple[str, str], newest: GraphVersion | None, draft: Draft | None) -> GraphView:
    kind, name = graph
    return GraphView(
        kind=kind,
        name=name,
        title=name if newest is None else newest.title,
        number=0 if newest is None else newest.number,
        hash=newest and newest.hash,
        draft_etag=draft and draft.etag,
    )


async def document(session: Session, graph_hash: str) -> dict[str, Any]:
    """The canonical document of a hash."""
    found = await session.get(GraphDocument, graph_hash)
    if found is None:
        raise NotFound(kind="graph", name=graph_hash)
    return found.body


async def _newest(session: Session, kind: str, names: Sequence[str]) -> Sequence[GraphVersion]:
    """The newest version of each of these."""
    last = (
        select(GraphVersion.name, func.max(GraphVersion.number).label("number"))
        .where(GraphVersion.kind == kind, col(GraphVersion.name).in_(names))
        .group_by(col(GraphVersion.name))
        .subquery()
    )
    same = (col(GraphVersion.name) == last.c.name) & (col(GraphVersion.number) == last.c.number)
    query = select(GraphVersion).join(last, same).where(GraphVersion.kind == kind)
    return (await session.exec(query)).all()


async def _version(session: Session, kind: str, name: str, number: int | None) -> GraphVersion | None:
    query = select(GraphVersion).where(GraphVersion.kind == kind, GraphVersion.name == name)
    if number is not None:
        query = query.where(GraphVersion.number == number)
    return (await session.exec(query.order_by(col(GraphVersion.number).desc()).limit(1))).first()


async def _keep_prompts(session: Session, prompts: Sequence[SpokenText]) -> None:
    for prompt in prompts:
        if await session.get(Prompt, prompt.hash) is None:
            row = Prompt(hash=prompt.hash, text=prompt.text, voice=prompt.voice, created_at=session.now)
            await session.put(row)


async def roll_back(session: Session, who: Who, graph: tuple[str, str], number: int) -> VersionView:
    """Publish an earlier version again, under a number of its own; its text becomes the draft."""
    kind, name = graph
    old = await version(session, kind, name, number)
    again = Publication(
        kind=kind,
        name=name,
        title=old.version.title,
        text=old.text,
        canonical=old.canonical,
        hash=GraphHash(old.version.hash),
    )
    published = await publish(session, who, again)
    draft = await session.get(Draft, (kind, name), with_for_update=True)
    if draft is not None:
        draft.text, draft.etag = old.text, draft.etag + 1
        draft.updated_at, draft.updated_by = session.now, who.user_id
        session.add(draft)
        await reviews.settle(session, (kind, name))
        await reviews.wrote(session, who, (kind, name))
    return published
