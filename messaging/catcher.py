"""Knows how to receive mail instead of a mail server and keep it in a folder, where people read it."""

import asyncio
import itertools
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST = 10_000_000
_SENDER, _RECIPIENTS = "X-Envelope-From", "X-Envelope-To"


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail as it was received; `sender` and `recipients` are those of the envelope."""

    name: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    subject: str
    body: str


async def listen(folder: Path, port: int, host: str = "127.0.0.1") -> asyncio.Server:
    """A server that stores what it receives; port 0 takes a free one."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    protocol = partial(
        SMTP, _Store(folder), hostname="mail-catcher", enable_SMTPUTF8=True, data_size_limit=_LARGEST
    )
    return await asyncio.get_running_loop().create_server(protocol, host, port)


async def run(folder: Path, port: int) -> None:
    """Catch mail on loopback until cancelled."""
    async with await listen(folder, port) as server:
        await server.serve_forever()


def caught(folder: Path) -> list[CaughtMail]:
    """What was received, the oldest first."""
    return [_read(file) for file in sorted(folder.glob("*.eml"))]


class _Store:
    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, itertools.count()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = f"{time.time_ns():020d}-{os.getpid()}-{next(self._numbers)}"
        recipients = ", ".join(envelope.rcpt_tos)
        lines = f"{_SENDER}: {envelope.mail_from or ''}\r\n{_RECIPIENTS}: {recipients}\r\n".encode()
        content = envelope.original_content or b""
        await asyncio.to_thread(_write, self._folder / f"{name}.eml", lines + content)
        return f"250 OK queued as {name}"


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before the sender hears that it was accepted."""
    draft = file.with_suffix(".part")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)


def _read(file: Path) -> CaughtMail:
    # The lenient policy: the strict one raises on headers that only a broken sender writes.
    mail = message_from_bytes(file.read_bytes(), policy=compat32)
    return CaughtMail(
        name=file.stem,
        at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1e9, UTC),
        sender=_header(mail, _SENDER),
        recipients=tuple(_header(mail, _RECIPIENTS).split(", ")),
        message_id=_header(mail, "Message-ID"),
        subject=_header(mail, "Subject"),
        body=_body(mail),
    )


def _header(mail: Message, name: str) -> str:
    """The first header of that name (ours come first) with its encoded words decoded as far as they can be."""
    raw = str(mail.get(name, ""))
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError, HeaderParseError):
        return raw


def _body(mail: Message) -> str:
    texts = (part for part in mail.walk() if part.get_content_type() == "text/plain")
    part = next(texts, mail)
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
