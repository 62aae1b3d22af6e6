"""The dialer of a campaign: one call for one free agent, and each outcome on its own edge of the process."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.installation import until
from tests.phones import Behaviour
from tests.scenarios.company import CUSTOMER_TONE, Agent, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(180)]
PROCESS = """
process: {name}
statuses:
  nowy:
    initial: true
    for: system
    on_dialer:
      busy: zajety
      no_answer:
        - {{when: "attempts.no_answer == 1 && call.outcome == 'no_answer' && record.proby == 1", then: nie-odebral}}
        - {{then: koniec}}
      invalid_number: zly-numer
      rejected: odrzucil
      network_error: bez-sieci
      unhandled: nieobsluzony
      machine: stay
      fax: stay
      answered: odebral
  zajety:
    for: system
    qualifier: callback-public-relative
    after: 1s
    counter: {{limit: 1, then: zawsze-zajety}}
    on_dialer: {{busy: zajety}}
  zawsze-zajety: {{for: system, qualifier: terminal}}
  nie-odebral: {{for: system, qualifier: terminal}}
  zly-numer: {{for: system, qualifier: terminal}}
  odrzucil: {{for: system, qualifier: terminal}}
  bez-sieci: {{for: system, qualifier: terminal}}
  nieobsluzony: {{for: system, qualifier: terminal}}
  odebral: {{for: system, qualifier: callback-public-relative, after: 5d, on_dialer: {{busy: koniec}}}}
  koniec: {{qualifier: terminal}}
"""
IVR = "ivr: {name}\nblocks:\n  koniec: {{block: hang_up}}\n"
ENDINGS = {
    "1": ["nowy", "zajety", "zajety", "zawsze-zajety"],
    "2": ["nowy", "nie-odebral"],
    "3": ["nowy", "zly-numer"],
    "4": ["nowy", "odrzucil"],
    "5": ["nowy", "bez-sieci"],
}
ANSWERS = 6


async def _company_that_dials(company: Company, **dial: Any) -> Agent:
    name = f"kampania-{company.tag}"
    agent = await company.hire_agent()
    await company.publish("process", name, PROCESS.format(name=name))
    await company.publish("ivr", name, IVR.format(name=name))
    rules = {"mode": "progressive", "ring_time": "5s", **dial}
    await company.open(company.campaign(agent, direction="outbound", dial=rules, wrap_up="60s"))
    return agent


async def _add_case(company: Company, last: int) -> str:
    contact = {"name": f"Klient {last}", "phones": [company.customer(last)]}
    body = {"contact": contact, "fields": {"proby": 1}}
    case = await company.admin.post(f"/campaigns/kampania-{company.tag}/cases", body)
    return str(case["id"])


async def _statuses(company: Company, case: str) -> list[str]:
    return [row["status"] for row in await company.history(case)]


async def _reaches(company: Company, case: str, statuses: list[str], patience: float = 30) -> None:
    async def reached() -> bool:
        return await _statuses(company, case) == statuses

    try:
        await until(reached, patience)
    except AssertionError:
        assert await _statuses(company, case) == statuses


async def _town(company: Company) -> Any:
    behaviour = Behaviour("town", company.tone(CUSTOMER_TONE), stay_ms=90_000, options=("-m", "100"))
    return await company.person(behaviour, "miasto", company.house.port("trunk"))


@pytest.mark.feature("SYS-P-45", "SYS-P-46", "SYS-P-47", "SYS-P-48", "SYS-P-50", "SYS-P-51")
@pytest.mark.feature("SYS-P-52", "SYS-P-53", "SYS-P-56", "WBX-02", "WBX-12")
async def test_each_outcome_of_a_dial_takes_its_own_edge(company: Company):
    agent = await _company_that_dials(company)
    await agent.register()
    cases = {last: await _add_case(company, int(last)) for last in ENDINGS}
    town = await _town(company)
    available = datetime.now(UTC)
    await agent.work()
    for last, statuses in ENDINGS.items():
        await _reaches(company, cases[last], statuses)
    edges = [row["edge"] for row in await company.history(cases["1"])]
    assert edges[1:] == ["on_dialer.busy", "on_dialer.busy", "counter"]
    first = re.search(r"-+ (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)", town.messages())
    assert first
    assert datetime.fromisoformat(first[1]).astimezone(UTC) >= available
    assert _most_at_once(town.messages()) == 1
    await _nobody_took_the_answered_call(company, agent)
    await _agent_took_the_answered_call(company, agent)


async def _nobody_took_the_answered_call(company: Company, agent: Agent) -> None:
    """The customer answers and the agent's phone refuses: unhandled, and nobody stays on the line."""
    refusing = await company.person(Behaviour("refusing", status="486"), agent.phone, agent.port)
    case = await _add_case(company, ANSWERS)
    await _reaches(company, case, ["nowy", "nieobsluzony"])
    assert await refusing.finished(5) == 0
    await until(lambda: _no_live_calls(company), 10, "the customer is not kept")


async def _no_live_calls(company: Company) -> bool:
    return not await company.calls(live=True)


async def _agent_took_the_answered_call(company: Company, agent: Agent) -> None:
    phone = await agent.pick_up()
    case = await _add_case(company, 10 + ANSWERS)
    await phone.rings()
    phone.answer()
    await agent.becomes("busy")
    phone.hang_up()
    await _reaches(company, case, ["nowy", "odebral"])
    await agent.becomes("wrap_up")
    await agent.save(case, "answered", status="koniec")
    assert await _statuses(company, case) == ["nowy", "odebral", "koniec"]


def _most_at_once(messages: str) -> int:
    """How many of the dialled numbers were called at the same time, judged by the SIP messages."""
    living, most = set[str](), 0
    for message in messages.split("-----------------------------------------------")[1:]:
        found = re.search(r"^Call-ID: *(\S+)", message, re.MULTILINE)
        if found and "INVITE sip:" in message and "received" in message:
            living.add(found[1])
        elif found and re.search(r"SIP/2.0 [3-6]\d\d", message):
            living.discard(found[1])
        most = max(most, len(living))
    return most
