"""A campaign that dials a fax: an outcome of its own, which closes the case, or is what a person may record."""

from typing import Any

import pytest

from tests.faults.killing import all_is_well
from tests.faults.telling import TellablePhone
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import write_answer_tone
from tests.scenarios.company import PHONE, Agent, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(180)]
CODES = "kody-zakonczenia"
PROCESS = """
process: {name}
statuses:
  nowy:
    initial: true
    on_dialer: {{fax: stay, machine: zle, unhandled: zle, answered: zle, no_answer: zle, network_error: zle}}
  rozmowa: {{qualifier: terminal, available_after: [answered]}}
  numer-faksu: {{qualifier: terminal, available_after: [fax]}}
  zle: {{for: system, qualifier: terminal}}
"""


async def _open(company: Company, process: str) -> tuple[Agent, str]:
    """An agent at work, and a case that will be dialled for them."""
    name = f"kampania-{company.tag}"
    agent = await company.hire_agent()
    await company.publish("ivr", name, f"ivr: {name}\nblocks:\n  koniec: {{block: hang_up}}\n")
    dial = {"mode": "progressive", "ring_time": "25s", "machine_detection": True}
    await company.open(company.campaign(agent, process=process, direction="outbound", dial=dial))
    await agent.register()
    body = {"contact": {"name": "Klient", "phones": [company.customer()]}}
    return agent, str((await company.admin.post(f"/campaigns/{name}/cases", body))["id"])


async def _fax(company: Company) -> TellablePhone:
    """A fax machine that waits to be called."""
    tone = write_answer_tone(company.folder / "fax.alaw", 0.3)
    return await company.person(Behaviour(PHONE, tone, stay_ms=90_000), "faks", company.house.port("trunk"))


async def _reaches(company: Company, case: str, status: str) -> Any:
    """The step by which the case got there."""

    async def there() -> Any:
        row = (await company.history(case))[-1]
        return row if row["status"] == status else None

    return await until(there, 30, f"the case is {status}")


@pytest.mark.feature("WBX-22")
async def test_fax_is_hung_up_without_an_agent_and_the_system_sets_its_code(company: Company):
    done = company.command("examples", "publish", CODES)
    assert done.returncode == 0, done.stdout + done.stderr
    agent, case = await _open(company, CODES)
    phone = await agent.pick_up()
    await agent.work()
    fax = await _fax(company)
    await fax.rings(30)
    fax.answer()
    assert await fax.finished(15) == 0
    row = await _reaches(company, case, "faks")
    assert (row["edge"], row["ordered_by"]) == ("on_dialer.fax", "system")
    found = await company.case(case)
    assert (found["due_at"], found["finished"]) == (None, True)
    assert "INVITE sip:" not in phone.messages()
    assert await company.calls() == []
    await agent.becomes("free")


@pytest.mark.feature("FCC-126")
@pytest.mark.fault("F05")
async def test_after_a_fax_that_answers_while_both_gateways_are_dead_the_status_for_a_fax_can_be_saved(
    company: Company,
):
    name, house = f"kampania-{company.tag}", company.house
    await company.publish("process", name, PROCESS.format(name=name))
    agent, case = await _open(company, name)
    await agent.pick_up()
    await agent.work()
    fax = await _fax(company)
    await fax.rings(30)
    for gateway in ("gateway-a", "gateway-b"):
        house.kill(gateway)
    fax.answer()
    assert await fax.finished(15) == 0
    query = "SELECT outcome FROM attempt WHERE case_id = ? AND state = 'ended'"
    assert await until(lambda: house.sql(query, case), 30, "the attempt is told") == [("fax",)]
    await all_is_well(house)
    refused = await agent.client.raw(
        "POST", f"/cases/{case}/disposition", json={"status": "rozmowa"}, headers={"Idempotency-Key": "talk"}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "status_not_available")
    saved = await agent.save(case, "fax", status="numer-faksu")
    assert saved["finished"]
