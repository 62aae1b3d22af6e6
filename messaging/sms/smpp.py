"""Knows how a text message goes to a message centre (SMPP 3.4): in parts, each answered before the next is sent."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
from typing import Annotated, ClassVar, Final, Literal

from aiosmpplib import SubmitSm
from aiosmpplib.state import NPI, TON, USER_MESSAGE_REFERENCE, OptionalParam, PhoneNumber, SmppCommandStatus
from pydantic import Field, StringConstraints

from domain.errors import Unavailable
from messaging.networks import Reach
from messaging.providers.secrets import Reveal, Secret, revealed
from messaging.sms.parts import Alphabet, Segment, segments
from messaging.sms.services import SmsService
from messaging.sms.smpp_link import Account, Link, LinkLostError, NotBoundError, Place, Response
from messaging.sms.smpp_receipts import Receipts, receipt
from messaging.sms.sms import Sms
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused, Transmission, Transport

_STATUS: Final = SmppCommandStatus
_LATER: Final = frozenset(
    {
        *(_STATUS.ESME_RTHROTTLED, _STATUS.ESME_RMSGQFUL, _STATUS.ESME_RX_T_APPN, _STATUS.ESME_RSYSERR),
        *(_STATUS.ESME_RSUBMITFAIL, _STATUS.ESME_RINVBNDSTS, _STATUS.ESME_RINVSRCADR),
    }
)
"""Too fast, full, out of order for a while, or a sender that our account may not use: not taken, worth another try."""
_UNDELIVERED: Final = frozenset({"UNDELIV", "REJECTD", "EXPIRED", "DELETED"})
_WEB_PORT: Final = 443
_LONG, _RECEIPT_WANTED = 0x40, 0x01
_LOOK_EVERY_S: Final = 1.0
_PATIENCE: Final = 10
_ANSWERS: Final = 6
_HOST = r"^[A-Za-z0-9]([A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?$"


class SmppService(SmsService):
    """A message centre. `postponed` are statuses of its own that mean "not now", such as no credit; `pause` is how
    many seconds pass before a part is sent again because we were too fast, `kept` how long a link lasts unused."""

    adapter: Literal["smpp"]
    host: Annotated[str, StringConstraints(pattern=_HOST)]
    port: Annotated[int, Field(ge=1, le=65_535)] = 2775
    tls: bool = False
    system_id: Annotated[str, StringConstraints(min_length=1, max_length=15, pattern=r"^[\x21-\x7e]+$")]
    password: Secret
    system_type: Annotated[str, StringConstraints(max_length=12, pattern=r"^[\x21-\x7e]*$")] = ""
    postponed: Annotated[tuple[Annotated[int, Field(ge=1, le=0x7FFFFFFF)], ...], Field(max_length=50)] = ()
    pause: Annotated[float, Field(ge=0.01, le=10)] = 1
    answer_limit: Annotated[float, Field(ge=0.1, le=10)] = 10
    enquire_every: Annotated[float, Field(ge=0.1, le=300)] = 30
    kept: Annotated[float, Field(ge=0.1, le=86_400)] = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the receipts of this service are."""

    service: str
    receipts: Receipts


