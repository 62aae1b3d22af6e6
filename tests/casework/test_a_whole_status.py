"""One status with all that a status is: properties, reactions to events, and what leads on from it (SYS-P-02)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.outcomes import Outcome
from tests.casework.dialling import PROGRESSIVE, played_gateway
from tests.casework.office import CaseOffice

SCRIPT = """
script: rozmowa-{tag}
results:
  wynik: [zaplaci, odmawia]
questions:
  wynik:
    text: Czy zapłaci Pan?
    type: choice
    choices: {{zaplaci: Zapłaci, odmawia: Odmawia}}
    result: wynik
    required: true
"""
SYSTEM = {"for": "system", "qualifier": "terminal"}


def statuses(tag: str, agent: str) -> dict[str, Any]:
    return {
        "nowy": {"initial": True, "qualifier": "unused"},
        "obietnica": {
            "title": "Obiecał wpłatę",
            "description": "Klient podał kwotę i datę.",
            "color": "#2f9e44",
            "owner": {"agent": agent},
            "qualifier": "callback-private-relative",
            "after": "1s",
            "sla": {"limit": "9d", "warning": "1d"},
            "on_event": {"umorzone": "umorzona"},
            "on_mail": "odpisal",
            "on_script": [
                {"script": f"rozmowa-{tag}", "field": "wynik", "value": "odmawia", "then": "odmowa"},
                {"script": f"rozmowa-{tag}", "field": "wynik", "value": "zaplaci", "then": "stay"},
            ],
            "on_dialer": {"busy": "zajety", "no_answer": "stay", "invalid_number": "zly-numer"},
        },
        "odpisal": SYSTEM,
        "umorzona": SYSTEM,
        "odmowa": SYSTEM,
        "zajety": SYSTEM,
        "zly-numer": SYSTEM,
    }


@pytest.mark.feature("SYS-P-02")
async def test_properties_reactions_and_mappings_of_one_status_all_act_on_its_cases(office: CaseOffice):
    await office.publish("script", f"rozmowa-{office.tag}", SCRIPT.format(tag=office.tag))
    jan = await office.hire_agent("jan")
    campaign = PROGRESSIVE | {"scripts": {"call": f"rozmowa-{office.tag}"}}
    await office.set_up(statuses(office.tag, jan.email), jan, **campaign)
    wrote, told, answered, busy = [await promised(office, last) for last in range(4)]
    for case in (wrote, told, answered, busy):
        await has_its_properties(office, case, jan.id)
    await office.admin.call("POST", f"/cases/{wrote}/events", json={"event": "mail"}, expect=202)
    await office.admin.call("POST", f"/cases/{told}/events", json={"event": "umorzone"}, expect=202)
    await declines(office, answered)
    for case, status, edge in (
        (wrote, "odpisal", "on_mail"),
        (told, "umorzona", "on_event.umorzone"),
        (answered, "odmowa", "on_script.0"),
    ):
        assert (await office.becomes_status(case, status))["finished"]
        assert await office.edges(case) == ["created", "saved", edge]
    async with played_gateway(office) as gateway:
        await gateway.comes_to_work(jan)
        await gateway.dials(busy, Outcome.BUSY)
        assert (await office.becomes_status(busy, "zajety"))["finished"]
        assert await gateway.claims() == []
    assert await office.edges(busy) == ["created", "saved", "on_dialer.busy"]


async def promised(office: CaseOffice, last: int) -> str:
    case = await office.add(office.customer(last))
    await office.save(case, "obietnica")
    return case


async def has_its_properties(office: CaseOffice, case: str, owner: str) -> None:
    """Its title and colour are shown, and its qualifier, time and owner are those of the case."""
    (choice,) = [
        each
        for each in (await office.anna.client.get(f"/cases/{case}/choices"))["items"]
        if each["status"] == "obietnica"
    ]
    assert (choice["title"], choice["color"]) == ("Obiecał wpłatę", "#2f9e44")
    found = await office.case(case)
    assert (found["owner_id"], found["qualifier"]) == (owner, "callback-private-relative")
    saved = (await office.history(case))[-1]
    assert datetime.fromisoformat(found["due_at"]) - datetime.fromisoformat(saved["at"]) <= timedelta(
        seconds=1
    )


async def declines(office: CaseOffice, case: str) -> None:
    """The agent notes in the script that the customer will not pay."""
    path, client = f"/cases/{case}/script", office.anna.client
    etag = (await client.get(path))["etag"]
    body = {"answers": {"wynik": "odmawia"}}
    await client.call("PUT", f"{path}/answers", json=body, headers={"If-Match": f'"{etag}"'})
    await client.post(f"{path}/submit")
