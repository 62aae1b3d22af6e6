"""Knows the drafts of graphs: what a designer is working on, problems and all."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db import audits, reviews
from db.conflicts import ChangedMeanwhile, IfMatchNeeded
from db.diffs import text_diff
from db.session import Session
from db.tables import Draft, User
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class DraftView:
    kind: str
    name: str
    text: str
    etag: int
    updated_at: datetime
    updated_by: str


async def read(session: Session, kind: str, name: str) -> DraftView:
    """The draft, and who wrote it."""
    found = await find(session, kind, name)
    if found is None:
        raise NotFound(kind=f"draft of {kind}", name=name)
    return found


async def find(session: Session, kind: str, name: str) -> DraftView | None:
    """The draft, None where nobody has begun one."""
    query = (
        select(Draft, User.name)
        .join(User, col(User.id) == Draft.updated_by)
        .where(Draft.kind == kind, Draft.name == name)
    )
    found = (await session.exec(query)).first()
    if found is None:
        return None
    draft, author = found
    return DraftView(draft.kind, draft.name, draft.text, draft.etag, draft.updated_at, author)


async def save(session: Session, who: Who, written: tuple[str, str, str], if_match: int | None) -> DraftView:
    """Save `written` (kind, name, text). A lost race brings back both versions and what differs."""
    kind, name, text = written
    draft = await session.get(Draft, (kind, name), with_for_update=True)
    if draft is None:
        draft = Draft(kind=kind, name=name, text=text, updated_at=session.now, updated_by=who.user_id, etag=0)
    elif if_match is None:
        raise IfMatchNeeded
    if if_match is not None and if_match != draft.etag:
        theirs = None if draft.etag == 0 else await read(session, kind, name)
        before = "" if theirs is None else theirs.text
        diff = text_diff(before, text, ("theirs", "yours"))
        raise ChangedMeanwhile(kind="draft", theirs=theirs, yours={"text": text}, diff=diff)
    draft.text, draft.etag = text, draft.etag + 1
    draft.updated_at, draft.updated_by = session.now, who.user_id
    await session.put(draft)
    await reviews.wrote(session, who, (kind, name))
    audits.note(session, who, "draft.saved", f"{kind}/{name}", etag=draft.etag)
    return DraftView(kind, name, text, draft.etag, draft.updated_at, who.name)
