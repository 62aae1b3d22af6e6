"""Knows how SQLite is spoken to without a thread for each step: short statements run in the event loop itself.

What a thread costs (some thirty hand-overs for one unit, each of which may wait for the interpreter's lock) buys
nothing for statements of microseconds, and a commit writes to a log without waiting for the disk (`db.checkpoints`
brings the log into the file). A read that turns out to be long is broken off and done in a thread, from its
beginning. Who holds the file is waited for without keeping others from their turn.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import URL, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import await_only

_STRETCH = 50_000
"""Steps of SQLite's machine, a few milliseconds of them. It counts those of a statement from its first use on, so that
a stretch may end in the midst of a short one; only a second end tells that this use is long."""
_BUSY_S = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.01
_READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")


def inline(url: URL) -> URL:
    """The same file, in the event loop."""
    return url.set(drivername="sqlite+inline")


class _Cursor(sqlite3.Cursor):
    """Has all rows when it was executed; the caller is a greenlet of SQLAlchemy, which may wait."""

    server_side = False
    _rows: list[Any]

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks this of cursors of the event loop."""

    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        try:
            self._fetch(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                await_only(self._fetch_when_free(sql, parameters))
            elif error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                await_only(self._fetch_in_thread(sql, parameters))
            else:
                raise
        return self

    async def rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows, for a caller that is a coroutine."""
        try:
            self._fetch(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                await self._fetch_when_free(sql, parameters)
            elif error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                await self._fetch_in_thread(sql, parameters)
            else:
                raise
        return self.fetchall()

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size or 1 :]
        return rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def _own(self) -> "_Connection":
        return cast("_Connection", self.connection)

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> None:
        # A write that is broken off would take its whole transaction with it.
        self._own().begin(breaks_off=sql.startswith(_READS))
        super().execute(sql, parameters)
        self._rows = super().fetchall()

    async def _fetch_when_free(self, sql: str, parameters: Sequence[Any]) -> None:
        loop, pause = asyncio.get_running_loop(), _FIRST_PAUSE
        deadline = loop.time() + _BUSY_S
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            try:
                return self._fetch(sql, parameters)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                    raise

    async def _fetch_in_thread(self, sql: str, parameters: Sequence[Any]) -> None:
        """Its connection is not free before the thread has ended, also when nobody wants the rows any more."""

        def fetch() -> None:
            sqlite3.Cursor.execute(self, sql, parameters)
            self._rows = sqlite3.Cursor.fetchall(self)

        self._own().begin(breaks_off=False)
        fetching = asyncio.get_running_loop().run_in_executor(None, fetch)
        try:
            await asyncio.shield(fetching)
        except asyncio.CancelledError:
            self.connection.interrupt()
            await asyncio.wait([fetching])
            raise


class _Connection(sqlite3.Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._breaks_off, self._ended = True, 0
        self.set_progress_handler(self._end, _STRETCH)

    def begin(self, *, breaks_off: bool) -> None:
        """A statement begins, which may be broken off when it turns out to be long, or may not."""
        self._breaks_off, self._ended = breaks_off, 0

    def _end(self) -> bool:
        """A stretch has ended; whether to break off."""
        self._ended += 1
        return self._breaks_off and self._ended > 1

    def cursor(self, factory: Any = _Cursor, /) -> Any:
        return super().cursor(factory)


class InlineSqlite(SQLiteDialect_pysqlite):
    """Asynchronous in name: for engines of the event loop, whose connections do not wait."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        return pool.AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        args, options = super().create_connect_args(url)
        return args, {**options, "factory": _Connection, "check_same_thread": False}


registry.register("sqlite.inline", __name__, "InlineSqlite")
