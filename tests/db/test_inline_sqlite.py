"""SQLite in the event loop: short statements at once, long reads in a thread, nobody kept from their turn."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.checkpoints import COMMITS
from db.session import Contention, Database, Session

LONG = 1_000_000
COUNT = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :most) SELECT COUNT(*) FROM n"
)
LIST = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :most) SELECT x FROM n")


@pytest.fixture
async def file(tmp_path: Path) -> AsyncGenerator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
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


async def _created(file: Database) -> None:
    async with file.unit() as session:
        await session.run_sync(lambda inner: inner.connection().execute(text("CREATE TABLE n (x INTEGER)")))


async def _insert(session: Session, number: int) -> None:
    await session.run_sync(
        lambda inner: inner.connection().execute(text("INSERT INTO n VALUES (:x)"), {"x": number})
    )


async def _numbers(file: Database) -> list[int]:
    async with file.read() as session:
        return [row[0] for row in await session.rows(text("SELECT x FROM n ORDER BY x"))]


async def test_unit_waits_for_another_process_and_lets_others_have_their_turn(file: Database, tmp_path: Path):
    await _created(file)
    other = sqlite3.connect(tmp_path / "test.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with file.unit() as session:
            await _insert(session, 1)

    writing, turns = asyncio.create_task(write()), 0
    while turns < 100:
        await asyncio.sleep(0)
        turns += 1
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    async with asyncio.timeout(5):
        await writing
    assert await _numbers(file) == [1]


async def test_unit_that_gets_no_turn_in_time_says_that_the_database_is_busy(
    file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    await _created(file)
    monkeypatch.setattr("db.inline_sqlite._BUSY_S", 0.05)
    other = sqlite3.connect(tmp_path / "test.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Contention):
        async with file.unit() as session:
            await _insert(session, 1)
    other.close()
    assert await _numbers(file) == []


async def test_long_read_inside_a_unit_keeps_what_the_unit_wrote(file: Database):
    await _created(file)
    async with file.unit() as session:
        await _insert(session, 1)
        assert [tuple(row) for row in await session.rows(COUNT, most=LONG)] == [(LONG,)]
        await _insert(session, 2)
    assert await _numbers(file) == [1, 2]


async def test_long_write_is_not_broken_off(file: Database):
    await _created(file)
    many = text(f"INSERT INTO n {LIST.text}")
    async with file.unit() as session:
        await session.run_sync(lambda inner: inner.connection().execute(many, {"most": 200_000}))
    assert len(await _numbers(file)) == 200_000


async def test_log_is_brought_into_the_file_after_many_commits_and_used_again(file: Database, tmp_path: Path):
    await _created(file)
    log = tmp_path / "test.sqlite-wal"

    async def grows() -> bool:
        before = log.stat().st_size
        async with file.unit() as session:
            await _insert(session, 0)
        return log.stat().st_size > before

    for _ in range(COMMITS - 2):
        assert await grows()
    async with asyncio.timeout(5):
        while await grows():
            await asyncio.sleep(0.01)


async def test_short_read_is_done_at_once_however_often_it_was_asked(file: Database):
    """SQLite counts the steps of a statement over all its uses."""
    await turns_during(file, 1)
    for _ in range(40):
        assert await turns_during(file, 2_000) <= 3
