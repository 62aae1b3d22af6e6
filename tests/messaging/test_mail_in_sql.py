"""Knows that mails keep their promise with the ledger as SQL keeps it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
import sqlalchemy
from fakes.mail_server import ScriptedServer, speaking
from sqlmodel import SQLModel

from db.ledger import Ledger
from db.session import Database
from db.tables import Effect, Message
from domain.effects import Letter
from messaging.mail import MailChannel
from messaging.sending import NotSettled, Sender
from messaging.smtp import MailServer

NOW = datetime.now(UTC)
LETTER = Letter("a@b.example", "c@d.example", "Temat", "Treść")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them."""
    file = tmp_path_factory.mktemp("sql") / "empty.sqlite"
    engine = sqlalchemy.create_engine(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture
async def ledger(tmp_path: Path, empty: Path) -> AsyncIterator[Ledger]:
    file = Path(copy(empty, tmp_path / "test.sqlite"))
    database = Database(f"sqlite:///{file}")
    async with database.unit() as session:
        for kind in ("marketing", "transactional"):
            session.add(Effect(key=kind, kind="mail", effect_class=kind, planned_at=NOW))
            session.add(
                Message(
                    id=kind,
                    effect_key=kind,
                    message_id="",
                    sender=LETTER.sender,
                    recipient=LETTER.recipient,
                    subject=LETTER.subject,
                    body=LETTER.body,
                    state="planned",
                    at=NOW,
                )
            )
    yield Ledger(database)
    await database.close()


async def ending(ledger: Ledger, key: str, *script: str) -> tuple[str, int]:
    """The state after sending until it is settled, each time by a fresh process, and the mails that arrived."""
    server = ScriptedServer(*script)
    async with speaking(server) as port:
        place = MailServer("127.0.0.1", port, tls="none", data_limit=timedelta(seconds=0.5))
        for _ in range(6):
            try:
                await Sender(ledger, {"mail": MailChannel(place, LETTER.sender)}).perform(key)
                break
            except NotSettled:
                continue
    return (await ledger.look(key)).state, len(server.received)


@pytest.mark.parametrize(
    ("key", "script", "expected"),
    [
        ("marketing", ["ok"], ("confirmed", 1)),
        ("transactional", ["ok"], ("confirmed", 1)),
        ("marketing", ["data 451", "rcpt 450", "busy", "ok"], ("confirmed", 1)),
        ("transactional", ["data 451", "rcpt 450", "busy", "ok"], ("confirmed", 1)),
        ("marketing", ["rcpt 550"], ("rejected", 0)),
        ("transactional", ["data 554"], ("rejected", 0)),
        pytest.param("marketing", ["cut"], ("unknown", 1), marks=pytest.mark.fault("F23")),
        pytest.param("transactional", ["cut"], ("confirmed", 2), marks=pytest.mark.fault("F23")),
        pytest.param("transactional", ["cut", "cut"], ("unknown", 2), marks=pytest.mark.fault("F23")),
        pytest.param(
            "transactional", ["cut", "rcpt 450", "ok"], ("confirmed", 2), marks=pytest.mark.fault("F23")
        ),
        pytest.param("transactional", ["cut", "rcpt 550"], ("unknown", 1), marks=pytest.mark.fault("F23")),
    ],
)
async def test_a_mail_ends_in_sql_as_its_class_promises(
    ledger: Ledger, key: str, script: list[str], expected: tuple[str, int]
):
    assert await ending(ledger, key, *script) == expected


async def test_two_senders_at_once_send_one_mail(ledger: Ledger):
    job = await ledger.look("marketing")
    assert await ledger.claim(job.key, job.fence, LETTER) == job.fence + 1
    assert await ledger.claim(job.key, job.fence, LETTER) is None


async def test_a_sender_that_was_overtaken_writes_nothing(ledger: Ledger):
    job = await ledger.look("marketing")
    fence = await ledger.claim(job.key, job.fence, LETTER)
    assert fence is not None
    await ledger.confirm(job.key, job.fence, "late")
    assert (await ledger.look(job.key)).state == "attempting"
    await ledger.unknown(job.key, fence)
    await ledger.confirm(job.key, fence, "later")
    assert (await ledger.look(job.key)).state == "unknown"
