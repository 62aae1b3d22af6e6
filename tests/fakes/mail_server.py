# ruff: noqa: N802
"""Knows a mail server that speaks the protocol and misbehaves as it is told, one word for each connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


class ScriptedServer:
    """`script`: ok; cut, the text is taken and then the link is cut; silent, no word after the text; tarpit, no
    answer to EHLO; busy, 421 to EHLO; or `<command> <code>` such as `rcpt 550`. When it is used up: ok."""

    def __init__(self, *script: str) -> None:
        self.script = list(script)
        self.received: list[tuple[str, tuple[str, ...], EmailMessage]] = []
        self.connections = 0
        self.silence = asyncio.Event()

    def _word(self, session: Session) -> str:
        return getattr(session, "word", "ok")

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.word = self.script.pop(0) if self.script else "ok"
        session.host_name = hostname
        if session.word == "tarpit":
            await self.silence.wait()
        return ["421 try later"] if session.word == "busy" else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options
    ) -> str:
        if self._word(session).startswith("mail "):
            return f"{session.word.split()[1]} not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options
    ) -> str:
        if self._word(session).startswith("rcpt "):
            return f"{session.word.split()[1]} no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        word = self._word(session)
        if word.startswith("data "):
            return f"{word.split()[1]} said the filter"
        mail = message_from_bytes(envelope.original_content, policy=default)
        self.received.append((envelope.mail_from, tuple(envelope.rcpt_tos), mail))
        if word == "cut":
            server.transport.abort()
        if word == "silent":
            await self.silence.wait()
        return f"250 queued as {len(self.received)}"


@asynccontextmanager
async def speaking(server: ScriptedServer) -> AsyncIterator[int]:
    """The port on which the server listens."""
    sessions: list[SMTP] = []

    def accept() -> SMTP:
        sessions.append(SMTP(server, hostname="scripted", enable_SMTPUTF8=True))
        return sessions[-1]

    listening = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        server.silence.set()
        listening.close()
        for session in sessions:
            if session.transport is not None:
                session.transport.abort()
        await listening.wait_closed()
