"""Knows how each kind of database is spoken to: its settings for a connection, and what its errors mean."""

import sqlite3
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

FAILURES = (DBAPIError, OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a statement may fail with, by SQLAlchemy or past it."""
_SERIALIZATION_DEADLOCK_LOCKED = ("40001", "40P01", "55P03")
_GONE = ("08", "57P", "53")


def prepare(engine: AsyncEngine) -> None:
    """SQLite: WAL, foreign keys, and units that take the write lock when they begin."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine.sync_engine, "connect", _connected_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)


def _connected_sqlite(connection: Any, _record: Any) -> None:
    set_up_sqlite(connection)


def set_up_sqlite(connection: Any) -> None:
    """The settings of each connection; it is left without a transaction."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        "busy_timeout=0",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "wal_autocheckpoint=0",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_contention(problem: BaseException) -> bool:
    """Whether repeating the unit may help."""
    state = _sqlstate(problem)
    return state in _SERIALIZATION_DEADLOCK_LOCKED or "database is locked" in str(problem)


def is_unreachable(problem: BaseException) -> bool:
    """Whether the database does not answer at all."""
    if isinstance(problem, OSError):
        return True
    if isinstance(problem, asyncpg.InterfaceError):
        return True
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return True
    state = _sqlstate(problem) or ""
    return state.startswith(_GONE) or "unable to open database file" in str(problem)


def _sqlstate(problem: BaseException) -> str | None:
    return getattr(getattr(problem, "orig", problem), "sqlstate", None)
