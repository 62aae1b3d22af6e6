"""Knows the API as tests call it: the real application over real databases, Temporal alone is a fake."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fakes.work import InMemoryWork
from office import Clock
from people import Center
from sqlalchemy import text
from sqlmodel import SQLModel

from api import Services, create_app
from app.outside import OutsideServices
from app.settings import Settings
from db.events_feed import EventsFeed
from db.migrations import upgrade
from db.session import Database
from messaging.sms.templates import check_sms_template
from messaging.templates import check_template

FIELDS = ("contact.name", "contact.phone", "contact.mail", "case.number")


class Templates:
    """The real checker, with the fields that mails have."""

    def check_template(self, subject: str, body: str):
        return check_template(subject, body, FIELDS)

    def check_sms(self, body: str):
        return check_sms_template(body, FIELDS)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "empty.sqlite"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_url: str) -> str:
    asyncio.run(upgrade(postgres_url))
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_with_tables")
    file = tmp_path / "test.sqlite"
    shutil.copy(request.getfixturevalue("empty_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(database_url: str, clock: Clock) -> AsyncGenerator[Database]:
    database = Database(database_url, clock=clock)
    async with database.unit() as session:
        if session.on_postgresql:
            tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
            connection = await session.connection()
            await connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
            await connection.execute(text("ALTER SEQUENCE case_number RESTART"))
    yield database
    await database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path)


@pytest.fixture
async def center(
    database: Database, clock: Clock, tmp_path: Path, settings: Settings
) -> AsyncGenerator[Center]:
    work = InMemoryWork(database)
    services = Services(
        database=database,
        work=work,
        templates=Templates(),
        outside=OutsideServices(settings, database),
        events=EventsFeed(database),
        mailbox=tmp_path / "mail",
        four_eyes=settings.graphs.review,
    )
    center = Center(create_app(services), database, work, clock)
    await center.open()
    yield center
    await center.close()
