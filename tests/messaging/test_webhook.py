"""Knows that a receiver of webhooks hears of an event signed, under one id, whatever happens on the way."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from fakes.mail_ledger import MailLedger
from pytest_httpserver import HTTPServer
from standardwebhooks.webhooks import Webhook
from werkzeug import Request, Response

from domain.case_data import CaseData, ContactData, Named
from domain.effects import Draft, EffectClass, EffectState, Job
from messaging.sending import NotSettled, Sender
from messaging.transports import Accepted, Postponed, Refused
from messaging.web import WebClient
from messaging.webhook import StandardService, WebhookTransport, webhook_line

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + "bWlhxYJvICBza2FyYg=="
KEY = "0199/7/sprzedane/1"
DATA = CaseData(
    number=17,
    campaign=Named("sprzedaz", "Sprzedaż"),
    process=Named("sprzedaz"),
    status=Named("sprzedane", "Sprzedane"),
    zone="Europe/Warsaw",
    created_at=NOW,
    updated_at=NOW,
    contact=ContactData("Łukasz Żak", ("+48600100200",)),
    record={"kwota": "100", "miasto": "Łódź"},
)


class Receiver:
    """Verifies what it hears as Standard Webhooks says, and answers as it is told, then 200."""

    def __init__(self, server: HTTPServer) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.answers: list[int] = []
        self.url = server.url_for("/hook")
        server.expect_request("/hook", method="POST").respond_with_handler(self._hear)

    def _hear(self, request: Request) -> Response:
        event = Webhook(SECRET).verify(request.data, dict(request.headers))
        self.heard.append((request.headers["webhook-id"], event))
        return Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
def receiver(httpserver: HTTPServer) -> Receiver:
    return Receiver(httpserver)


def transport(url: str, secret: str = SECRET) -> WebhookTransport:
    async def reveal(_name: str) -> str:
        return secret

    service = StandardService(adapter="standard", url=url, secret="secret://podpis")
    return WebhookTransport(service, reveal, WebClient((ip_network("127.0.0.0/8"),)))


def sender(ledger: MailLedger, url: str, at: Callable[[str], None] = lambda _: None) -> Sender:
    async def line(_job: Job) -> Any:
        return webhook_line(transport(url), "crm")

    return Sender(ledger, {"webhook": line}, at)


def planned(**more: Any) -> MailLedger:
    draft = Draft("crm", data=DATA)
    effect_class = EffectClass.TRANSACTIONAL
    return MailLedger(Job(KEY, "webhook", EffectState.PLANNED, 0, 0, effect_class, draft, **more))


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Accepted("HTTP 200")),
        (202, Accepted("HTTP 202")),
        (302, Refused("HTTP 302")),
        (400, Refused("HTTP 400")),
        (410, Refused("HTTP 410")),
        (408, Postponed("HTTP 408")),
        (429, Postponed("HTTP 429")),
        (500, Postponed("HTTP 500")),
        (503, Postponed("HTTP 503")),
    ],
)
async def test_what_a_receiver_answers_decides_what_becomes_of_the_event(
    receiver: Receiver, status: int, answer: object
):
    receiver.answers = [status]
    assert await transport(receiver.url).transmit(KEY, "{}") == answer


async def test_a_receiver_that_is_not_there_is_told_later(receiver: Receiver, httpserver: HTTPServer):
    httpserver.stop()
    try:
        assert isinstance(await transport(receiver.url).transmit(KEY, "{}"), Postponed)
    finally:
        httpserver.start()


async def test_a_secret_that_signs_nothing_is_mended_first():
    assert await transport("http://example.com/", "whsec_").transmit(KEY, "{}") == Postponed("secret_invalid")


async def test_an_event_tells_the_status_and_the_record_and_no_contact(receiver: Receiver):
    ledger = planned()
    assert await sender(ledger, receiver.url).perform(KEY)
    ((name, event),) = receiver.heard
    assert name == KEY
    assert (event["type"], event["timestamp"]) == ("case.status", "2026-11-23T09:00:00+00:00")
    assert event["data"] == {
        "number": 17,
        "campaign": "sprzedaz",
        "process": "sprzedaz",
        "status": "sprzedane",
        "status_title": "Sprzedane",
        "finished": False,
        "due_at": None,
        "record": {"kwota": "100", "miasto": "Łódź"},
    }
    kept = ledger.jobs[KEY].content
    assert (kept.recipient, json.loads(kept.body)) == ("crm", event)


async def test_a_receiver_that_stays_away_for_days_is_given_up():
    ledger = planned(age=timedelta(days=4))
    assert not await sender(ledger, "http://127.0.0.1:9/").perform(KEY)
    assert ledger.jobs[KEY].state is EffectState.REJECTED


class Killed(BaseException):
    """The process is gone at this point."""


@pytest.mark.parametrize(
    ("point", "heard"), [("looked", 1), ("introduced", 1), ("claimed", 1), ("accepted", 2), ("confirmed", 1)]
)
async def test_a_process_that_dies_at_any_point_tells_the_event_under_one_id(
    receiver: Receiver, point: str, heard: int
):
    def die(reached: str) -> None:
        if reached == f"webhook.{point}":
            raise Killed

    ledger = planned()
    with pytest.raises(Killed):
        await sender(ledger, receiver.url, die).perform(KEY)
    assert await sender(ledger, receiver.url).perform(KEY)
    assert [name for name, _ in receiver.heard] == [KEY] * heard
    assert ledger.jobs[KEY].state is EffectState.CONFIRMED


async def test_an_event_that_had_to_wait_is_told_once(receiver: Receiver):
    receiver.answers = [503, 429]
    ledger = planned()
    for _ in range(2):
        with pytest.raises(NotSettled):
            await sender(ledger, receiver.url).perform(KEY)
    assert await sender(ledger, receiver.url).perform(KEY)
    assert len(receiver.heard) == 3
    assert len({json.dumps(event) for _, event in receiver.heard}) == 1
