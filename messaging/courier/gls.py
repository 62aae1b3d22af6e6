"""Knows GLS Poland's ADE-Plus WebAPI 2: how a parcel is put into the preparing box, and found again.

People print labels and order the pick-up there. The service has no idempotency key, so our mark stands first in
`references`, which every consignment shows when it is read back."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar, Literal
from xml.etree.ElementTree import Element

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.errors import NotFound
from domain.parcels import Parcel
from messaging.courier.endings import CourierUnavailable, not_taken, reason_of
from messaging.courier.gls_consign import consign
from messaging.courier.marks import mark
from messaging.courier.ordering import Courier
from messaging.courier.soap import Fault, Fields, NotSoapError, answer, call
from messaging.providers.secrets import Reveal, Secret, revealed
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused, Transmission
from messaging.web import NoAnswer, NotAsked, WebAnswer, WebClient, WebRequest, failure

_PAGE = 100
"""The service lists the newest hundred ids, then those below the last one."""
_PICKUPS = 5
"""Pick-ups of an hour and more: nothing is ordered again later than that."""
_MOST_READ = 5_000
"""Parcels of a box or pick-up that are looked through; there is no search by references."""
_UNLOCKED_AFTER_S = 3600
"""Repeating a wrong password locks the account: one that was refused is tried once an hour, another at once."""
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


class GlsService(BaseModel):
    """An account of ADE-Plus with the right to use WebAPI. `label` is the form in which labels are fetched."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["gls"]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^{}?#\s]+$", max_length=200)] = (
        "https://adeplus.gls-poland.com/adeplus/pm1/ade_webapi2.php"
    )
    username: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    password: Secret
    label: Literal[
        "one_label_on_a4_pdf",
        "four_labels_on_a4_pdf",
        "four_labels_on_a4_right_pdf",
        "roll_160x100_pdf",
        "roll_160x100_datamax",
        "roll_160x100_zebra",
        "roll_160x100_zebra_epl",
    ] = "roll_160x100_pdf"


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A password that was refused, and until when it is not tried again."""

    password: str = field(repr=False)
    code: str
    until: float


class GlsCourier(Courier):
    """Orders parcels; the reference is the consignment's id."""

    looked_up: ClassVar[bool] = True
    remembered: ClassVar[timedelta] = timedelta(hours=1)

    def __init__(self, service: GlsService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web
        self._wrong: _Wrong | None = None

    @asynccontextmanager
    async def introduced(
        self, key: str, message: Parcel
    ) -> AsyncGenerator[Transmission | Refused | Postponed]:
        """Sign in first: an account that is refused orders nothing, and the order waits. Ten sessions may be open,
        so this one is closed."""
        fields = consign(f"{mark(key)} {message.reference}".rstrip(), message)
        if isinstance(fields, Refused):
            yield fields
            return
        session = await self._sign_in()
        if not isinstance(session, str):
            yield session
            return
        try:
            yield partial(self._insert, session, fields)
        finally:
            await self._ask("adeLogout", {"session": session})

    async def transmit(self, key: str, message: Parcel) -> Answer:
        """Put the parcel into the preparing box."""
        async with self.introduced(key, message) as order:
            return order if isinstance(order, Refused | Postponed) else await order()

    async def find(self, key: str, message: Parcel) -> Accepted | None:
        """Look for our mark in the preparing box and in the newest pick-ups, newest first."""
        async with self._session() as session:
            # A consignment that moves on meanwhile is met in the pick-ups, which come last.
            for where, listed in (("adePreparingBox", self._boxed), ("adePickup", self._picked_up)):
                for number in await listed(session):
                    if await self._references(session, where, number) == mark(key):
                        return Accepted(number)
        return None

    async def label(self, reference: str) -> bytes:
        """The label to be printed, as the account's `label` says; the parcel gets its number with it."""
        async with self._session() as session:
            fields = {"session": session, "id": reference, "mode": self._service.label}
            for where in ("adePreparingBox", "adePickup"):
                found = await self._ask(f"{where}_GetConsignLabels", fields)
                if isinstance(found, Element):
                    return b64decode(found.findtext("return/labels") or "")
                self._must_be_a_fault(found)
        raise NotFound(kind="parcel", name=reference)

    async def _insert(self, session: str, fields: Fields) -> Answer:
        asked = await self._ask("adePreparingBox_Insert", {"session": session, "consign_prep_data": fields})
        match asked:
            case Element():
                number = (asked.findtext("return/id") or "").strip()
                return Accepted(number) if number else Doubtful("response_invalid")
            case Fault(code, _):
                return Postponed(code) if code.startswith("err_sess_") else Refused(code)
            case WebAnswer():
                return Doubtful("response_invalid") if asked.status == 200 else not_taken(asked)
            case _:
                return failure(asked)

    async def _sign_in(self) -> str | Refused | Postponed:
        password = await revealed(self._service.password, self._reveal)
        now = asyncio.get_running_loop().time()
        if self._wrong is not None and self._wrong.password == password and now < self._wrong.until:
            return Postponed(self._wrong.code, ours=True)
        asked = await self._ask("adeLogin", {"user_name": self._service.username, "user_password": password})
        if isinstance(asked, Element):
            session = (asked.findtext("return/session") or "").strip()
            return session or Postponed("response_invalid")
        if isinstance(asked, Fault):
            ours = not asked.code.startswith("err_sess_")
            self._wrong = _Wrong(password, asked.code, now + _UNLOCKED_AFTER_S) if ours else None
            return Postponed(asked.code, ours=ours)
        if isinstance(asked, NotAsked) and asked.final:
            return Refused(asked.reason)
        return Postponed(reason_of(asked))

    @asynccontextmanager
    async def _session(self) -> AsyncGenerator[str]:
        session = await self._sign_in()
        if not isinstance(session, str):
            raise CourierUnavailable(reason=session.reason)
        try:
            yield session
        finally:
            await self._ask("adeLogout", {"session": session})

    async def _boxed(self, session: str) -> list[str]:
        return await self._ids("adePreparingBox_GetConsignIDs", {"session": session})

    async def _picked_up(self, session: str) -> list[str]:
        pickups = await self._page("adePickup_GetIDs", {"session": session, "id_start": "0"})
        found: list[str] = []
        for pickup in pickups[:_PICKUPS]:
            found += await self._ids("adePickup_GetConsignIDs", {"session": session, "id": pickup})
        return found

    async def _ids(self, operation: str, fields: Fields) -> list[str]:
        """All of them, newest first; Unavailable if they are too many to be looked through."""
        page = await self._page(operation, {**fields, "id_start": "0"})
        listed = page
        while len(page) == _PAGE:
            if len(listed) >= _MOST_READ:
                raise CourierUnavailable(reason="parcels_too_many")
            page = await self._page(operation, {**fields, "id_start": page[-1]})
            listed = [*listed, *page]
        return listed

    async def _page(self, operation: str, fields: Fields) -> list[str]:
        found = await self._ask(operation, fields)
        if not isinstance(found, Element):
            raise CourierUnavailable(reason=_reason(found))
        return [(item.text or "").strip() for item in found.findall("return/items")]

    async def _references(self, session: str, where: str, number: str) -> str:
        found = await self._ask(f"{where}_GetConsign", {"session": session, "id": number})
        if isinstance(found, Element):
            return (found.findtext("return/references") or "").strip().partition(" ")[0]
        self._must_be_a_fault(found)
        return ""

    def _must_be_a_fault(self, found: Fault | WebAnswer | NotAsked | NoAnswer) -> None:
        """A consignment that is not there any more is a fault; anything else says nothing about it."""
        if not isinstance(found, Fault) or found.code.startswith(("err_sess_", "err_user_")):
            raise CourierUnavailable(reason=_reason(found))

    async def _ask(self, operation: str, fields: Fields) -> Element | Fault | WebAnswer | NotAsked | NoAnswer:
        # The schema's namespace is the address of the WSDL, query included.
        content = call(operation, f"{self._service.url}?wsdl", fields)
        got = await self._web.ask(WebRequest("POST", self._service.url, _HEADERS, content))
        if not isinstance(got, WebAnswer):
            return got
        try:
            said = answer(got.body)
        except NotSoapError:
            return got
        expected = isinstance(said, Fault) or (got.status == 200 and said.tag == f"{operation}Response")
        return said if expected else got


def _reason(found: Fault | WebAnswer | NotAsked | NoAnswer) -> str:
    return found.code if isinstance(found, Fault) else reason_of(found)
