"""Knows what the SMS gateways over HTTP are sent, and what each of their answers means."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from fakes.receipts import Receipts
from fakes.sms_gateways import ACCOUNT, TOKEN, AnyServer, Asked, SmsApiServer, TwilioServer, listening
from pydantic import ValidationError

from domain.errors import Unavailable
from messaging.sms.gateways import ADAPTERS, gateway
from messaging.sms.http import HttpService
from messaging.sms.smpp import Kept
from messaging.sms.sms import Sms
from messaging.transports import Accepted, Doubtful, Postponed, Refused, Transport
from messaging.web import WebClient

WEB = WebClient([ip_network("127.0.0.0/8")])
HELLO = Sms("Centralka", "+48500100200", "Zażółć gęślą jaźń & €=1")
KEY = "case-1/2/info/0"


async def reveal(name: str) -> str:
    return {"token": TOKEN, "wrong": "x"}[name]


def transport(adapter: str, **options: Any) -> Transport[Sms]:
    given = {"senders": ["Centralka"], "sender": "Centralka", "adapter": adapter, **options}
    return gateway(ADAPTERS[adapter].model_validate(given), reveal, WEB, Kept("bramka", Receipts()))


def smsapi(url: str, named: str = "token") -> Transport[Sms]:
    return transport("smsapi", url=url, token=f"secret://{named}")


def twilio(url: str, named: str = "token") -> Transport[Sms]:
    return transport("twilio", url=url, account=ACCOUNT, token=f"secret://{named}")


async def test_smsapi_is_sent_the_message_with_our_reference():
    server = SmsApiServer()
    async with listening(server) as url:
        assert await smsapi(url).transmit(KEY, HELLO) == Accepted("ID1")
    (sent,) = server.taken.values()
    assert (sent["to"], sent["from"], sent["message"]) == ("48500100200", "Centralka", HELLO.text)
    assert (sent["check_idx"], len(sent["idx"]) <= 255, sent["format"]) == ("1", True, "json")


async def test_smsapi_takes_a_key_once_and_another_key_again():
    server = SmsApiServer()
    async with listening(server) as url:
        for key in (KEY, KEY, "another"):
            assert isinstance(await smsapi(url).transmit(key, HELLO), Accepted)
    assert len(server.taken) == 2


@pytest.mark.parametrize("server", [SmsApiServer(lost_answers=1), SmsApiServer(broken=True)])
async def test_a_message_that_smsapi_took_without_saying_so_is_found_and_not_sent_twice(server: SmsApiServer):
    async with listening(server) as url:
        assert isinstance(await smsapi(url).transmit(KEY, HELLO), Doubtful)
        server.broken = False
        assert isinstance(await smsapi(url).find(KEY, HELLO), Accepted)
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("server", "message", "kind"),
    [
        (SmsApiServer(), Sms("Centralka", "+48500000666", "Hej"), Refused),
        (SmsApiServer(credit=0), HELLO, Postponed),
        (SmsApiServer(senders=()), HELLO, Postponed),
    ],
)
async def test_smsapi_says_why_not(server: SmsApiServer, message: Sms, kind: type):
    async with listening(server) as url:
        assert isinstance(await smsapi(url).transmit(KEY, message), kind)


async def test_a_wrong_token_leaves_the_message_for_later():
    async with listening(SmsApiServer()) as url:
        told = await smsapi(url, "wrong").transmit(KEY, HELLO)
        assert isinstance(told, Postponed)
        assert told.ours
    async with listening(TwilioServer()) as url:
        told = await twilio(url, "wrong").transmit(KEY, HELLO)
        assert isinstance(told, Postponed)
        assert told.ours


async def test_a_gateway_that_cannot_be_reached_leaves_the_message_for_later():
    async with listening(SmsApiServer()) as url:
        pass
    for unreachable in (smsapi(url), twilio(url), transport("http", url=url)):
        assert isinstance(await unreachable.transmit(KEY, HELLO), Postponed)
    with pytest.raises(Unavailable):
        await smsapi(url).find(KEY, HELLO)
    with pytest.raises(Unavailable):
        await twilio(url).find(KEY, HELLO)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, b"<html>"), Doubtful),
        ((200, {"list": []}), Doubtful),
        ((200, {"list": [{"id": "1", "error": 13}]}), Refused),
        ((400, {"error": "11"}), Refused),
        ((400, {"error": "ąę"}), Doubtful),
        ((400, {"error": {"a": []}}), Doubtful),
        ((400, {"error": "9" * 5_000}), Refused),
        ((200, {"error": 202}), Postponed),
        ((200, {"error": 999}), Doubtful),
        ((429, b""), Postponed),
        ((503, b""), Doubtful),
        ((200, b"[" * 100_000), Doubtful),
    ],
)
async def test_every_answer_of_smsapi_has_a_meaning(answer: tuple[int, Any], kind: type):
    async with listening(AnyServer(lambda _asked: answer)) as url:
        assert isinstance(await smsapi(url).transmit(KEY, HELLO), kind)


FROM_NUMBER = Sms("+48221234567", "+48500100200", "Hej")


async def test_twilio_is_sent_the_message():
    server = TwilioServer()
    async with listening(server) as url:
        assert await twilio(url).transmit(KEY, FROM_NUMBER) == Accepted("SM" + "0" * 32)
    assert [(sent["to"], sent["from"], sent["body"]) for sent in server.taken] == [
        ("+48500100200", "+48221234567", "Hej")
    ]


async def test_a_message_that_twilio_took_without_saying_so_is_found_in_its_list():
    server = TwilioServer()
    async with listening(server) as url:
        gate = twilio(url)
        assert await gate.find(KEY, FROM_NUMBER) is None
        server.lost_answers = 1
        assert isinstance(await gate.transmit(KEY, FROM_NUMBER), Doubtful)
        assert await gate.find(KEY, FROM_NUMBER) == Accepted("SM" + "0" * 32)
        assert await gate.find(KEY, Sms("+48221234567", "+48500100200", "Inny")) is None
        server.taken[0] |= {"status": "undelivered", "error_code": 30003}
        assert await gate.find(KEY, FROM_NUMBER) == Refused("undelivered 30003")
        server.taken[0] |= {"date_created": "Mon, 02 Nov 2026 10:00:00 +0000"}
        assert await gate.find(KEY, FROM_NUMBER) is None


@pytest.mark.parametrize(
    ("server", "message", "kind"),
    [
        (TwilioServer(), HELLO, Postponed),
        (TwilioServer(), Sms("+48221234567", "+48500", "Hej"), Refused),
        (TwilioServer(busy=True), FROM_NUMBER, Postponed),
    ],
)
async def test_twilio_says_why_not(server: TwilioServer, message: Sms, kind: type):
    async with listening(server) as url:
        assert isinstance(await twilio(url).transmit(KEY, message), kind)


@pytest.mark.parametrize("answer", [(500, b""), (503, {"code": 20503}), (201, {}), (200, {"sid": "SM1"})])
async def test_an_unclear_answer_of_twilio_is_a_doubt(answer: tuple[int, Any]):
    async with listening(AnyServer(lambda _asked: answer)) as url:
        assert isinstance(await twilio(url).transmit(KEY, FROM_NUMBER), Doubtful)


@pytest.mark.parametrize("answer", [(500, b""), (200, b"<html>"), (200, {"messages": 1})])
async def test_twilio_cannot_be_asked_while_it_fails(answer: tuple[int, Any]):
    async with listening(AnyServer(lambda _asked: answer)) as url:
        with pytest.raises(Unavailable):
            await twilio(url).find(KEY, FROM_NUMBER)


async def test_any_gateway_is_sent_what_its_options_say():
    server = AnyServer(lambda _asked: (202, {"messages": [{"id": 7}]}))
    async with listening(server) as url:
        gate = transport(
            "http",
            url=url + "/v1/{key}?to={number}",
            headers={"Authorization": "Bearer secret://token", "Idempotency-Key": "{key}"},
            fields={"to": ["{recipient}"], "sms": {"body": "{text}", "from": "{sender}"}, "flash": False},
            reference="messages.0.id",
        )
        odd = Sms("Centralka", "+48500100200", "{key} secret://token\r\nX: 1 ż")
        assert await gate.transmit(KEY, odd) == Accepted("7")
    (asked,) = server.asked
    assert asked.target == "/v1/case-1%2F2%2Finfo%2F0?to=48500100200"
    assert (asked.headers["authorization"], asked.headers["idempotency-key"]) == (f"Bearer {TOKEN}", KEY)
    sms = b'{"body": "{key} secret://token\\r\\nX: 1 \\u017c", "from": "Centralka"}'
    assert asked.body == b'{"to": ["+48500100200"], "sms": ' + sms + b', "flash": false}'


async def test_any_gateway_is_sent_a_form():
    server = AnyServer()
    async with listening(server) as url:
        gate = transport(
            "http", url=url, body="form", fields={"do": "{number}", "tresc": "{text}", "ref": "{key}"}
        )
        assert await gate.transmit(KEY, HELLO) == Accepted(KEY)
    assert server.asked[0].form == {"do": "48500100200", "tresc": HELLO.text, "ref": KEY}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, {"id": "a"}), Accepted),
        ((200, {}), Doubtful),
        ((200, {"error": "bad number"}), Refused),
        ((200, b"OK"), Doubtful),
        ((302, b""), Doubtful),
        ((400, {"id": "a"}), Refused),
        ((409, b""), Accepted),
        ((401, b""), Postponed),
        ((402, b""), Postponed),
        ((429, b""), Postponed),
        ((500, b""), Doubtful),
    ],
)
async def test_every_answer_of_any_gateway_has_a_meaning(answer: tuple[int, Any], kind: type):
    async with listening(AnyServer(lambda _asked: answer)) as url:
        gate = transport("http", url=url, reference="id", error="error", repeated=[409])
        assert isinstance(await gate.transmit(KEY, HELLO), kind)


def found_at(path: str) -> Callable[[Asked], tuple[int, Any]]:
    return lambda asked: (200, {"state": {"id": 5}}) if asked.path == path else (404, {})


async def test_any_gateway_with_a_status_address_is_asked_by_our_key():
    async with listening(AnyServer(found_at("/status/k"))) as url:
        gate = transport("http", url=url, lookup={"url": url + "/status/{key}", "reference": "state.id"})
        assert gate.looked_up
        assert await gate.find("k", HELLO) == Accepted("5")
        assert await gate.find("other", HELLO) is None
    with pytest.raises(Unavailable):
        await gate.find("k", HELLO)
    assert not transport("http", url=url).looked_up


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://{text}.example.com/"},
        {"url": "http://user@example.com{key}"},
        {"url": "http://example.com/{tekst}"},
        {"fields": {"a": ["{nobody}"]}},
        {"headers": {"X": "{text}"}},
        {"body": "form", "fields": {"a": {"b": "c"}}},
        {"senders": []},
        {"lookup": {"url": "https://example.com/{keys}", "reference": "id"}},
        {"extra": 1},
    ],
)
def test_options_that_cannot_work_are_refused(wrong: dict[str, Any]):
    good = {"adapter": "http", "url": "https://example.com/", "senders": ["A"], "sender": "A"}
    HttpService.model_validate(good)
    with pytest.raises(ValidationError):
        HttpService.model_validate(good | wrong)


def test_a_service_may_not_show_a_sender_that_is_not_registered():
    good = {"adapter": "http", "url": "https://example.com/", "senders": ["Centralka"], "sender": "Policja"}
    assert [found.code for found in HttpService.model_validate(good).problems()] == ["sender_not_registered"]
    wrong = HttpService.model_validate(good | {"senders": ["Za długa nazwa"], "sender": "112"})
    assert [found.code for found in wrong.problems()] == ["sender_invalid", "sender_not_registered"]
