"""Knows that administrators set up services outside: sound options, sealed secrets, no way into our own network."""

import asyncio
import socket
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from people import Center
from pytest_httpserver import HTTPServer
from sqlmodel import select
from standardwebhooks.webhooks import Webhook
from werkzeug import Request, Response

from app.settings import HttpSettings, Settings
from db import tables as t

KEY = "whsec_" + "bWlhxYJvICBza2FyYg=="
PASTED = "Bearer 7Gq2LxVnR4tYkP9sWz3BhD8mCf5JaE"
SMS: dict[str, Any] = {
    "kind": "sms",
    "adapter": "http",
    "options": {
        "senders": ["Firma"],
        "sender": "Firma",
        "url": "https://sms.example.com/send",
        "headers": {"Authorization": "Bearer secret://bramka"},
        "fields": {"to": "{recipient}", "text": "{text}", "id": "{key}"},
        "reference": "id",
    },
}


def webhook(url: str) -> dict[str, Any]:
    return {"kind": "webhook", "adapter": "standard", "options": {"url": url, "secret": "secret://podpis"}}


def changed(**options: Any) -> dict[str, Any]:
    return {**SMS, "options": {**SMS["options"], **options}}


async def keep(center: Center, *names: str, value: str = KEY) -> None:
    for name in names:
        kept = await center.administrator.put(f"/secrets/{name}", json={"value": value})
        assert kept.status_code == 200, kept.text


async def codes(center: Center, body: dict[str, Any]) -> list[tuple[str, str]]:
    answer = await center.administrator.put("/services/bramka", json=body)
    assert answer.status_code == 422, answer.text
    return [(problem["code"], problem["field"]) for problem in answer.json()["problems"]]


async def test_a_service_is_added_changed_by_its_etag_and_removed(center: Center):
    await keep(center, "bramka")
    added = await center.administrator.put("/services/bramka", json=SMS)
    assert (added.status_code, added.headers["etag"]) == (200, '"1"')
    assert (await center.designer.get("/services/bramka")).json()["options"] == SMS["options"]
    blind = await center.administrator.put("/services/bramka", json=SMS)
    assert blind.status_code == 428
    late = await center.administrator.put("/services/bramka", json=SMS, headers={"If-Match": '"7"'})
    assert late.status_code == 412
    again = await center.administrator.put("/services/bramka", json=SMS, headers={"If-Match": '"1"'})
    assert again.json()["etag"] == 2
    assert [item["name"] for item in (await center.designer.get("/services")).json()["items"]] == ["bramka"]
    assert (await center.administrator.delete("/services/bramka")).status_code == 204
    assert (await center.designer.get("/services/bramka")).status_code == 404
    noted = (await center.administrator.get("/audit", params={"subject": "bramka"})).json()["items"]
    assert sorted(entry["action"] for entry in noted) == [
        "secret.put", "service.put", "service.put", "service.removed",
    ]  # fmt: skip


async def test_a_secret_is_sealed_named_and_never_read_again(center: Center):
    await keep(center, "bramka", value="Zażółć-tajne-7f3a")
    listed = await center.administrator.get("/secrets")
    assert [item["name"] for item in listed.json()["items"]] == ["bramka"]
    assert "7f3a" not in listed.text
    async with center.database.read() as session:
        row = (await session.exec(select(t.Secret))).one()
        assert b"7f3a" not in row.sealed
        noted = (await session.exec(select(t.Audit).where(t.Audit.action == "secret.put"))).one()
        assert "7f3a" not in str(noted.detail)
    assert (await center.administrator.get("/secrets/bramka")).status_code in (404, 405)


async def test_a_secret_that_a_service_names_is_not_forgotten(center: Center):
    await keep(center, "bramka")
    await center.administrator.put("/services/bramka", json=SMS)
    refused = await center.administrator.delete("/secrets/bramka")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    await center.administrator.delete("/services/bramka")
    assert (await center.administrator.delete("/secrets/bramka")).status_code == 204
    assert (await center.administrator.delete("/secrets/bramka")).status_code == 404


@pytest.mark.hostile("H44")
@pytest.mark.parametrize(
    "body",
    [
        changed(headers={"Authorization": PASTED}),
        changed(headers={"X-Api-Key": "hunter2"}),
        changed(fields={"to": "{recipient}", "text": "{text}", "password": "tajne"}),
        changed(url="https://ala:kot@sms.example.com/"),
        changed(fields={"to": "{recipient}", "note": "sk_live_4eC39HqLyjWDarjtT1zdp7dc"}),
    ],
)
async def test_a_secret_pasted_into_options_is_refused_with_what_to_do(center: Center, body: dict[str, Any]):
    await keep(center, "bramka")
    assert "secret_in_definition" in [code for code, _ in await codes(center, body)]
    async with center.database.read() as session:
        assert (await session.exec(select(t.Service))).all() == []


