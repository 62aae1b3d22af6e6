"""Knows that the mail catcher keeps what it accepts and shows it as people read it."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.mail_ledger import MailLedger

from domain.effects import Draft, EffectClass, EffectState, Job
from messaging.catcher import caught, listen, run
from messaging.mail import MailChannel
from messaging.sending import Sender
from messaging.smtp import MailServer

HEADERS = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?q?Za=C5=BC=C3=B3=C5=82=C4=87?=\r\n"


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    server = await listen(tmp_path / "mails", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def deliver(port: int, content: bytes, *recipients: str) -> None:
    def talk() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.sendmail("a@b.example", recipients or ["c@d.example"], content)

    await asyncio.to_thread(talk)


async def test_a_mail_that_we_send_is_shown_with_its_text(port: int, tmp_path: Path):
    draft = Draft(
        "anna@dom.example",
        "Biuro <biuro@firma.example>",
        subject="Zażółć {{ n }}",
        body="Gęślą jaźń\n.\n",
        context={"n": 1},
    )
    ledger = MailLedger(Job("key-1", "mail", EffectState.PLANNED, 0, 0, EffectClass.MARKETING, draft))
    channel = MailChannel(MailServer("127.0.0.1", port, tls="none"), "x@y.example")
    assert await Sender(ledger, {"mail": channel}).perform("key-1")
    (mail,) = caught(tmp_path / "mails")
    assert (mail.sender, mail.recipients) == ("biuro@firma.example", ("anna@dom.example",))
    assert (mail.message_id, mail.subject) == ("<key-1@firma.example>", "Zażółć 1")
    assert mail.body.splitlines() == ["Gęślą jaźń", "."]
    assert abs(mail.at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_mails_are_shown_in_the_order_in_which_they_came_also_equal_ones(port: int, tmp_path: Path):
    for number in (1, 2, 2):
        await deliver(port, HEADERS + b"Message-ID: <%d@x>\r\n\r\ntext" % number)
    assert [mail.message_id for mail in caught(tmp_path / "mails")] == ["<1@x>", "<2@x>", "<2@x>"]


async def test_recipients_are_those_of_the_envelope_whatever_the_headers_pretend(port: int, tmp_path: Path):
    await deliver(
        port, b"X-Envelope-To: fake@x.example\r\n" + HEADERS + b"\r\ntext", "c@d.example", "e@f.example"
    )
    (mail,) = caught(tmp_path / "mails")
    assert mail.recipients == ("c@d.example", "e@f.example")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"no headers at all",
        HEADERS + b'Content-Type: text/plain; charset="martian"\r\n\r\ntext',
        HEADERS + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\n',
        HEADERS + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n####",
        b"Subject: =?utf-8?q?=FF?=\r\nMessage-ID: <<<\r\nFrom: ,,,\r\n\r\n\xff\xfe",
    ],
)
async def test_a_malformed_mail_is_kept_and_shown(port: int, tmp_path: Path, content: bytes):
    await deliver(port, content)
    assert len(caught(tmp_path / "mails")) == 1


async def test_a_mail_half_written_is_not_shown(tmp_path: Path):
    (tmp_path / "1.part").write_bytes(HEADERS)
    assert caught(tmp_path) == []


async def test_the_process_listens_until_it_is_cancelled(tmp_path: Path):
    task = asyncio.create_task(run(tmp_path / "new", 0))
    async with asyncio.timeout(5):
        while not (tmp_path / "new").exists():
            await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
