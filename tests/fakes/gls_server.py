"""Knows ADE-Plus as GLS Poland describes it: its schema, its sessions, the preparing box, pick-ups, its faults."""

from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fakes.web_server import Asked, Reply, web_server
from lxml import etree

PATH = "/adeplus/pm1/ade_webapi2.php"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MOST_SESSIONS = 10
_XSD = Path(__file__).with_name("gls_ade.xsd")


class FaultError(Exception):
    """A SOAP fault; its text is the code."""


@dataclass
class GlsServer:
    """`lose` says what is done about an order: nothing, cut after it was taken, or fail after it was taken."""

    username: str = "sklep"
    password: str = "tajne&<hasło>"
    url: str = ""
    box: dict[int, etree._Element] = field(default_factory=dict)
    pickups: dict[int, dict[int, etree._Element]] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    lose: str = ""
    fault: str = ""
    _last: int = 741_289

    @property
    def namespace(self) -> str:
        return f"{self.url}?wsdl"

    def pick_up(self) -> None:
        """Everything in the box goes to the courier."""
        self.pickups[self._next()] = self.box
        self.box = {}

    def answer(self, asked: Asked) -> Reply | None:
        assert (asked.method, urlsplit(asked.path).path) == ("POST", PATH)
        assert asked.headers["content-type"] == "text/xml; charset=utf-8"
        assert "soapaction" in asked.headers
        body = etree.fromstring(asked.body).find(f"{{{SOAP}}}Body")
        (request,) = body
        operation = etree.QName(request).localname
        self.calls.append(operation)
        try:
            self._valid(request)
            answered = self._perform(operation, request)
        except FaultError as fault:
            return self._enveloped(
                500,
                f"<s:Fault><faultcode>SOAP-ENV:{fault}</faultcode>"
                f"<faultstring>{fault}</faultstring></s:Fault>",
            )
        if operation == "adePreparingBox_Insert" and self.lose:
            return None if self.lose == "cut" else Reply(502, b"<html>Bad gateway</html>", "text/html")
        return self._enveloped(200, answered)

    def _perform(self, operation: str, request: etree._Element) -> str:
        if operation == "adeLogin":
            return self._response(operation, f"<session>{self._log_in(request)}</session>")
        session = self._text(request, "session")
        if session not in self.sessions:
            raise FaultError("err_sess_not_found")
        if operation == "adeLogout":
            self.sessions.discard(session)
            return self._response(operation, f"<session>{session}</session>")
        return self._response(operation, self._operations[operation](self, request))

    def _log_in(self, request: etree._Element) -> str:
        given = (self._text(request, "user_name"), self._text(request, "user_password"))
        if given != (self.username, self.password):
            raise FaultError("err_user_incorrect_username_password")
        if len(self.sessions) >= MOST_SESSIONS:
            raise FaultError("err_sess_create_problem")
        session = f"session-{self._next()}"
        self.sessions.add(session)
        return session

    def _insert(self, request: etree._Element) -> str:
        if self.fault:
            raise FaultError(self.fault)
        number = self._next()
        self.box[number] = deepcopy(self._found(request, "consign_prep_data"))
        return f"<id>{number}</id>"

    def _boxed(self, request: etree._Element) -> str:
        return self._page(self.box, request)

    def _pickups(self, request: etree._Element) -> str:
        return self._page(self.pickups, request)

    def _picked_up(self, request: etree._Element) -> str:
        return self._page(self.pickups[int(self._text(request, "id"))], request)

    def _consign_in_box(self, request: etree._Element) -> str:
        return self._consign(self.box, request)

    def _consign_picked_up(self, request: etree._Element) -> str:
        return self._consign({k: v for pickup in self.pickups.values() for k, v in pickup.items()}, request)

    def _label_in_box(self, request: etree._Element) -> str:
        self._consign_in_box(request)
        return self._label(request)

    def _label_picked_up(self, request: etree._Element) -> str:
        self._consign_picked_up(request)
        return self._label(request)

    def _label(self, request: etree._Element) -> str:
        label = f"%PDF {self._text(request, 'mode')} {self._text(request, 'id')}"
        return f"<labels>{b64encode(label.encode()).decode()}</labels>"

    def _consign(self, among: dict[int, etree._Element], request: etree._Element) -> str:
        found = among.get(int(self._text(request, "id")))
        if found is None:
            raise FaultError("err_cons_not_found")
        return "".join(etree.tostring(one, encoding="unicode") for one in found)

    def _page(self, among: dict[int, object], request: etree._Element) -> str:
        start = int(self._text(request, "id_start"))
        numbers = sorted((one for one in among if start in (0,) or one < start), reverse=True)
        return "".join(f"<items>{number}</items>" for number in numbers[:100])

    def _response(self, operation: str, content: str) -> str:
        response = (
            f'<{operation}Response xmlns="{self.namespace}"><return>{content}</return></{operation}Response>'
        )
        self._schema.assertValid(etree.fromstring(response))
        return response

    def _valid(self, request: etree._Element) -> None:
        if not self._schema.validate(request):
            raise FaultError(f"invalid: {self._schema.error_log.last_error.message}"[:200].replace("<", ""))

    @property
    def _schema(self) -> etree.XMLSchema:
        return etree.XMLSchema(
            etree.fromstring(_XSD.read_text().replace("@NAMESPACE@", self.namespace).encode())
        )

    def _enveloped(self, status: int, content: str) -> Reply:
        envelope = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{content}</s:Body></s:Envelope>'
        return Reply(status, envelope.encode(), "text/xml; charset=utf-8")

    def _found(self, request: etree._Element, name: str) -> etree._Element:
        found = request.find(f"{{{self.namespace}}}{name}")
        assert found is not None
        return found

    def _text(self, request: etree._Element, name: str) -> str:
        return self._found(request, name).text or ""

    def _next(self) -> int:
        self._last += 1
        return self._last

    _operations: dict[str, Callable[["GlsServer", etree._Element], str]] = field(
        default_factory=lambda: {
            "adePreparingBox_Insert": GlsServer._insert,
            "adePreparingBox_GetConsignIDs": GlsServer._boxed,
            "adePreparingBox_GetConsign": GlsServer._consign_in_box,
            "adePreparingBox_GetConsignLabels": GlsServer._label_in_box,
            "adePickup_GetIDs": GlsServer._pickups,
            "adePickup_GetConsignIDs": GlsServer._picked_up,
            "adePickup_GetConsign": GlsServer._consign_picked_up,
            "adePickup_GetConsignLabels": GlsServer._label_picked_up,
        }
    )


@asynccontextmanager
async def gls_server() -> AsyncGenerator[GlsServer]:
    """The service while the block runs."""
    gls = GlsServer()
    async with web_server(gls.answer) as server:
        gls.url = server.url + PATH
        yield gls
