"""Knows how a planned mail is sent once: what the ledger is told, when it is repeated."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from typing import ClassVar, assert_never

from domain.errors import Invalid, Unavailable
from messaging.addresses import mail_address, mailbox
from messaging.ledger import Draft, EffectClass, EffectState, Ledger, Letter, MailJob
from messaging.smtp import Accepted, Doubtful, Envelope, MailServer, Postponed, Refused, SmtpSession
from messaging.templates import render

_POLICY = SMTP.clone(cte_type="7bit")
_REPEATED = 2
"""A transactional mail is transmitted at most twice without an answer."""


class MailServerUnavailable(Unavailable):
    """The mail server does not answer or asks to wait. The mail stays planned and is tried again."""

    code: ClassVar[str] = "mail_server_unavailable"
    message_pl: ClassVar[str] = (
        "Serwer poczty nie odpowiada albo każe czekać. Wiadomość pozostaje zaplanowana i będzie ponowiona."
    )


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A job with the fence under which its end is written."""

    job: MailJob
    fence: int

    def may_be_repeated(self, transmissions: int) -> bool:
        return self.job.effect_class is EffectClass.TRANSACTIONAL and transmissions < _REPEATED


def _nowhere(_point: str) -> None:
    """No crash is asked for."""


class MailSender:
    """Sends what the ledger plans. `at` is called at each named point where a crash makes a difference:
    mail.looked, mail.introduced, mail.claimed, mail.accepted, mail.confirmed."""

    def __init__(
        self, server: MailServer, ledger: Ledger, sender: str, at: Callable[[str], None] = _nowhere
    ) -> None:
        self._server, self._ledger, self._sender, self._at = server, ledger, sender, at
        self._accepted: dict[str, Accepted] = {}
        """Accepted by the server and not yet in the ledger, which may have been away: never sent again."""

    async def perform(self, effect_key: str) -> bool:
        """Send the planned mail, or settle what became of an earlier attempt; True once it was accepted.

        False: refused, unknown for good, or cancelled. MailServerUnavailable: not settled yet, call again."""
        job = await self._ledger.look(effect_key)
        self._at("mail.looked")
        match job.state:
            case EffectState.CONFIRMED:
                return True
            case EffectState.REJECTED | EffectState.UNKNOWN | EffectState.CANCELLED:
                return False
            case EffectState.PLANNED | EffectState.ATTEMPTING:
                return await self._settle(_Attempt(job, job.fence))
            case _:
                assert_never(job.state)

    async def _settle(self, attempt: _Attempt) -> bool:
        job = attempt.job
        if job.key in self._accepted:
            return await self._confirm(attempt, self._accepted[job.key])
        if job.attempts and not attempt.may_be_repeated(job.attempts):
            await self._ledger.unknown(job.key, attempt.fence)
            return False
        try:
            letter = self._written(job.content)
        except Invalid as problem:
            return await self._refused(
                attempt, problem.problems[0].code if problem.problems else problem.code
            )
        return await self._transmit(attempt, letter)

    def _written(self, content: Draft | Letter) -> Letter:
        if isinstance(content, Letter):
            return content
        filled = render(content.subject, content.body, content.context)
        sender = content.sender or self._sender
        return Letter(sender, mail_address(content.recipient), filled.subject, filled.body)

    async def _transmit(self, attempt: _Attempt, letter: Letter) -> bool:
        job, (_, sender) = attempt.job, mailbox(letter.sender)
        async with SmtpSession(self._server, Envelope(sender, letter.recipient, _domain(sender))) as session:
            answer = await session.introduce()
            if answer is not None:
                return await self._record(attempt, answer)
            self._at("mail.introduced")
            # Only now, with nothing left but the text: whatever ends earlier was certainly not sent.
            fence = await self._ledger.claim(job.key, attempt.fence, letter)
            if fence is None:
                raise MailServerUnavailable
            self._at("mail.claimed")
            return await self._record(_Attempt(job, fence), await session.deliver(message(job.key, letter)))

    async def _record(self, attempt: _Attempt, answer: Accepted | Refused | Postponed | Doubtful) -> bool:
        job = attempt.job
        match answer:
            case Accepted():
                self._accepted[job.key] = answer
                self._at("mail.accepted")
                return await self._confirm(attempt, answer)
            case Refused(reason):
                return await self._refused(attempt, reason)
            case Postponed(reason):
                await self._ledger.postpone(job.key, attempt.fence, job.attempts, reason)
                raise MailServerUnavailable
            case Doubtful():
                return await self._doubt(attempt)
            case _:
                assert_never(answer)

    async def _confirm(self, attempt: _Attempt, answer: Accepted) -> bool:
        await self._ledger.confirm(attempt.job.key, attempt.fence, answer.reference)
        self._accepted.pop(attempt.job.key, None)
        self._at("mail.confirmed")
        return True

    async def _refused(self, attempt: _Attempt, reason: str) -> bool:
        if attempt.job.attempts:
            # The repetition was refused; what became of the first transmission stays unknown.
            await self._ledger.unknown(attempt.job.key, attempt.fence)
        else:
            await self._ledger.reject(attempt.job.key, attempt.fence, reason)
        return False

    async def _doubt(self, attempt: _Attempt) -> bool:
        if attempt.may_be_repeated(attempt.job.attempts + 1):
            raise MailServerUnavailable
        await self._ledger.unknown(attempt.job.key, attempt.fence)
        return False


def message(key: str, letter: Letter) -> bytes:
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
    return mail.as_bytes()


def message_id(key: str, sender: str) -> str:
    """`<key@domain>` with the sender's domain; what an id may not contain (RFC 5322) is written as `=hex`."""
    left = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"={ord(found[0]):x}=", key)
    return f"<{left}@{_domain(mailbox(sender)[1])}>"


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
