from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from office import Office
from sqlmodel import SQLModel

from db.migrations import upgrade
from db.tables import Campaign


async def test_migrations_make_exactly_the_tables(office: Office):
    async with office.database.unit() as session:
        connection = await session.connection()
        different = await connection.run_sync(
            lambda found: compare_metadata(MigrationContext.configure(found), SQLModel.metadata)
        )
    assert different == []


async def test_upgrading_again_changes_nothing(database_url: str, office: Office):
    await upgrade(database_url)
    assert len(await office.all(Campaign)) == 1
