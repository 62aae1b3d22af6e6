"""Queries that are made once: asked past SQLAlchemy they say the same, and a lost connection is replaced."""

from datetime import UTC, datetime

import pytest
from office import Office
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from db import tables as t
from db.prepared import Prepared
from domain.errors import Unavailable

CONTACTS = Prepared(
    select(col(t.Contact.id), col(t.Contact.anonymous), col(t.Contact.created_at))
    .where(t.Contact.name == bindparam("name"))
    .order_by(col(t.Contact.id))
)
MYSELF = Prepared(select(func.pg_backend_pid().label("pid")))
END = Prepared(select(func.pg_terminate_backend(bindparam("pid", type_=t.Case.number.type)).label("ended")))


async def test_rows_have_the_same_values_past_sqlalchemy(office: Office):
    async with office.database.unit() as session:
        for number in range(3):
            await session.put(
                t.Contact(id=f"c{number}", name="Żak", anonymous=number == 1, created_at=session.now)
            )
        within = await session.asked(CONTACTS, name="Żak")
    async with office.database.read() as session:
        past = await session.asked(CONTACTS, name="Żak")
        assert await session.asked(CONTACTS, name="nikt") == []
    assert [tuple(row) for row in within] == [tuple(row) for row in past]
    assert [row.anonymous for row in past] == [False, True, False]
    assert past[0].created_at == office.clock() == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_unit_sees_what_it_has_not_written_yet(office: Office):
    async with office.database.unit() as session:
        session.add(t.Contact(id="c1", name="Żak", created_at=session.now))
        assert [row.id for row in await session.asked(CONTACTS, name="Żak")] == ["c1"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True, scope="session")
async def test_connection_that_the_database_has_ended_is_replaced(office: Office):
    async with office.database.read() as session:
        (before,) = await session.asked(MYSELF)
    with pytest.raises(Unavailable):
        async with office.database.read() as session:
            await session.asked(END, pid=before.pid)
    async with office.database.read() as session:
        (after,) = await session.asked(MYSELF)
    assert after.pid != before.pid
