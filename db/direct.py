"""Knows how prepared queries are asked past SQLAlchemy, whose part of a short read is ten times the database's.

Each has its connections to itself: nothing is begun on them and nothing written.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections import set_up_sqlite
from db.prepared import Prepared

_OF_SQLALCHEMY = frozenset(
    {"async_fallback", "async_creator_fn", "prepared_statement_cache_size", "prepared_statement_name_func"}
)


class Direct(ABC):
    """Reads of one database; a connection serves one query at a time and is kept for the next."""

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self._dialect: Dialect = engine.dialect
        self._arguments, self._options = engine.dialect.create_connect_args(engine.url)
        self._idle: list[Any] = []
        self._free = asyncio.Semaphore(most)

    async def rows(self, query: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        """All rows."""
        statement = query.for_(self._dialect)
        async with self._free:
            connection = await self._connection()
            try:
                raw = await self._fetch(connection, statement.text, statement.parameters(values))
            except BaseException:
                self._give_up(connection)
                raise
            self._idle.append(connection)
        return [statement.row(row) for row in raw]

    async def _connection(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if self._lives(connection):
                return connection
        return await self._connect()

    async def close(self) -> None:
        """Close what is idle; for when nobody asks any more."""
        while self._idle:
            await self._close(self._idle.pop())

    @abstractmethod
    async def _connect(self) -> Any: ...
    @abstractmethod
    def _lives(self, connection: Any) -> bool: ...
    @abstractmethod
    async def _fetch(self, connection: Any, text: str, values: Sequence[Any]) -> Sequence[Any]: ...
    @abstractmethod
    def _give_up(self, connection: Any) -> None: ...
    @abstractmethod
    async def _close(self, connection: Any) -> None: ...


class DirectSqlite(Direct):
    """In the event loop, or in a thread if a query turns out to be long."""

    async def _connect(self) -> Any:
        connection: Any = self._dialect.connect(*self._arguments, **self._options)
        set_up_sqlite(connection)
        return connection

    def _lives(self, connection: Any) -> bool:
        return True

    async def _fetch(self, connection: Any, text: str, values: Sequence[Any]) -> Sequence[Any]:
        return await connection.cursor().rows(text, values)

    def _give_up(self, connection: Any) -> None:
        connection.close()

    async def _close(self, connection: Any) -> None:
        connection.close()


class DirectPostgres(Direct):
    """One round trip each: no transaction around it, and the text is parsed once for each connection."""

    async def _connect(self) -> Any:
        options = {name: value for name, value in self._options.items() if name not in _OF_SQLALCHEMY}
        driver: Any = asyncpg
        connection = await driver.connect(**options)
        await connection.set_type_codec("json", encoder=str, decoder=json.loads, schema="pg_catalog")
        return connection

    def _lives(self, connection: Any) -> bool:
        return not connection.is_closed()

    async def _fetch(self, connection: Any, text: str, values: Sequence[Any]) -> Sequence[Any]:
        return await connection.fetch(text, *values)

    def _give_up(self, connection: Any) -> None:
        connection.terminate()

    async def _close(self, connection: Any) -> None:
        await connection.close()


def direct(engine: AsyncEngine, most: int) -> Direct:
    """The way to the database of this engine, by at most so many connections."""
    return (DirectSqlite if engine.dialect.name == "sqlite" else DirectPostgres)(engine, most)
