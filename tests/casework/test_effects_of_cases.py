"""Knows that what a case has had done is listed, and that other systems hear of it once, signed."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks.webhooks import Webhook
from werkzeug import Request, Response

from tests.casework.office import CaseOffice
from tests.installation import until

KEY = "whsec_" + "bWlhxYJvICBza2FyYg=="


class Receiver:
    """A system of the customer's that hears events: each answer in turn, then 200."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/events")
        self.answers: list[Response] = []
        self.heard: list[tuple[str, Any]] = []
        server.expect_request("/events").respond_with_handler(self._hear)

    def _hear(self, request: Request) -> Response:
        event = Webhook(KEY).verify(request.data, dict(request.headers))
        self.heard.append((request.headers["webhook-id"], event))
        return self.answers.pop(0) if self.answers else Response()


@pytest.fixture
def receiver(httpserver: HTTPServer) -> Receiver:
    return Receiver(httpserver)


async def set_up(office: CaseOffice, receiver: Receiver, statuses: dict[str, Any]) -> None:
    name = f"crm-{office.tag}"
    await office.admin.call("PUT", f"/secrets/{name}", json={"value": KEY})
    options = {"url": receiver.url, "secret": f"secret://{name}"}
    form = {"kind": "webhook", "adapter": "standard", "options": options}
    await office.admin.call("PUT", f"/services/{name}", json=form)
    await office.template("umowa", "Umowa {{ case.number }}", "Dzień dobry", effect_class="transactional")
    await office.set_up(statuses)


def sale(service: str) -> dict[str, Any]:
    return {
        "nowy": {"initial": True, "qualifier": "unused"},
        "sprzedane": {
            "title": "Sprzedane",
            "qualifier": "success-callback-public-relative",
            "after": "10d",
            "actions": [
                {"send_mail": {"template": "umowa"}},
                {"call_webhook": {"service": service}},
                {"send_mail": {"template": "umowa"}, "delay": {"for": "3d"}},
                {"send_mail": {"template": "umowa"}, "delay": {"for": "5d"}, "keep": True},
            ],
        },
        "wycofane": {
            "title": "Wycofane",
            "qualifier": "cancel-success-and-close",
            "actions": [{"send_mail": {"template": "umowa"}}],
        },
    }


@pytest.mark.feature("NEW-10")
async def test_a_success_that_is_taken_back_lists_what_was_already_sent(
    office: CaseOffice, receiver: Receiver
):
    await set_up(office, receiver, sale(f"crm-{office.tag}"))
    case = await office.add(emails=("jan@example.com",), kwota="100")
    sold = await office.save(case, "sprzedane")
    assert sold["already_sent"] == []

    async def both_are_out() -> Any:
        listed = await office.admin.get(f"/cases/{case}/effects")
        return listed if [one["state"] for one in listed[:2]] == ["confirmed"] * 2 else None

    listed = await until(both_are_out, 15, "mail and webhook are out")
    assert [(one["kind"], one["state"]) for one in listed] == [
        ("mail", "confirmed"), ("webhook", "confirmed"), ("mail", "waiting"), ("mail", "waiting"),
    ]  # fmt: skip
    back = await office.save(case, "wycofane")
    sent = [(one["kind"], one["to"], one["words"]["pl"]) for one in back["already_sent"]]
    assert sent == [("mail", "jan@example.com", "wykonano"), ("webhook", f"crm-{office.tag}", "wykonano")]
    history = (await office.admin.get(f"/cases/{case}/history"))["items"]
    assert [[one["kind"] for one in row["already_sent"]] for row in history] == [[], [], ["mail", "webhook"]]

    async def its_own_mail_is_out() -> bool:
        states = [one["state"] for one in await office.admin.get(f"/cases/{case}/effects")]
        return sorted(states) == ["cancelled", *["confirmed"] * 3, "waiting"]

    await until(its_own_mail_is_out, 15, "the mail of the cancelling status is out")
    again = (await office.admin.get(f"/cases/{case}/history"))["items"]
    assert [[one["kind"] for one in row["already_sent"]] for row in again] == [[], [], ["mail", "webhook"]]
    assert (await office.case(case))["already_sent"] == back["already_sent"]


async def test_another_system_hears_of_a_status_with_the_record_and_knows_a_repetition(
    office: CaseOffice, receiver: Receiver
):
    receiver.answers = [Response(status=503), Response(status=429)]
    await set_up(office, receiver, sale(f"crm-{office.tag}"))
    case = await office.add(emails=("jan@example.com",), kwota="100")
    version = {"If-Match": f'"{(await office.case(case))["etag"]}"'}
    correction = {"phones": [office.customer(5)]}
    await office.anna.client.call("PATCH", f"/cases/{case}/contact", json=correction, headers=version)
    await office.save(case, "sprzedane")

    async def told() -> Any:
        items = (await office.admin.get("/messages", case=case, channel="webhook", state="confirmed"))[
            "items"
        ]
        return items[0] if items else None

    message = await until(told, 15, "the receiver has taken it")
    assert message["recipient"] == f"crm-{office.tag}"
    assert len(receiver.heard) == 3
    assert len({name for name, _ in receiver.heard}) == 1
    _, event = receiver.heard[0]
    assert event["type"] == "case.status"
    assert event["data"]["status"] == "sprzedane"
    assert (event["data"]["campaign"], event["data"]["record"]) == (office.name, {"kwota": "100"})
