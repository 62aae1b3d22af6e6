"""Knows the databases that the tests of `db` run on: the same test on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from office import Clock, Office
from sqlmodel import SQLModel, delete, text

from db import rules
from db.migrations import upgrade
from db.session import Database
from domain.facts import OutboxFact

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all, since connections belong to a loop and statements are compiled once for each engine."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(autouse=True)
def no_process_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests name their processes alike, which are remembered by a hash that is no hash here."""
    monkeypatch.setattr(rules, "_processes", {})


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.sqlite'}"
    asyncio.run(upgrade(url))
    return url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(database_url: str) -> AsyncGenerator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(loop_scope="session")
async def database(engine: Database, clock: Clock) -> Database:
    """Without rows, at the time of the test's clock; what it delivers is remembered."""
    await _empty(engine)
    delivered: list[OutboxFact] = []
    engine.clock, engine.deliver = clock, delivered.extend
    engine.delivered = delivered  # pyright: ignore[reportAttributeAccessIssue]
    return engine


async def _empty(database: Database) -> None:
    async with database.unit() as session:
        tables = [*reversed(SQLModel.metadata.sorted_tables)]
        if session.on_postgresql:
            # A table without rows costs nothing to ask, but a file to truncate.
            asked = " UNION ALL ".join(
                f'(SELECT {n} FROM "{table.name}" LIMIT 1)'  # noqa: S608
                for n, table in enumerate(tables)
            )
            used = [tables[n].name for (n,) in await (await session.connection()).execute(text(asked))]
            names = ", ".join(f'"{name}"' for name in used)
            if names:
                await (await session.connection()).execute(text(f"TRUNCATE {names} CASCADE"))
            return
        for table in tables:
            await session.change(delete(table))


@pytest_asyncio.fixture(loop_scope="session")
async def office(database: Database, clock: Clock) -> Office:
    """A small contact center: one campaign that is on, one queue, no agents yet."""
    office = Office(database, clock)
    await office.open()
    return office
