"""Agents talk along a script, and the case goes where the answers lead."""

from typing import Any

import pytest

from tests.casework.office import CaseOffice
from tests.installation import Client
from tests.scenarios.company import PASSWORD

TALK = """
script: rozmowa-{tag}
results:
  wynik: [obietnica, odmowa]
questions:
  zaplaci:
    text: Dzień dobry {{{{ contact.name }}}}, do zapłaty jest {{{{ record.kwota }}}} zł. Zapłaci Pan?
    type: choice
    choices: {{obietnica: Zapłaci, odmowa: Nie zapłaci}}
    result: wynik
    required: true
    next: {{obietnica: kwota, odmowa: powod}}
  kwota: {{title: Kwota, type: number, required: true, next: koniec}}
  powod: {{title: Powód, next: koniec}}
ends:
  koniec: {{text: Do usłyszenia}}
"""
CONFIRMATION = """
script: zgoda-{tag}
results:
  zgoda: [tak, nie]
questions:
  zgoda:
    text: Czy potwierdza Pan {{{{ record.kwota }}}} zł?
    type: choice
    choices: {{tak: Tak, nie: Nie}}
    result: zgoda
    required: true
"""


def statuses(tag: str) -> dict[str, Any]:
    def answered(script: str, field: str, value: str, then: str) -> dict[str, str]:
        return {"script": f"{script}-{tag}", "field": field, "value": value, "then": then}

    return {
        "nowy": {
            "initial": True,
            "qualifier": "unused",
            "on_script": [
                answered("rozmowa", "wynik", "obietnica", "sprzedane"),
                answered("rozmowa", "wynik", "odmowa", "odmowa"),
            ],
        },
        "sprzedane": {
            "for": "system",
            "qualifier": "success-confirm-public",
            "script": f"zgoda-{tag}",
            "on_script": [
                answered("zgoda", "zgoda", "tak", "potwierdzone"),
                answered("zgoda", "zgoda", "nie", "odmowa"),
            ],
        },
        "potwierdzone": {"for": "system", "qualifier": "terminal"},
        "odmowa": {"for": "system", "qualifier": "terminal"},
    }


async def open_office(office: CaseOffice) -> str:
    """A campaign with its scripts; the path of the script of a new case."""
    for name, text in (("rozmowa", TALK), ("zgoda", CONFIRMATION)):
        await office.publish("script", f"{name}-{office.tag}", text.format(tag=office.tag))
    await office.set_up(statuses(office.tag), scripts={"call": f"rozmowa-{office.tag}"})
    return await office.add(kwota=120)


async def answer(client: Client, case: str, expect: int = 200, **answers: Any) -> Any:
    path = f"/cases/{case}/script"
    found = await client.get(path)
    return await client.call(
        "PUT",
        f"{path}/answers",
        json={"answers": answers},
        headers={"If-Match": f'"{found["etag"]}"'},
        expect=expect,
    )


@pytest.mark.feature("FCC-46", "FCC-47", "SYS-P-27", "SYS-P-28", "WBX-16", "WBX-17", "WBX-18")
async def test_draft_survives_signing_out_and_the_submitted_answer_sets_the_status(office: CaseOffice):
    case = await open_office(office)
    found = await office.anna.client.get(f"/cases/{case}/script")
    assert found["questions"][0]["text"] == "Dzień dobry Łukasz Żak, do zapłaty jest 120 zł. Zapłaci Pan?"
    assert found["path"] == ["zaplaci"]
    saved = await answer(office.anna.client, case, zaplaci="odmowa")
    assert (saved["path"], saved["end"]["text"]) == (["zaplaci", "powod"], "Do usłyszenia")
    signed_out = await office.anna.client.raw("DELETE", "/session")
    assert signed_out.status_code == 204
    assert (await office.anna.client.raw("GET", f"/cases/{case}/script")).status_code == 401
    anna = await Client(office.house).sign_in(office.anna.email, PASSWORD)
    assert (await anna.get(f"/cases/{case}/script"))["answers"] == {"zaplaci": "odmowa"}
    await answer(anna, case, powod="Nie ma pracy")
    assert (await office.case(case))["status"] == "nowy"
    submitted = (await anna.post(f"/cases/{case}/script/submit"))["submitted"]
    assert (submitted["by_name"], submitted["results"]) == ("Anna", {"wynik": "odmowa"})
    closed = await office.becomes_status(case, "odmowa")
    assert closed["finished"]
    assert [(row["edge"], row["ordered_by"]) for row in (await office.history(case))[1:]] == [
        ("on_script.1", "system")
    ]
    await anna.close()


@pytest.mark.feature("SYS-P-79", "SYS-P-27", "WBX-18")
async def test_confirmed_sale_goes_through_the_confirmation_script(office: CaseOffice):
    case = await open_office(office)
    client = office.anna.client
    await answer(client, case, zaplaci="obietnica")
    refused = await client.call("POST", f"/cases/{case}/script/submit", expect=422)
    assert [(problem["code"], problem["field"]) for problem in refused["problems"]] == [
        ("answer_missing", "kwota")
    ]
    wrong = await answer(client, case, expect=422, kwota="sto")
    assert wrong["code"] == "number_invalid"
    await answer(client, case, kwota="99,50")
    await client.post(f"/cases/{case}/script/submit")
    sold = await office.becomes_status(case, "sprzedane")
    assert sold["lifecycle"] == "confirm"
    confirmation = await client.get(f"/cases/{case}/script")
    assert (confirmation["script"], confirmation["path"]) == (f"zgoda-{office.tag}", ["zgoda"])
    await answer(client, case, zgoda="tak")
    await client.post(f"/cases/{case}/script/submit")
    assert (await office.becomes_status(case, "potwierdzone"))["finished"]
    assert await office.edges(case) == ["created", "on_script.0", "on_script.0"]
