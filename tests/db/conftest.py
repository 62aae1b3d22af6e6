"""Knows the databases that the tests of `db` run on: the same test on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from office import Clock, Office
from sqlalchemy import text
from sqlmodel import SQLModel

from db.migrations import upgrade
from db.session import Database
from domain.facts import OutboxFact


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "empty.sqlite"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    asyncio.run(upgrade(postgres_url))
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and no rows."""
    if request.param == "postgresql":
        return request.getfixturevalue("migrated_postgres")
    file = tmp_path / "test.sqlite"
    shutil.copy(request.getfixturevalue("empty_sqlite"), file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(database_url: str, clock: Clock) -> AsyncGenerator[Database]:
    delivered: list[OutboxFact] = []
    database = Database(database_url, clock=clock, deliver=delivered.extend)
    await _empty(database)
    database.delivered = delivered  # pyright: ignore[reportAttributeAccessIssue]
    yield database
    await database.close()


async def _empty(database: Database) -> None:
    async with database.unit() as session:
        if not session.on_postgresql:
            return
        connection = await session.connection()
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in SQLModel.metadata.sorted_tables:
            await connection.execute(table.delete())


@pytest.fixture
async def office(database: Database, clock: Clock) -> Office:
    """A small contact center: one campaign that is on, one queue, no agents yet."""
    office = Office(database, clock)
    await office.open()
    return office
