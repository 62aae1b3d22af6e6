"""Knows how a database comes to the present tables, from empty or from any earlier release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from db.session import Database

FOLDER = Path(__file__).parent


def config(connection: Connection) -> Config:
    """Alembic's settings for a connection that is in a transaction already."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    settings.attributes["connection"] = connection
    return settings


async def upgrade(url: str) -> None:
    """Bring the database to the newest version, wholly or not at all; several may ask at once."""
    database = Database(url)
    try:
        async with database.unit() as session:
            await session.alone_with("migrations")
            connection = await session.connection()
            await connection.run_sync(lambda found: command.upgrade(config(found), "head"))
    finally:
        await database.close()
