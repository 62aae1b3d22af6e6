"""Temporal, the logs and SQL know no password, token or key in the clear, after sends that were refused as well."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from fakes.sms_gateways import TOKEN, Asked, SmsApiServer, listening
from pytest_httpserver import HTTPServer
from standardwebhooks.webhooks import Webhook
from werkzeug import Request, Response

from tests.casework.house import NoTelephonesHouse, opened_house
from tests.casework.office import CaseOffice
from tests.installation import Client, until
from tests.traces import found_in, logs_of, tables_of

SMTP_PASSWORD = "haslo-poczty-7Qw4"
SMS_TOKEN = "zeton-bramki-3Zx9"
WEBHOOK_KEY = "klucz-webhooka-5Rt2-dluzszy"
WEBHOOK_SECRET = f"whsec_{b64encode(WEBHOOK_KEY.encode()).decode()}"


class MailBox:
    """A mail server with a password, which refuses whom `busy` says once."""

    def __init__(self) -> None:
        self.refuse_once, self.subjects = True, list[str]()

    def authenticated(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any):
        assert isinstance(data, LoginPassword)
        right = data.password == SMTP_PASSWORD.encode() and not self.refuse_once
        self.refuse_once = False
        return AuthResult(success=right, handled=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.subjects.append(str(envelope.mail_from))
        return "250 OK"


class Gate(SmsApiServer):
    """Knows our token, and does not the first time."""

    refused = False

    def answer(self, asked: Asked) -> tuple[int, Any]:
        right = asked.headers.get("authorization") == f"Bearer {SMS_TOKEN}"
        asked.headers["authorization"] = f"Bearer {TOKEN if right and self.refused else 'other'}"
        self.refused = True
        return super().answer(asked)


@pytest.fixture(scope="module")
def mail_port() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener


@pytest.fixture(scope="module")
def readable_house(mail_port: socket.socket, temporal: None) -> Iterator[NoTelephonesHouse]:
    """Payloads are readable, and mail leaves through a server with a password."""
    mail = {"HOST": "127.0.0.1", "PORT": str(mail_port.getsockname()[1]), "USER": "centralka", "TLS": "none"}
    environment = {f"CENTRALKA_MAIL_{name}": value for name, value in mail.items()}
    environment |= {"CENTRALKA_MAIL_SECRET": SMTP_PASSWORD, "CENTRALKA_TEMPORAL_CODEC": "false"}
    with opened_house(histories=True, **environment) as opened:
        yield opened


@pytest.fixture
async def readable(readable_house: NoTelephonesHouse, tmp_path: Path) -> AsyncIterator[CaseOffice]:
    admin = await Client(readable_house).sign_in(*readable_house.password())
    office = CaseOffice(readable_house, admin, tmp_path, "901")
    yield office
    await office.close()
    await admin.close()


@asynccontextmanager
async def mail_box(listener: socket.socket) -> AsyncIterator[MailBox]:
    box = MailBox()

    def accept() -> SMTP:
        return SMTP(box, hostname="poczta", authenticator=box.authenticated, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(accept, sock=listener.dup())
    try:
        yield box
    finally:
        server.close()


def hear(server: HTTPServer) -> list[Any]:
    """What a receiver is told by us; it is out of order the first time."""
    heard: list[Any] = []

    def told(request: Request) -> Response:
        heard.append(Webhook(WEBHOOK_SECRET).verify(request.data, dict(request.headers)))
        return Response(status=500 if len(heard) == 1 else 200)

    server.expect_request("/zdarzenia").respond_with_handler(told)
    return heard


async def set_up(office: CaseOffice, sms_url: str, hook_url: str) -> None:
    put = office.admin.call
    for name, value in (("bramka", SMS_TOKEN), ("zdarzenia", WEBHOOK_SECRET)):
        await put("PUT", f"/secrets/{name}", json={"value": value})
    sms = {"url": sms_url, "token": "secret://bramka", "senders": ["Centralka"], "sender": "Centralka"}
    hook = {"url": hook_url, "secret": "secret://zdarzenia"}
    await put("PUT", "/services/bramka", json={"kind": "sms", "adapter": "smsapi", "options": sms})
    await put("PUT", "/services/zdarzenia", json={"kind": "webhook", "adapter": "standard", "options": hook})
    await office.template("list", "Sprawa", "Dzień dobry", effect_class="transactional")
    text = {"name": "esemes", "channel": "sms", "effect_class": "transactional", "body": "Dzień dobry"}
    await office.admin.post("/templates", text)
    orders = [
        {"send_mail": {"template": "list"}},
        {"send_sms": {"template": "esemes", "service": "bramka"}},
        {"call_webhook": {"service": "zdarzenia"}},
    ]
    await office.set_up(
        {
            "nowy": {"initial": True, "qualifier": "unused"},
            "wyslij": {"qualifier": "terminal", "actions": orders},
        }
    )


async def all_sent(office: CaseOffice) -> None:
    case = await office.add(emails=("jan@example.com",))
    await office.save(case, "wyslij")

    async def done() -> bool:
        effects = await office.admin.get(f"/cases/{case}/effects")
        return [one["state"] for one in effects] == ["confirmed"] * 3

    await until(done, 40, "mail, SMS and webhook are out, each at its second try")


@pytest.mark.timeout(180)
async def test_no_secret_is_in_temporal_logs_or_sql_after_real_sends(
    readable: CaseOffice, mail_port: socket.socket, httpserver: HTTPServer
):
    key = await readable.admin.post("/api-keys", {"name": "integrator", "roles": ["administrator"]})
    heard, gate = hear(httpserver), Gate()
    async with mail_box(mail_port) as box, listening(gate) as sms_url:
        await set_up(readable, sms_url, httpserver.url_for("/zdarzenia"))
        await all_sent(readable)
    assert (len(box.subjects), len(gate.taken), len(heard)) == (1, 1, 2)
    house = readable.house
    assert isinstance(house, NoTelephonesHouse)
    assert house.histories is not None
    secrets = (SMTP_PASSWORD, SMS_TOKEN, WEBHOOK_KEY, WEBHOOK_SECRET, key["secret"], house.password()[1])
    places = {f"temporal {name}": text for name, text in tables_of(house.histories).items()}
    assert any(b"wyslij" in text for text in places.values()), "payloads are readable"
    sql = house.state / "centralka.sqlite"
    places |= {f"sql {name}": text for name, text in tables_of(sql).items()}
    assert b"secret://bramka" in places["sql service"], "the search finds what is there"
    # Also pages that no row uses any more.
    places |= {
        file.name: file.read_bytes() for file in (sql, sql.with_name(f"{sql.name}-wal")) if file.exists()
    }
    places |= logs_of(house.state)
    assert {"api.log", "worker.log"} <= places.keys()
    assert {place: found for place, text in places.items() if (found := found_in(text, secrets))} == {}
