"""Knows mail as a channel: how a letter is written from a template, what goes over the wire, who takes it."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from functools import partial
from typing import ClassVar

from domain.case_data import CaseData
from domain.effects import Attachment, Draft, Job, Letter
from messaging.addresses import mail_address, mailbox
from messaging.case_xml import case_xml
from messaging.sending import Line
from messaging.smtp import Envelope, MailServer, SmtpSession
from messaging.templates import render
from messaging.transports import Answer, Postponed, Refused, Transmission, Transport

XML_MAIL = "xml_mail"
MAILS = ("mail", "case_mail", XML_MAIL)
"""The kinds of effects that are mails."""
_POLICY = SMTP.clone(cte_type="7bit")


class MailTransport(Transport[Letter]):
    """Mail to one server. It cannot be asked what became of a mail; the Message-ID marks a repetition for ever."""

    remembered: ClassVar[timedelta] = timedelta.max

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def transmit(self, key: str, message: Letter) -> Answer:
        async with self.introduced(key, message) as transmission:
            return transmission if isinstance(transmission, Refused | Postponed) else await transmission()

    @asynccontextmanager
    async def introduced(
        self, key: str, message: Letter
    ) -> AsyncGenerator[Transmission | Refused | Postponed]:
        """Connected, sender and recipient named: only the text is left."""
        _, sender = mailbox(message.sender)
        envelope = Envelope(sender, message.recipient, _domain(sender))
        async with SmtpSession(self._server, envelope) as session:
            refusal = await session.introduce()
            yield partial(session.deliver, on_the_wire(key, message)) if refusal is None else refusal


class MailChannel:
    """Mails of every kind; `sender` is named where the campaign has none."""

    def __init__(self, server: MailServer, sender: str) -> None:
        self._transport, self._sender = MailTransport(server), sender

    async def __call__(self, job: Job) -> Line[Letter]:
        return Line(self._transport, self._with_xml if job.kind == XML_MAIL else self._written, _as_it_is)

    def _written(self, draft: Draft) -> Letter:
        filled = render(draft.subject, draft.body, draft.context)
        return Letter(
            draft.sender or self._sender, mail_address(draft.recipient), filled.subject, filled.body
        )

    def _with_xml(self, draft: Draft) -> Letter:
        if draft.data is None:
            raise ValueError("a mail with a case needs the case")
        return replace(self._written(draft), attachment=_attachment(draft.data))


def on_the_wire(key: str, letter: Letter) -> bytes:
    """The mail as it goes over the wire, 7 bit; its Message-ID follows from the key alone."""
    mail = EmailMessage(policy=_POLICY)
    name, address = mailbox(letter.sender)
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=letter.recipient)
    mail["Subject"] = letter.subject
    mail["Date"] = localtime()
    mail["Message-ID"] = message_id(key, letter.sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    if letter.attachment is not None:
        part = letter.attachment
        main, _, sub = part.media_type.partition("/")
        mail.add_attachment(part.text.encode(), maintype=main, subtype=sub, filename=part.name)
    return mail.as_bytes()


def message_id(key: str, sender: str) -> str:
    """`<key@domain>` with the sender's domain; what an id may not contain (RFC 5322) is written as `=hex`."""
    left = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"={ord(found[0]):x}=", key)
    return f"<{left}@{_domain(mailbox(sender)[1])}>"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _attachment(data: CaseData) -> Attachment:
    return Attachment(f"case-{data.number}.xml", "application/xml", case_xml(data).decode())


def _as_it_is(letter: Letter) -> Letter:
    return letter