class Smpp(Transport[Sms]):
    """Accepted: every part is. Refused: by any other status, also of a later part, since a phone shows no incomplete
    text. Postponed: no link, or one of the statuses for later. Doubtful: the link was lost before the answer.

    One link is kept while messages come; receipts on it say what became of those in doubt, if the centre gives
    our reference back."""

    looked_up: ClassVar[bool] = True

    def __init__(self, service: SmppService, reveal: Reveal, reach: Reach, kept: Kept) -> None:
        self._service, self._reveal, self._reach, self._kept = service, reveal, reach, kept
        self._link: Link | None = None
        self._binding = asyncio.Lock()
        self._news = asyncio.Event()

    async def transmit(self, key: str, message: Sms) -> Answer:
        async with self.introduced(key, message) as ready:
            return ready if isinstance(ready, (Refused, Postponed)) else await ready()

    @asynccontextmanager
    async def introduced(self, key: str, message: Sms) -> AsyncGenerator[Transmission | Refused | Postponed]:
        link = await self._bound()
        yield partial(self._in_time, link, key, message) if isinstance(link, Link) else link

    async def find(self, key: str, message: Sms) -> Accepted | Refused | None:
        """By a receipt that came, or comes once a link is bound again."""
        if not isinstance(await self._bound(), Link):
            raise Unavailable(part="sms")
        known = await self._receipt(_marks(key)[1], message.recipient.removeprefix("+"))
        if known is None:
            return None
        said = " ".join(known).strip()
        return Refused(said) if known[1] in _UNDELIVERED else Accepted(said)

    async def aclose(self) -> None:
        """Unbind."""
        if self._link is not None:
            await self._link.close()

    async def _bound(self) -> Link | Refused | Postponed:
        async with self._binding:
            if self._link is not None and self._link.is_alive:
                return self._link
            place = await self._place()
            if not isinstance(place, Place):
                return place
            try:
                self._link = await Link.bound(await self._account(), place, self._hear)
            except NotBoundError as problem:
                return Postponed(str(problem), ours=problem.ours)
            return self._link

    async def _place(self) -> Place | Refused | Postponed:
        service, loop = self._service, asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return Postponed("host_unknown")
        addresses = [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]
        # Centres have ports of their own; that the address is public, or allowed to us, is what protects our network.
        if not addresses or not all(self._reach.allows(address, _WEB_PORT) for address in addresses):
            return Refused("url_not_public")
        return Place(str(addresses[0]), service.port, service.host, service.tls)

    async def _account(self) -> Account:
        service = self._service
        return Account(
            service.system_id,
            await revealed(service.password, self._reveal),
            service.system_type,
            timedelta(seconds=service.answer_limit),
            timedelta(seconds=service.enquire_every),
            timedelta(seconds=service.kept),
        )

    async def _in_time(self, link: Link, key: str, message: Sms) -> Answer:
        """All parts within six answers' time, so that nobody gives us up while a part is on its way."""
        try:
            async with asyncio.timeout(_ANSWERS * self._service.answer_limit):
                return await self._submitted(link, key, message)
        except TimeoutError:
            return Doubtful("timeout")

    async def _submitted(self, link: Link, key: str, message: Sms) -> Answer:
        parts = segments(message.text, _marks(key)[0])
        taken = ""
        for number, part in enumerate(parts, start=1):
            try:
                answer = await self._part(link, _submit(message, part, key), is_first=number == 1)
            except NotBoundError as lost:
                return Postponed(str(lost)) if number == 1 else Doubtful(f"part {number} of {len(parts)}")
            except LinkLostError as lost:
                return Doubtful(str(lost))
            if answer.status:
                return self._refusal(answer, number, len(parts))
            taken = taken or answer.message_id
        return Accepted(taken)

    async def _part(self, link: Link, submit: SubmitSm, *, is_first: bool) -> Response:
        """The answer to a part; what was begun is not given up because the centre says that we are too fast."""
        answer = await link.submit(submit)
        tries = 0 if is_first else _PATIENCE
        while tries and self._is_later(answer.status):
            await asyncio.sleep(self._service.pause)
            answer = await link.submit(submit)
            tries -= 1
        return answer

    def _refusal(self, answer: Response, number: int, total: int) -> Refused | Postponed | Doubtful:
        reason = f"{_name(answer.status)}, part {number} of {total}"
        if not self._is_later(answer.status):
            return Refused(reason)
        return Postponed(reason) if number == 1 else Doubtful(reason)

    def _is_later(self, status: int) -> bool:
        return status in _LATER or status in self._service.postponed

    async def _hear(self, pdu: bytes) -> bool:
        """Keep a receipt; False when it could not be kept, so that the centre tells it again."""
        heard = receipt(pdu)
        if heard is None or heard.reference is None:
            return True
        try:
            became = (heard.message_id, heard.state)
            await self._kept.receipts.keep_receipt(self._kept.service, heard.reference, heard.sender, became)
        except Unavailable:
            return False
        self._news.set()
        return True

    async def _receipt(self, reference: int, phone: str) -> tuple[str, str] | None:
        """One that is kept, or comes in the time of an answer; another process may be the one that hears it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._service.answer_limit):
                while True:
                    self._news.clear()
                    known = await self._kept.receipts.receipt(self._kept.service, reference, phone)
                    if known is not None:
                        return known
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), _LOOK_EVERY_S)
        return None


def _marks(key: str) -> tuple[int, int]:
    """What joins the parts of a text (8 bits), and what receipts are known by, with the number (16 bits)."""
    digest = sha256(key.encode()).digest()
    return digest[0], int.from_bytes(digest[1:3])


def _submit(message: Sms, part: Segment, key: str) -> SubmitSm:
    submit = SubmitSm(
        # The library wants a text, but sends the octets that are set below.
        short_message=" ",
        source=_address(message.sender),
        destination=_address(message.recipient),
        esm_class=_LONG if part.header else 0,
        registered_delivery=_RECEIPT_WANTED,
        encoding="ucs2" if part.alphabet is Alphabet.UCS2 else None,
        optional_params=[OptionalParam(USER_MESSAGE_REFERENCE, _marks(key)[1])],
    )
    submit.set_encoded_message(part.header + part.body)
    return submit


def _address(number: str) -> PhoneNumber:
    if number.startswith("+"):
        return PhoneNumber(number.removeprefix("+"), TON.INTERNATIONAL, NPI.ISDN)
    if number.isdigit():
        return PhoneNumber(number, TON.NETWORK_SPECIFIC, NPI.UNKNOWN)
    return PhoneNumber(number, TON.ALPHANUMERIC, NPI.UNKNOWN)


def _name(status: int) -> str:
    return next((known.name for known in _STATUS if known == status), f"0x{status:08X}")
