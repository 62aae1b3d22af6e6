"""A campaign that wants no answering machines: machines and faxes are outcomes, a person meets an agent."""

from typing import Any

import pytest

from tests.faults.killing import all_is_well
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import Capture, write_speech
from tests.scenarios.company import AGENT_TONE, PHONE, Agent, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(180)]
GREETING = (
    "Dodzwoniłeś się do firmy Akme jesteśmy czynni od poniedziałku do piątku prosimy o wiadomość po sygnale"
)
PROCESS = """
process: {name}
statuses:
  nowy:
    initial: true
    for: system
    on_dialer: {{machine: automat, unhandled: nieobsluzony, answered: odebral, no_answer: zle, network_error: zle}}
  automat:
    for: system
    qualifier: callback-public-relative
    after: 2s
    counter: {{limit: 1, then: zawsze-automat}}
    on_dialer: {{machine: automat}}
  zawsze-automat: {{for: system, qualifier: terminal}}
  nieobsluzony: {{for: system, qualifier: terminal}}
  odebral: {{for: system, qualifier: terminal}}
  zle: {{for: system, qualifier: terminal}}
"""


async def _open(company: Company) -> Agent:
    name = f"kampania-{company.tag}"
    agent = await company.hire_agent()
    await company.publish("process", name, PROCESS.format(name=name))
    await company.publish("ivr", name, f"ivr: {name}\nblocks:\n  koniec: {{block: hang_up}}\n")
    dial = {"mode": "progressive", "ring_time": "25s", "machine_detection": True}
    await company.open(company.campaign(agent, direction="outbound", dial=dial))
    await agent.register()
    return agent


async def _add_case(company: Company) -> str:
    body = {"contact": {"name": "Klient", "phones": [company.customer()]}}
    return str((await company.admin.post(f"/campaigns/kampania-{company.tag}/cases", body))["id"])


async def _customer(company: Company, says: str, silent: float) -> Any:
    """Who waits to be called, and begins to speak as soon as told to answer."""
    speech = write_speech(company.folder / "speech.alaw", says, silent)
    behaviour = Behaviour(PHONE, speech, stay_ms=90_000)
    return await company.person(behaviour, "klient", company.house.port("trunk"))


async def _reaches(company: Company, case: str, *statuses: str) -> Any:
    async def there() -> Any:
        rows = await company.history(case)
        return rows if [row["status"] for row in rows] == list(statuses) else None

    return await until(there, 30, " → ".join(statuses))


@pytest.mark.feature("SYS-P-49")
async def test_machine_that_greets_is_hung_up_without_an_agent_and_its_case_goes_on_by_its_own_edge(
    company: Company,
):
    agent = await _open(company)
    phone = await agent.pick_up()
    case = await _add_case(company)
    await agent.work()
    for statuses in (("nowy", "automat"), ("nowy", "automat", "automat", "zawsze-automat")):
        machine = await _customer(company, GREETING, 1)
        await machine.rings(30)
        machine.answer()
        assert await machine.finished(15) == 0
        rows = await _reaches(company, case, *statuses)
        await machine.stop()
    assert [row["edge"] for row in rows][1:] == ["on_dialer.machine", "on_dialer.machine", "counter"]
    assert "INVITE sip:" not in phone.messages()
    assert await company.calls() == []
    await agent.becomes("free")


@pytest.mark.feature("SYS-P-49")
async def test_person_who_says_hello_meets_the_agent(company: Company, capture: Capture):
    agent = await _open(company)
    phone = await agent.pick_up()
    case = await _add_case(company)
    await agent.work()
    customer = await _customer(company, "Halo?", 20)
    await customer.rings(30)
    customer.answer()
    await phone.rings()
    phone.answer()
    await agent.becomes("busy")
    await until(lambda: capture.heard_at(customer.media_port).seconds_of(AGENT_TONE) > 1, 10, "both hear")
    phone.hang_up()
    await _reaches(company, case, "nowy", "odebral")


@pytest.mark.feature("SYS-P-49")
@pytest.mark.fault("F05")
async def test_machine_that_greets_while_both_gateways_are_dead_is_told_to_its_case_once(company: Company):
    agent, house = await _open(company), company.house
    await agent.pick_up()
    case = await _add_case(company)
    await agent.work()
    machine = await _customer(company, GREETING, 1)
    await machine.rings(30)
    for gateway in ("gateway-a", "gateway-b"):
        house.kill(gateway)
    machine.answer()
    assert await machine.finished(15) == 0
    await _reaches(company, case, "nowy", "automat")
    await all_is_well(house)
    assert machine.messages().count("INVITE sip:") == 1
    query = "SELECT outcome FROM attempt WHERE case_id = ? AND state = 'ended'"
    assert house.sql(query, case) == [("machine",)]
