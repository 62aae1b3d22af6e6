import pytest
from office import Clock, Office
from sqlalchemy.orm.exc import StaleDataError

from db import tables as t
from db.session import Database, Session
from domain.errors import Unavailable


async def test_unit_that_fails_leaves_nothing_and_tells_nobody(office: Office):
    async def fail(session: Session) -> None:
        session.add(t.Contact(id="c1", created_at=session.now))
        session.tell("case-1", "fact")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await office.database.run(fail)
    assert await office.all(t.Contact) == []
    assert office.facts() == []


async def test_facts_are_delivered_after_their_commit_and_stand_in_the_outbox(office: Office):
    async with office.database.unit() as session:
        session.tell("case-1", "fact", {"kind": "mail"})
        assert office.facts() == []
    (stored,) = await office.all(t.Outbox)
    (fact,) = office.facts()
    assert (stored.id, stored.workflow_id, stored.payload) == (fact.id, fact.workflow_id, fact.payload)


async def test_unit_in_whose_way_another_was_is_repeated(office: Office):
    agent = await office.hire()
    seat = await office.seat(agent)
    tries = 0

    async def work(session):
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StaleDataError
        return (await session.get_one(t.Seat, seat.id)).state

    assert await office.database.run(work) == "free"
    assert tries == 3


async def test_database_that_does_not_answer_is_unavailable(clock: Clock):
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/x", clock=clock)
    with pytest.raises(Unavailable):
        await database.ping()
    await database.close()


async def test_ids_of_one_moment_differ_and_later_ones_sort_after(office: Office):
    early = {office.database.new_id() for _ in range(100)}
    office.clock.forward(seconds=1)
    assert len(early) == 100
    assert max(early) < office.database.new_id()
