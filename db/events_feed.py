"""Knows how committed events reach the screens in order: one watcher in each process, woken by commits."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select

from db.session import Database, Session
from db.tables import Event
from db.views import view
from domain.errors import Unavailable

_BATCH = 500
_KEPT = 5_000
_PAUSE_SQLITE, _PAUSE_POSTGRESQL = 0.1, 0.2
_GAP_PATIENCE = 1.0
"""A number is taken before its unit commits: a missing one may still come, or its unit failed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of a seat, call, case, queue or message; `seq` is its place in the stream."""

    seq: int
    topic: str
    kind: str
    campaign_id: str | None
    agent_id: str | None
    subject_id: str
    data: dict[str, Any]
    at: datetime


class EventsFeed:
    """The stream of events. It watches the database only while somebody listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: deque[Happened] = deque(maxlen=_KEPT)
        self._position: int = 0
        self._starting = asyncio.Lock()
        self._news = asyncio.Condition()
        self._listeners = 0
        self._watcher: asyncio.Task[None] | None = None
        self._gap_since: float | None = None

    async def listen(self, after: int | None, patience: float) -> AsyncGenerator[Sequence[Happened]]:
        """Events after this place (None: from now on), in batches; an empty one when nothing came in time."""
        async with self._watching():
            place = self._position if after is None else min(after, self._position)
            while True:
                batch = await self._batch(place) or await self._wait(place, patience)
                if batch:
                    place = batch[-1].seq
                yield batch

    @asynccontextmanager
    async def _watching(self) -> AsyncGenerator[None]:
        self._listeners += 1
        try:
            await self._start()
            yield
        finally:
            self._listeners -= 1
            if self._listeners == 0 and self._watcher is not None:
                self._watcher.cancel()
                self._watcher = None

    async def _start(self) -> None:
        async with self._starting:
            if self._watcher is not None:
                return
            async with self._database.read() as session:
                newest = (await session.exec(select(func.max(Event.seq)))).one()
                await _await_open_units(session)
            self._position = newest or 0
            self._recent.clear()
            self._watcher = asyncio.create_task(self._watch())

    async def _batch(self, place: int) -> Sequence[Happened]:
        if place >= self._position:
            return ()
        if self._recent and self._recent[0].seq <= place + 1:
            return [event for event in self._recent if event.seq > place][:_BATCH]
        async with self._database.read() as session:
            return await _read(session, place, self._position)

    async def _wait(self, place: int, patience: float) -> Sequence[Happened]:
        try:
            async with asyncio.timeout(patience), self._news:
                await self._news.wait_for(lambda: self._position > place)
        except TimeoutError:
            return ()
        return await self._batch(place)

    async def _watch(self) -> None:
        while True:
            try:
                async with self._database.read() as session:
                    await self._follow(session)
            except Unavailable:
                await asyncio.sleep(1)

    async def _follow(self, session: Session) -> None:
        """On SQLite one connection is kept: its data_version changes with every commit of another."""
        pause = _PAUSE_POSTGRESQL if session.on_postgresql else _PAUSE_SQLITE
        version = -1
        while True:
            present = await _version(session)
            if present is None or present != version or self._gap_since is not None:
                await self._look(session)
                version = version if present is None else present
            await asyncio.sleep(pause)
            if present is None:
                return

    async def _look(self, session: Session) -> None:
        fresh = self._settled(await _read(session, self._position, None))
        if not fresh:
            return
        self._recent.extend(fresh)
        async with self._news:
            self._position = fresh[-1].seq
            self._news.notify_all()

    def _settled(self, read: Sequence[Happened]) -> Sequence[Happened]:
        """Those before the first gap; a gap that stays is jumped over."""
        expected = self._position + 1
        for index, event in enumerate(read):
            if event.seq != expected and (index > 0 or not self._given_up()):
                self._gap_since = None if index else self._gap_since
                return read[:index]
            expected = event.seq + 1
        self._gap_since = None
        return read

    def _given_up(self) -> bool:
        now = time.monotonic()
        if self._gap_since is None:
            self._gap_since = now
        return now - self._gap_since > _GAP_PATIENCE


async def _await_open_units(session: Session) -> None:
    """Wait until the units that are open now have ended: they may hold lower numbers than the newest read."""
    if not session.on_postgresql:
        return
    connection = await session.connection()
    newest = (
        await connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
    ).scalar_one()
    ended = text("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= CAST(CAST(:newest AS text) AS xid8)")
    deadline = time.monotonic() + _GAP_PATIENCE
    while not (await connection.execute(ended, {"newest": newest})).scalar_one():
        if time.monotonic() > deadline:
            return
        await asyncio.sleep(_PAUSE_POSTGRESQL / 10)


async def _version(session: Session) -> int | None:
    if session.on_postgresql:
        return None
    (version,) = (await session.rows(text("PRAGMA data_version")))[0]
    return version


async def _read(session: Session, after: int, up_to: int | None) -> Sequence[Happened]:
    query = select(Event).where(col(Event.seq) > after).order_by(col(Event.seq)).limit(_BATCH)
    if up_to is not None:
        query = query.where(col(Event.seq) <= up_to)
    rows = (await session.exec(query.execution_options(populate_existing=True))).all()
    session.expunge_all()
    return [view(Happened, row) for row in rows]
