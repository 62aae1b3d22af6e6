"""Knows that a status sends its SMS once, through whichever gateway the administrator set up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fakes.message_center import message_center
from fakes.sms_gateways import ACCOUNT, TOKEN, AnyServer, SmsApiServer, TwilioServer, listening

from tests.casework.office import CaseOffice

NUMBER = "+48221234567"
SENDERS = {"senders": ["Centralka", NUMBER], "sender": "Centralka"}


def statuses(service: str) -> dict[str, Any]:
    order = {"send_sms": {"template": "przypomnienie", "service": service}}
    return {
        "nowy": {"initial": True, "qualifier": "unused"},
        "przypomnij": {
            "qualifier": "waiting",
            "actions": [{**order, "on_success": "przypomniane", "on_failure": "blad"}],
        },
        "przypomniane": {"for": "system", "qualifier": "success-terminal"},
        "blad": {"for": "system", "qualifier": "terminal"},
    }


async def set_up(office: CaseOffice, adapter: str, **options: Any) -> None:
    """A gateway of this test's own, a template, and a process that sends by them."""
    service = f"sms-{office.tag}"
    form = {"kind": "sms", "adapter": adapter, "options": {**SENDERS, **options}}
    await office.admin.call("PUT", f"/services/{service}", json=form)
    template = {"name": "przypomnienie", "channel": "sms", "effect_class": "transactional"}
    body = "{{ contact.name }}: sprawa {{ case.number }}, {{ record.dlug }} zł"
    await office.admin.post("/templates", {**template, "body": body})
    await office.set_up(statuses(service))


async def secret(office: CaseOffice, value: str) -> str:
    """How options name a secret of this value."""
    await office.admin.call("PUT", f"/secrets/sms-{office.tag}", json={"value": value})
    return f"secret://sms-{office.tag}"


async def sent(office: CaseOffice, becomes: str, debt: str = "12,50") -> str:
    """A case whose customer is reminded; the text that goes out."""
    case = await office.add(dlug=debt)
    number = (await office.case(case))["number"]
    await office.save(case, "przypomnij")
    await office.becomes_status(case, becomes)
    return f"Łukasz Żak: sprawa {number}, {debt} zł"


@asynccontextmanager
async def smsapi(office: CaseOffice, server: SmsApiServer) -> AsyncIterator[None]:
    async with listening(server) as url:
        await set_up(office, "smsapi", url=url, token=await secret(office, TOKEN))
        yield


@asynccontextmanager
async def twilio(office: CaseOffice, server: TwilioServer) -> AsyncIterator[None]:
    async with listening(server) as url:
        token = await secret(office, TOKEN)
        await set_up(office, "twilio", url=url, account=ACCOUNT, token=token, sender=NUMBER)
        yield


@pytest.mark.feature("SYS-P-36", "FCC-133")
async def test_a_status_sends_its_sms_and_its_success_closes_the_case(office: CaseOffice):
    server = SmsApiServer()
    async with smsapi(office, server):
        text = await sent(office, "przypomniane")
    (message,) = server.taken.values()
    assert (message["to"], message["from"]) == (office.customer().removeprefix("+"), "Centralka")
    assert message["message"] == text
    listed = [one for one in (await office.admin.get("/messages"))["items"] if one["body"] == text]
    assert [(one["channel"], one["sender"], one["recipient"], one["state"]) for one in listed] == [
        ("sms", "Centralka", office.customer(), "confirmed")
    ]


@pytest.mark.fault("F25")
@pytest.mark.parametrize("how", [{"lost_answers": 1}, {"broken": 1}], ids=["silence", "error-500"])
async def test_an_sms_that_was_taken_without_a_word_is_asked_for_and_not_sent_twice(
    office: CaseOffice, how: dict[str, int]
):
    server = SmsApiServer(**how)
    async with smsapi(office, server):
        await sent(office, "przypomniane")
    assert len(server.taken) == 1


@pytest.mark.fault("F25")
async def test_an_sms_that_twilio_took_without_a_word_is_found_in_its_list_and_not_sent_twice(
    office: CaseOffice,
):
    server = TwilioServer(lost_answers=1)
    async with twilio(office, server):
        await sent(office, "przypomniane")
    assert len(server.taken) == 1


async def test_a_number_that_the_gateway_refuses_takes_the_failure(office: CaseOffice):
    server = SmsApiServer(blocked=frozenset({office.customer().removeprefix("+")}))
    async with smsapi(office, server):
        await sent(office, "blad")
    assert not server.taken


@pytest.mark.feature("SYS-P-36")
async def test_an_sms_goes_out_by_twilio(office: CaseOffice):
    server = TwilioServer()
    async with twilio(office, server):
        text = await sent(office, "przypomniane")
    assert [(one["to"], one["body"]) for one in server.taken] == [(office.customer(), text)]


@pytest.mark.feature("SYS-P-36")
async def test_an_sms_goes_out_by_any_gateway_over_http(office: CaseOffice):
    server = AnyServer()
    async with listening(server) as url:
        await set_up(
            office, "http", url=url + "/sms", fields={"do": "{number}", "tresc": "{text}"}, body="form"
        )
        text = await sent(office, "przypomniane")
    assert [one.form for one in server.asked] == [{"do": office.customer().removeprefix("+"), "tresc": text}]


@pytest.mark.feature("SYS-P-36")
async def test_a_long_sms_goes_out_by_a_message_centre_in_parts(office: CaseOffice):
    async with message_center() as center:
        password = await secret(office, "haslo")
        where = {"host": "127.0.0.1", "port": center.port, "system_id": "centralka"}
        await set_up(office, "smpp", password=password, **where)
        text = await sent(office, "przypomniane", debt="1" * 120)
        parts = [one.short_message for one in center.taken]
    assert (len(parts), b"".join(part[6:] for part in parts).decode("utf-16-be")) == (3, text)


@pytest.mark.hostile("H25")
async def test_a_sender_that_is_not_registered_is_refused_with_the_service(office: CaseOffice):
    options = {"url": "https://api.smsapi.pl", "token": "secret://x", **SENDERS, "sender": "Policja"}
    form = {"kind": "sms", "adapter": "smsapi", "options": options}
    refusal = await office.admin.call("PUT", "/services/bramka", json=form, expect=422)
    found = {problem["code"]: problem["message"] for problem in refusal["problems"]}
    assert "Policja" in found["sender_not_registered"]
