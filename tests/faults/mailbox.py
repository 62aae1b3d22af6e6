"""Knows a mail server of the test that holds a mail before its 250 for as long as it is told to."""

import asyncio
import socket
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.phones import HOST, free_port


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail whose text has come; `answered` when the 250 went out too."""

    recipient: str
    message_id: str
    text: EmailMessage


class Mailbox:
    """Runs in a thread of its own for the whole test run."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answered: list[Taken] = []
        self._open = threading.Event()
        self._open.set()
        self.port = free_port(socket.SOCK_STREAM)
        self._controller = Controller(self, hostname=HOST, port=self.port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.let_go()
        self._controller.stop()

    def hold(self) -> None:
        """From now on a text is taken and its 250 waits."""
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    def texts_for(self, recipient: str) -> list[Taken]:
        return [mail for mail in self.taken if mail.recipient == recipient]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        taken = Taken(str(envelope.rcpt_tos[0]), str(mail["Message-ID"]), mail)
        self.taken.append(taken)
        while not self._open.is_set() and server.transport is not None and not server.transport.is_closing():
            await asyncio.sleep(0.02)  # the event is of a thread: no waiter in a loop
        if server.transport is not None and not server.transport.is_closing():
            self.answered.append(taken)
        return "250 queued"
