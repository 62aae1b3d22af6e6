"""A worker that begins forgets what screens were told long ago, and nothing that is young."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from db.session import Database
from db.tables import Event
from tests.casework.house import NoTelephonesHouse
from tests.casework.office import CaseOffice
from tests.installation import until


async def test_worker_forgets_old_events_and_keeps_young_ones(office: CaseOffice, house: NoTelephonesHouse):
    await office.set_up({"nowy": {"initial": True, "qualifier": "unused"}})
    long_ago = datetime.now(UTC) - timedelta(days=91)
    old = Database(house.settings.database_url, clock=lambda: long_ago)
    async with old.unit() as session:
        session.record("cases", "step", f"dawno-{office.tag}")
    case = await office.add()
    house.again("worker")

    async def forgotten() -> bool:
        async with old.read() as session:
            left = select(Event.seq).where(Event.subject_id == f"dawno-{office.tag}")
            return not (await session.exec(left)).all()

    await until(forgotten, 30, "the old event is forgotten")
    async with old.read() as session:
        assert (await session.exec(select(Event.seq).where(Event.subject_id == case))).all()
    await old.close()
