"""Knows how a new version is written: the difference between the tables and a database made from the versions.

`python -m db.migrations "Why the tables change"` writes the next file into `versions`.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from db.migrations import FOLDER, config, upgrade
from db.session import Database


async def write_version(message: str) -> None:
    number = f"{len(list((FOLDER / 'versions').glob('*.py'))) + 1:04}"
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.sqlite'}"
        await upgrade(url)
        database = Database(url)
        async with database.unit() as session:
            connection = await session.connection()
            await connection.run_sync(
                lambda found: command.revision(config(found), message, autogenerate=True, rev_id=number)
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(write_version(sys.argv[1]))
