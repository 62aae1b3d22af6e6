"""Who is written to: the person that is named and nobody alike, at the address that was there first."""

from datetime import UTC, datetime

from office import Office

from db import tables as t
from db.adding import NewRecord, add
from db.contacts import ContactChange, change
from db.letters import reached_at
from db.notices import notify
from domain.access import Role, Who
from domain.phones import Phone, normalize
from graphs.process.actions import Notify

PHONES = ("+48600100200", "+48600100201")


async def named(office: Office, *emails: str) -> None:
    async with office.database.unit() as session:
        for email in emails:
            user = t.User(id=email, email=email, name=email, password_hash="x", roles=["agent"])
            user.created_at = datetime(2026, 1, 1, tzinfo=UTC)
            await session.put(user)


async def test_notification_reaches_the_agent_it_names_and_nobody_of_a_similar_name(office: Office):
    await named(office, "j_nowak@example.com", "janowak@example.com")
    case = await office.new_case()
    async with office.database.unit() as session:
        row = await session.get_one(t.Case, case)
        assert await notify(session, "e/1", row, Notify(to="j_nowak", text="Pilne")) is None
    assert [notice.user_id for notice in await office.all(t.Notification)] == ["j_nowak@example.com"]


async def test_number_that_was_replaced_is_used_again_when_a_record_names_it(office: Office):
    who = Who("a", "Anna", "a@example.com", "pl", frozenset({Role.ADMINISTRATOR}))
    old, new = (phone for number in PHONES if isinstance(phone := normalize(number), Phone))
    async with office.database.unit() as session:
        campaign = await session.get_one(t.Campaign, office.campaign)
        case = await add(session, who, campaign.name, NewRecord("Jan", (old,), (), {}))
    for phones in ((new,), (old,)):
        async with office.database.unit() as session:
            etag = (await session.get_one(t.Case, case)).etag
            await change(session, who, case, ContactChange(phones=phones), etag)
        async with office.database.unit() as session:
            await add(session, who, campaign.name, NewRecord("Jan", (*phones, old, new), (), {}))
    points = [(point.kind, point.value) for point in await office.all(t.ContactPoint)]
    assert sorted(points) == [("phone", old.e164), ("phone", new.e164)]


async def test_address_of_a_later_record_does_not_take_the_place_of_the_one_that_was_there(office: Office):
    who = Who("a", "Anna", "a@example.com", "pl", frozenset({Role.ADMINISTRATOR}))
    found = [normalize(number) for number in PHONES]
    both = tuple(phone for phone in found if isinstance(phone, Phone))
    async with office.database.unit() as session:
        campaign = await session.get_one(t.Campaign, office.campaign)
        case = await add(session, who, campaign.name, NewRecord("Jan", both, ("jan@example.com",), {}))
    async with office.database.unit() as session:
        later = NewRecord("Jan", both[:1], ("inny@example.com",), {})
        assert await add(session, who, campaign.name, later) != case
    async with office.database.read() as session:
        contact = (await session.get_one(t.Case, case)).contact_id
        assert await reached_at(session, "mail", contact) == "jan@example.com"
