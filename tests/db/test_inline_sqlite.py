"""Reads of SQLite: in the event loop while they are short, in a thread as soon as they are not."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.session import Database

LONG = 1_000_000
COUNT = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :most) SELECT COUNT(*) FROM n"
)
LIST = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :most) SELECT x FROM n")


@pytest.fixture
async def file(tmp_path: Path) -> AsyncGenerator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite'}")
    yield database
    await database.close()


async def turns_during(database: Database, most: int) -> int:
    """How often others had their turn while this was counted."""
    async with database.read() as session:
        counting = asyncio.ensure_future(session.rows(COUNT, most=most))
        turns = 0
        while not counting.done():
            await asyncio.sleep(0)
            turns += 1
        assert [tuple(row) for row in counting.result()] == [(most,)]
    return turns


async def test_short_read_is_done_at_once(file: Database):
    await turns_during(file, 1)
    assert await turns_during(file, 10) <= 3


async def test_long_read_lets_others_have_their_turn(file: Database):
    assert await turns_during(file, LONG) > 10


async def test_read_that_turns_out_to_be_long_among_its_rows_gives_each_row_once(file: Database):
    async with file.read() as session:
        rows = await session.rows(LIST, most=50_000)
    assert [row[0] for row in rows] == list(range(1, 50_001))


async def test_long_read_that_is_cancelled_leaves_its_connection_usable(file: Database):
    async def count() -> None:
        async with file.read() as session:
            await session.rows(COUNT, most=100 * LONG)

    counting = asyncio.create_task(count())
    for _ in range(20):
        await asyncio.sleep(0)
    counting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await counting
    assert await turns_during(file, 10) > 0
