"""Knows how to receive mail instead of a mail server and keep it in a folder, where people read it."""

import asyncio
import itertools
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from itertools import takewhile
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST = 10_000_000
_SENDER, _RECIPIENT = "X-Envelope-From", "X-Envelope-To"


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
        head = [(_SENDER, envelope.mail_from or ""), *((_RECIPIENT, one) for one in envelope.rcpt_tos)]
        lines = "".join(f"{header}: {value}\r\n" for header, value in head).encode()
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
    mail = message_from_bytes(file.read_bytes(), policy=default)
    return CaughtMail(
        name=file.stem,
        at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1e9, UTC),
        sender=str(mail.get(_SENDER, "")),
        recipients=tuple(str(value) for _, value in takewhile(_is_recipient, mail.items()[1:])),
        message_id=str(mail.get("Message-ID", "")),
        subject=str(mail.get("Subject", "")),
        body=_body(mail),
    )


def _is_recipient(header: tuple[str, object]) -> bool:
    """Ours come first; the same header further down is the sender's invention."""
    return header[0] == _RECIPIENT


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    try:
        return "" if part is None else str(part.get_content())
    except (LookupError, ValueError):
        # An unknown character set: what was received is shown as it is.
        return mail.as_bytes().decode("utf-8", "replace")
