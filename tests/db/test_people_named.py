"""Whom a document means: a whole address before a name, a name before the first part; never somebody who is gone."""

from office import Office

from db import tables as t
from db.people_named import people_named


async def hire(office: Office, email: str, name: str, *, active: bool = True) -> str:
    user_id = office.database.new_id()
    async with office.database.unit() as session:
        await session.put(
            t.User(
                id=user_id,
                email=email,
                name=name,
                password_hash="x",
                active=active,
                created_at=session.now,
            )
        )
    return user_id


async def test_name_means_who_is_nearest_and_works_here(office: Office):
    anna = await hire(office, "anna@example.com", "Anna")
    other = await hire(office, "anna@example.org", "Anna Druga")
    await hire(office, "jan_n@example.com", "Jan", active=False)
    await hire(office, "janon@example.com", "Janon")
    async with office.database.read() as session:
        found = await people_named(session, {"anna@example.org", "Anna", "anna", "jan_n", "Jan"})
    assert found["anna@example.org"] == [other]
    assert found["Anna"] == [anna]
    assert sorted(found["anna"]) == sorted([anna, other])
    assert (found["jan_n"], found["Jan"]) == ([], [])
