"""Knows how a unit of work begins and ends: one transaction each, the only place that commits."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import URL, Executable, UpdateBase, func, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.checkpoints import Checkpoints
from db.connections import FAILURES, is_contention, is_unreachable, prepare
from db.direct import Direct, direct
from db.inline_sqlite import inline
from db.prepared import Prepared
from db.tables.effects import Outbox
from db.tables.events import Event
from domain.errors import Unavailable
from domain.facts import OutboxFact
from domain.ids import uuid7

T = TypeVar("T")
ATTEMPTS = 5
_FIRST_PAUSE = 0.01


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id(now: datetime) -> str:
    """A fresh UUIDv7."""
    return uuid7(int(now.timestamp() * 1000), secrets.randbits(74))


class Session(AsyncSession):
    """One unit of work at one moment `now`; writes wait for `flush` or the end of the unit."""

    now: datetime
    facts: list[OutboxFact]
    direct: Direct | None = None
    """Of a session that only reads: the way past SQLAlchemy."""

    def new_id(self) -> str:
        return new_id(self.now)

    @property
    def on_postgresql(self) -> bool:
        return self.get_bind().dialect.name == "postgresql"

    async def put(self, *rows: SQLModel) -> None:
        """Write rows in this order, each before what refers to it."""
        for row in rows:
            self.add(row)
            await self.flush()

    def tell(
        self, workflow_id: str, name: str, payload: dict[str, Any] | None = None, kind: str = "signal"
    ) -> None:
        """A fact for a workflow: written with this unit, delivered after it."""
        fact = OutboxFact(self.new_id(), workflow_id, kind, name, payload or {}, self.now)
        self.facts.append(fact)
        self.add(
            Outbox(
                id=fact.id,
                workflow_id=workflow_id,
                kind=kind,
                name=name,
                payload=fact.payload,
                created_at=self.now,
            )
        )

    def record(self, topic: str, kind: str, subject_id: str, **data: Any) -> None:
        """An event for screens and reports; `campaign_id` and `agent_id` in the data say whom it concerns."""
        self.add(
            Event(
                topic=topic,
                kind=kind,
                subject_id=subject_id,
                campaign_id=data.pop("campaign_id", None),
                agent_id=data.pop("agent_id", None),
                data=data,
                at=self.now,
            )
        )

    async def alone_with(self, subject: str) -> None:
        """Nobody else is alone with this subject until the unit ends (a unit of SQLite always is)."""
        if self.on_postgresql:
            await self.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))

    async def rows(self, query: Executable, **values: Any) -> Sequence[Any]:
        """All rows of a query of columns, as they are stored."""
        return await self.run_sync(lambda inner: inner.connection().execute(query, values).all())

    async def asked(self, query: Prepared, **values: Any) -> Sequence[Any]:
        """All rows of a query that was made once, with what this unit has written."""
        if self.direct is not None:
            return await self.direct.rows(query, values)
        await self.flush()
        return await self.rows(query.query, **values)

    async def change(self, statement: UpdateBase) -> int:
        """Perform an UPDATE or DELETE past the rows in memory; how many rows it found."""
        done = await self.exec(statement, execution_options={"synchronize_session": False})
        return done.rowcount


class Database:
    """One SQL database; `deliver` gets the outbox facts of each unit after its commit, never before."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        deliver: Callable[[Sequence[OutboxFact]], None] | None = None,
        pool_size: int = 10,
    ) -> None:
        self.clock = clock
        self.deliver = deliver
        place = make_url(url)
        on_sqlite = place.get_backend_name() == "sqlite"
        self._reader = _engine(inline(place) if on_sqlite else place, pool_size)
        self._writer = self._reader.execution_options(writes=True)
        self._direct = direct(self._reader, pool_size)
        self._readers: list[Session] = []
        self._checkpoints = Checkpoints(place.database) if on_sqlite and place.database else None
        self._one_writer: AbstractAsyncContextManager[Any] = asyncio.Lock() if on_sqlite else nullcontext()

    def new_id(self) -> str:
        return new_id(self.clock())

    @asynccontextmanager
    async def unit(self) -> AsyncGenerator[Session, None]:
        """One transaction: committed at the end, rolled back on any error."""
        async with self._one_writer:
            session = Session(self._writer, expire_on_commit=False, autoflush=False)
            session.facts = []
            try:
                await session.connection()
                session.now = self.clock()
                yield session
                await session.commit()
                if self._checkpoints is not None:
                    self._checkpoints.committed()
            except FAILURES as problem:
                raise _told(problem) from problem
            finally:
                await asyncio.shield(session.close())
        if session.facts and self.deliver is not None:
            self.deliver(tuple(session.facts))

    async def run(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The whole unit, repeated when another was in its way (contention, or the same key came first)."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.unit() as session:
                    return await work(session)
            except (StaleDataError, IntegrityError, Contention):
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(_FIRST_PAUSE * secrets.randbelow(2**attempt))
        raise AssertionError

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Session, None]:
        """A session that writes nothing; each statement sees what was committed when it began."""
        session = self._readers.pop() if self._readers else self._new_reader()
        session.now = self.clock()
        try:
            yield session
        except FAILURES as problem:
            raise _told(problem) from problem
        finally:
            if session.in_transaction():
                await self._end(session)
        self._readers.append(session)

    def _new_reader(self) -> Session:
        """For any number of reads, one after the other: to make one costs as much as a short read."""
        session = Session(self._reader, expire_on_commit=False, autoflush=False)
        session.facts, session.direct = [], self._direct
        return session

    async def _end(self, session: Session) -> None:
        if session.on_postgresql:
            await asyncio.shield(session.close())
        else:
            session.sync_session.close()

    async def ping(self) -> None:
        """Unavailable when the database does not answer."""
        async with self.read() as session:
            await session.exec(select(1))

    async def close(self) -> None:
        if self._checkpoints is not None:
            await self._checkpoints.close()
        await self._direct.close()
        await self._reader.dispose()


class Contention(Unavailable):
    """The database is busy: others kept changing the same rows. Try again in a moment."""

    code = "database_busy"
    message_pl = "Baza danych jest zajęta: inni wciąż zmieniali te same wiersze. Spróbuj ponownie za chwilę."


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        # Names, numbers and texts of a failed statement must not reach a log.
        hide_parameters=True,
    )
    prepare(engine)
    return engine


def _told(problem: Exception) -> Exception:
    if is_contention(problem):
        return Contention()
    if is_unreachable(problem):
        return Unavailable(part="database")
    return problem
