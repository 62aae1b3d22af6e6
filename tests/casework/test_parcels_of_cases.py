"""Knows that a status orders its parcel once, from the courier that the administrator set up."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gls_server import GlsServer, gls_server
from fakes.web_server import Asked, Reply, web_server
from lxml import etree

from tests.casework.office import CaseOffice
from tests.installation import until

PARCEL = {
    "name": "{{ contact.name }}",
    "street": "{{ record.ulica }}",
    "postcode": "{{ record.kod }}",
    "city": "Łódź",
    "phone": "{{ contact.phone }}",
    "weight_kg": "0,5",
    "cod_amount": "{{ record.kwota }}",
    "reference": "SPR-{{ case.number }}",
}


@pytest.fixture
async def gls() -> AsyncIterator[GlsServer]:
    async with gls_server() as server:
        yield server


async def _set_up(office: CaseOffice, kind: str, **options: Any) -> None:
    service = f"kurier-{office.tag}"
    await office.admin.call("PUT", f"/secrets/{service}", json={"value": options.pop("secret")})
    form = {"kind": "courier", "adapter": kind, "options": options}
    await office.admin.call("PUT", f"/services/{service}", json=form)
    order = {"send_courier": {"service": service, "parcel": PARCEL}}
    done = {"for": "system", "qualifier": "terminal"}
    sent = {
        "qualifier": "waiting",
        "actions": [{**order, "on_success": "w-drodze", "on_failure": "zly-adres"}],
    }
    await office.set_up(
        {
            "nowy": {"initial": True, "qualifier": "unused"},
            "wyslij": sent,
            "w-drodze": done,
            "zly-adres": done,
        }
    )


async def _set_up_gls(office: CaseOffice, gls: GlsServer) -> None:
    password = f"secret://kurier-{office.tag}"
    await _set_up(office, "gls", secret=gls.password, url=gls.url, username=gls.username, password=password)


async def test_wrong_password_loses_no_order_and_those_who_answer_for_it_hear_once(
    office: CaseOffice, gls: GlsServer
):
    await _set_up_gls(office, gls)
    secret, service = f"/secrets/kurier-{office.tag}", f"kurier-{office.tag}"
    await office.admin.call("PUT", secret, json={"value": "nie to"})
    cases = [await _sale(office), await _sale(office)]

    async def notices() -> list[Any]:
        everyone = (await office.admin.get("/notifications"))["items"]
        return [one["text"] for one in everyone if service in one["text"]]

    (told,) = await until(notices, 15, "a notice")
    assert "err_user_incorrect_username_password" in told
    for case in cases:
        (effect,) = await office.admin.get(f"/cases/{case}/effects")
        assert effect["state"] == "planned"
    await office.admin.call("PUT", secret, json={"value": gls.password})
    for case in cases:
        await office.becomes_status(case, "w-drodze", 30)
    assert len(gls.box) == 2
    assert len(await notices()) == 1


async def _sale(office: CaseOffice, **fields: str) -> str:
    record = {"ulica": "Prosta 51", "kod": "90-001", "kwota": "129,90"} | fields
    case = await office.add(**record)
    await office.save(case, "wyslij")
    return case


async def _message(office: CaseOffice, case: str) -> Any:
    (message,) = (await office.anna.client.get("/messages", case=case))["items"]
    return message


def _shown(consigned: etree._Element) -> dict[str, str]:
    return {
        etree.QName(one).localname: one.text or "" for one in consigned.iter() if (one.text or "").strip()
    }


@pytest.mark.feature("SYS-P-37")
async def test_gls_gets_the_parcel_of_a_sale_once_and_its_label_is_read(office: CaseOffice, gls: GlsServer):
    await _set_up_gls(office, gls)
    case = await _sale(office)
    found = await office.becomes_status(case, "w-drodze")
    ((number, consigned),) = gls.box.items()
    shown = _shown(consigned)
    assert shown.pop("references").endswith(f" SPR-{found['number']}")
    assert shown == {
        "rname1": "Łukasz Żak",
        "rcountry": "PL",
        "rzipcode": "90-001",
        "rcity": "Łódź",
        "rstreet": "Prosta 51",
        "rphone": found["contact"]["phones"][0],
        "quantity": "1",
        "weight": "0.5",
        "cod": "true",
        "cod_amount": "129.90",
    }
    message = await _message(office, case)
    assert (message["channel"], message["state"], message["reference"]) == (
        "courier",
        "confirmed",
        str(number),
    )
    label = await office.anna.client.raw("GET", f"/messages/{message['id']}/label")
    assert (label.status_code, label.headers["content-type"]) == (200, "application/pdf")
    assert label.content == f"%PDF roll_160x100_pdf {number}".encode()


@pytest.mark.parametrize("lost", ["cut", "fail"])
async def test_a_parcel_whose_order_was_not_answered_is_found_at_gls_and_not_ordered_again(
    office: CaseOffice, gls: GlsServer, lost: str
):
    await _set_up_gls(office, gls)
    gls.lose = lost
    case = await _sale(office)
    await office.becomes_status(case, "w-drodze")
    assert len(gls.box) == 1
    assert gls.calls.count("adePreparingBox_Insert") == 1


@pytest.mark.feature("SYS-P-44")
async def test_a_parcel_that_cannot_be_delivered_is_not_ordered_and_its_case_goes_to_be_mended(
    office: CaseOffice, gls: GlsServer
):
    await _set_up_gls(office, gls)
    await office.becomes_status(await _sale(office, kod="brak"), "zly-adres")
    assert gls.calls == []
    gls.fault = "err_cons_receiver_zipcode_does_not_correspond_to_city_name"
    await office.becomes_status(await _sale(office), "zly-adres")
    assert gls.box == {}


async def test_any_courier_over_http_gets_the_parcel_with_our_key(office: CaseOffice):
    def taken(asked: Asked) -> Reply:
        return Reply(201, b'{"number": "K-77"}')

    async with web_server(taken) as server:
        await _set_up(
            office,
            "http",
            secret="tajny-token",
            url=f"{server.url}/orders",
            headers={"Authorization": f"Bearer secret://kurier-{office.tag}", "Idempotency-Key": "{key}"},
            fields={"to": {"name": "{name}", "zip": "{postcode}"}, "cod": "{cod_amount}"},
            reference="number",
        )
        case = await _sale(office)
        await office.becomes_status(case, "w-drodze")
    (asked,) = server.asked
    assert asked.body == b'{"to": {"name": "\\u0141ukasz \\u017bak", "zip": "90-001"}, "cod": 129.9}'
    assert asked.headers["authorization"] == "Bearer tajny-token"
    assert asked.headers["idempotency-key"]
    message = await _message(office, case)
    assert (message["state"], message["reference"]) == ("confirmed", "K-77")
    missing = await office.anna.client.raw("GET", f"/messages/{message['id']}/label")
    assert missing.status_code == 404


async def test_a_courier_is_tried_without_an_order(office: CaseOffice, gls: GlsServer):
    await _set_up_gls(office, gls)
    trial = await office.admin.post(f"/services/kurier-{office.tag}/test", {})
    assert trial["outcome"] == "accepted"
    assert gls.box == {}

    await office.admin.call("PUT", f"/secrets/kurier-{office.tag}", json={"value": "inne"})
    refused = await office.admin.post(f"/services/kurier-{office.tag}/test", {})
    assert refused["reason"] == "err_user_incorrect_username_password"
