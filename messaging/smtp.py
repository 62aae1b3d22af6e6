"""Knows one conversation with a mail server, and what each of its ends says about the mail."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Literal, Self

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused

_OUR_ACCOUNT = frozenset({530, 534, 535, 538})
"""Refusals that speak of our sign-in (RFC 4954), not of the mail: mended settings end them."""

_LOST = (SMTPException, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail leaves the house. One mail takes at most `envelope_limit` + `data_limit`."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    secret: str = ""
    command_limit: timedelta = timedelta(seconds=10)
    envelope_limit: timedelta = timedelta(seconds=30)
    data_limit: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str
    recipient: str
    domain: str


class SmtpSession:
    """One mail, one connection: `introduce`, then `deliver`; the way out of the context says good-bye."""

    def __init__(self, server: MailServer, envelope: Envelope) -> None:
        self._server, self._envelope = server, envelope
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.secret or None,
            local_hostname=envelope.domain,
            timeout=server.command_limit.total_seconds(),
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._client.is_connected:
            with suppress(*_LOST):
                await self._client.quit(timeout=1)
        self._client.close()

    async def introduce(self) -> Refused | Postponed | None:
        """Connect and name sender and recipient; None when the server waits for the text."""
        try:
            async with asyncio.timeout(self._server.envelope_limit.total_seconds()):
                await self._client.connect()
                await self._client.mail(self._envelope.sender)
                await self._client.rcpt(self._envelope.recipient)
        except (SMTPSenderRefused, SMTPRecipientRefused) as answer:
            return _refusal(answer)
        except _LOST as problem:
            return Postponed(_said(problem), ours=isinstance(problem, SMTPAuthenticationError))
        return None

    async def deliver(self, text: bytes) -> Answer:
        """Hand the text over, once."""
        try:
            async with asyncio.timeout(self._server.data_limit.total_seconds()):
                answer = await self._client.data(text, timeout=self._server.data_limit.total_seconds())
        except SMTPDataError as answer:
            return _refusal(answer)
        except _LOST as problem:
            return Doubtful(_said(problem))
        return Accepted(_line(answer.message))


def _refusal(answer: SMTPResponseException) -> Refused | Postponed:
    reason = f"{answer.code} {_line(answer.message)}"
    final = 500 <= answer.code <= 599 and answer.code not in _OUR_ACCOUNT
    return Refused(reason) if final else Postponed(reason, ours=answer.code in _OUR_ACCOUNT)


def _said(problem: BaseException) -> str:
    return _line(str(problem)) or type(problem).__name__


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