@pytest.mark.hostile("H26")
@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://0/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://localhost./",
        "http://user@10.0.0.1/",
        "http://example.com:5038/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://example.com/",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_url_that_is_not_public_is_refused(center: Center, url: str):
    await keep(center, "podpis")
    assert ("url_not_public", "options.url") in await codes(center, webhook(url))


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({**SMS, "adapter": "gołębie"}, "adapter_unknown", "adapter"),
        (changed(urll="https://sms.example.com"), "option_unknown", "options.urll"),
        ({**SMS, "options": {"sender": "Firma"}}, "option_missing", "options.url"),
        (changed(method="PATCH"), "option_invalid", "options.method"),
        (changed(senders=["Policja 112 i inni"]), "sender_invalid", "senders"),
        (changed(headers={"Authorization": "secret://inny"}), "secret_unknown", "options"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_options_that_the_adapter_does_not_take_are_all_named(
    center: Center, body: dict[str, Any], code: str, field: str
):
    await keep(center, "bramka")
    assert (code, field) in await codes(center, body)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_trial_goes_through_the_same_gate(center: Center):
    """What was let in while a network was open is not reached once it is closed."""
    await keep(center, "podpis")
    async with center.database.unit() as session:
        options = webhook("http://127.0.0.1:5038/")["options"]
        session.add(
            t.Service(name="w", kind="webhook", adapter="standard", options=options, updated_at=session.now)
        )
    trial = await center.administrator.post("/services/w/test", json={})
    assert trial.json() == {"outcome": "refused", "reason": "url_not_public"}


@pytest.mark.hostile("H27")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_public_name_that_leads_into_our_network_is_not_asked(
    center: Center, monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer
):
    async def lead_inside(_loop: object, _host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", httpserver.port))]

    await keep(center, "podpis")
    put = await center.administrator.put("/services/w", json=webhook("http://rebinding.example.com/"))
    assert put.status_code == 200
    monkeypatch.setattr(asyncio.get_running_loop().__class__, "getaddrinfo", lead_inside)
    trial = await center.administrator.post("/services/w/test", json={})
    assert trial.json() == {"outcome": "refused", "reason": "url_not_public"}
    assert httpserver.log == []
    noted = (await center.administrator.get("/audit", params={"subject": "w"})).json()["items"]
    assert {"outcome": "refused"} in [{"outcome": entry["detail"].get("outcome")} for entry in noted]


class TestOpenedNetwork:
    """With loopback opened, as an installation opens its own network."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(state=tmp_path, http=HttpSettings(allowed_networks=(ip_network("127.0.0.0/8"),)))

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    async def test_a_trial_of_a_webhook_is_signed_and_told(self, center: Center, httpserver: HTTPServer):
        heard: list[Any] = []

        def verify(request: Request) -> Response:
            heard.append(Webhook(KEY).verify(request.data, dict(request.headers)))
            return Response(status=202)

        httpserver.expect_request("/hook").respond_with_handler(verify)
        await keep(center, "podpis")
        put = await center.administrator.put("/services/hook", json=webhook(httpserver.url_for("/hook")))
        assert put.status_code == 200, put.text
        trial = await center.administrator.post("/services/hook/test", json={})
        assert trial.json() == {"outcome": "accepted", "reason": "HTTP 202"}
        assert [event["type"] for event in heard] == ["test"]

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    async def test_a_trial_tells_little_of_what_the_service_says(
        self, center: Center, httpserver: HTTPServer
    ):
        httpserver.expect_request("/send").respond_with_json({"error": "x" * 5_000}, status=400)
        await keep(center, "bramka")
        body = changed(url=httpserver.url_for("/send"), error="error")
        await center.administrator.put("/services/bramka", json=body)
        trial = await center.administrator.post("/services/bramka/test", json={"to": "+48600100200"})
        assert trial.json()["outcome"] == "refused"
        assert len(trial.json()["reason"]) <= 200

    @pytest.mark.hostile("H28")
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    async def test_an_answer_that_is_too_large_is_not_read(self, center: Center, httpserver: HTTPServer):
        httpserver.expect_request("/send").respond_with_data(b"0" * 2_000_000)
        await keep(center, "bramka")
        await center.administrator.put("/services/bramka", json=changed(url=httpserver.url_for("/send")))
        trial = await center.administrator.post("/services/bramka/test", json={"to": "+48600100200"})
        assert trial.json() == {"outcome": "unknown", "reason": "response_too_large"}
