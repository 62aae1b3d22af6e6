"""Any courier with a JSON interface takes orders as its options say; what an answer means is the same for all."""

import json
from dataclasses import replace
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from fakes.web_server import Asked, Reply, web_server
from pydantic import ValidationError

from domain.errors import NotFound
from domain.parcels import Cash, Parcel, ParcelService
from messaging.courier.couriers import ADAPTERS, courier
from messaging.courier.endings import CourierUnavailable
from messaging.courier.gls import GlsCourier
from messaging.courier.http import HttpCourierService
from messaging.courier.ordering import Courier
from messaging.transports import Accepted, Doubtful, Postponed, Refused
from messaging.web import WebClient

KEY = "case:17:courier:4"
WEB = WebClient((ip_network("127.0.0.0/8"),))
OPTIONS: dict[str, Any] = {
    "adapter": "http",
    "headers": {"Idempotency-Key": "{key}", "Authorization": "Bearer secret://kurier"},
    "fields": {
        "receiver": {"name": "{name}", "address": "{street} {house}", "zip": "{postcode}", "mail": "{mail}"},
        "parcels": [{"kg": "{weight_kg}", "type": "box", "fragile": False, "depot": None}],
        "cod": "{cod_amount}",
        "extras": "{services}",
        "note": "{content} ({services})",
    },
    "reference": "data.number",
}
ANNA = Parcel("Anna", "Prosta", "00-838", "Warszawa", Decimal("2.5"), house="51")


async def _reveal(name: str) -> str:
    return f"the {name}"


def _courier(url: str, **more: object) -> Courier:
    return courier(
        HttpCourierService.model_validate({**OPTIONS, "url": f"{url}/orders", **more}), _reveal, WEB
    )


def _taken(_asked: Asked) -> Reply:
    return Reply(201, b'{"data": {"number": 77}}')


async def test_an_order_is_written_as_the_options_say():
    async with web_server(_taken) as server:
        ordered = replace(
            ANNA, cash=Cash(Decimal("129.90"), "PLN"), services=(ParcelService.SATURDAY,), content="Umowa"
        )
        assert await _courier(server.url).transmit(KEY, ordered) == Accepted("77")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/orders")
    assert asked.headers["idempotency-key"] == KEY
    assert asked.headers["authorization"] == "Bearer the kurier"
    assert json.loads(asked.body) == {
        "receiver": {"name": "Anna", "address": "Prosta 51", "zip": "00-838"},
        "parcels": [{"kg": 2.5, "type": "box", "fragile": False, "depot": None}],
        "cod": 129.9,
        "extras": ["saturday"],
        "note": "Umowa (saturday)",
    }


async def test_what_a_customer_wrote_is_only_text():
    async with web_server(_taken) as server:
        tricky = replace(ANNA, name='secret://kurier {phone} "', content="{key}")
        await _courier(server.url).transmit(KEY, tricky)
    assert json.loads(server.asked[0].body)["receiver"]["name"] == 'secret://kurier {phone} "'
    assert json.loads(server.asked[0].body)["note"] == "{key} ()"


@pytest.mark.parametrize(
    ("reply", "ending"),
    [
        (Reply(200, b'{"data": {"number": "A-1"}}'), Accepted("A-1")),
        (Reply(200, b"{}"), Doubtful("http_200")),
        (Reply(200, b"[" * 100_000), Doubtful("http_200")),
        (Reply(422, b'{"error": "zip"}'), Refused("http_422")),
        (Reply(401), Postponed("http_401", ours=True)),
        (Reply(429), Postponed("http_429")),
        (Reply(409), Doubtful("http_409")),
        (Reply(500), Doubtful("http_500")),
        (Reply(302), Doubtful("http_302")),
        (None, Doubtful("response_invalid")),
    ],
)
async def test_an_answer_means_the_same_for_all_couriers(
    reply: Reply | None, ending: Accepted | Refused | Postponed | Doubtful
):
    async with web_server(lambda _: reply) as server:
        assert await _courier(server.url).transmit(KEY, ANNA) == ending


async def test_an_order_that_was_taken_is_found_by_our_key():
    orders: dict[str, bytes] = {}

    def answering(asked: Asked) -> Reply | None:
        if asked.method == "GET":
            known = asked.path.removeprefix("/orders?client=") in orders
            return Reply(200, b'{"no": "A-1"}') if known else Reply(404)
        orders[asked.headers["idempotency-key"].replace(":", "%3A")] = asked.body
        return None

    async with web_server(answering) as server:
        lookup = {"url": f"{server.url}/orders?client={{key}}", "reference": "no"}
        asked = _courier(server.url, lookup=lookup)
        assert asked.looked_up
        assert await asked.find(KEY, ANNA) is None
        assert await asked.transmit(KEY, ANNA) == Doubtful("response_invalid")
        assert await asked.find(KEY, ANNA) == Accepted("A-1")
    assert server.asked[0].headers["authorization"] == "Bearer the kurier"


@pytest.mark.parametrize("reply", [Reply(500), Reply(401), None])
async def test_a_courier_that_cannot_be_asked_has_said_nothing(reply: Reply | None):
    async with web_server(lambda _: reply) as server:
        asked = _courier(server.url, lookup={"url": f"{server.url}/{{key}}", "reference": "no"})
        with pytest.raises(CourierUnavailable):
            await asked.find(KEY, ANNA)


async def test_a_label_is_fetched_from_where_the_options_say():
    async with web_server(lambda asked: Reply(200, asked.path.encode(), "application/pdf")) as server:
        labelled = _courier(server.url, label=f"{server.url}/labels/{{reference}}.pdf")
        assert await labelled.label("A/1") == b"/labels/A%2F1.pdf"
        with pytest.raises(NotFound):
            await _courier(server.url).label("A/1")
    async with web_server(lambda _: Reply(404)) as server:
        with pytest.raises(NotFound):
            await _courier(server.url, label=f"{server.url}/{{reference}}").label("A/1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": {"zip": "{zip}"}},
        {"fields": {}},
        {"headers": {"X-Name": "{name}"}},
        {"label": "https://courier.example/{name}"},
        {"lookup": {"url": "https://courier.example/{phone}", "reference": "no"}},
        {"url": "https://{name}/"},
        {"url": "ftp://courier.example/"},
        {"reference": "a..b"},
        {"method": "DELETE"},
        {"surplus": 1},
    ],
)
def test_options_that_could_not_work_are_refused(wrong: dict[str, Any]):
    right = {**OPTIONS, "url": "https://courier.example/orders"}
    HttpCourierService.model_validate(right)
    with pytest.raises(ValidationError):
        HttpCourierService.model_validate({**right, **wrong})


def test_each_adapter_is_made_from_its_options():
    options = {"adapter": "gls", "username": "sklep", "password": "secret://gls"}
    assert isinstance(courier(ADAPTERS["gls"].model_validate(options), _reveal, WEB), GlsCourier)
    with pytest.raises(ValidationError):
        ADAPTERS["gls"].model_validate({**options, "password": "tajne"})
