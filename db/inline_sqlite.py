"""Knows how SQLite is read without a thread for each step: short statements run in the event loop itself.

A reader of a WAL never waits for the writer, so what a thread costs (some twenty hand-overs for one request) buys
nothing. A statement that turns out to be long is broken off and done in a thread, from its beginning.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import URL, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import await_only

_LONG = 100_000
"""Steps of SQLite's machine, a few milliseconds of them."""


def reader(url: URL) -> URL:
    """The same file, to be read in the event loop."""
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
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            await_only(self._fetch_in_thread(sql, parameters))
        return self

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size or 1 :]
        return rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> None:
        super().execute(sql, parameters)
        self._rows = super().fetchall()

    async def _fetch_in_thread(self, sql: str, parameters: Sequence[Any]) -> None:
        self.connection.set_progress_handler(None, _LONG)
        try:
            await asyncio.to_thread(self._fetch, sql, parameters)
        except asyncio.CancelledError:
            self.connection.interrupt()
            raise
        finally:
            self.connection.set_progress_handler(_break_off, _LONG)


class _Connection(sqlite3.Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.set_progress_handler(_break_off, _LONG)

    def cursor(self, factory: Any = _Cursor, /) -> Any:
        return super().cursor(factory)


def _break_off() -> int:
    return 1


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
