"""What the dialer does besides connecting agents: it plays messages, and lets go where an agent ends the wait."""

from typing import Any

import pytest

from tests.faults.killing import kill
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import Capture
from tests.scenarios.company import CUSTOMER_TONE, Agent, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(180)]
MESSAGE = (
    "Dzień dobry. Przypominamy o jutrzejszej wizycie w naszym gabinecie o godzinie dziesiątej. "
    "Prosimy zabrać ze sobą dowód osobisty oraz wyniki ostatnich badań. Do zobaczenia."
)
REMINDING = f"""
process: {{name}}
statuses:
  nowy:
    initial: true
    on_event: {{{{przypomnij: dzwonimy}}}}
  dzwonimy:
    for: system
    qualifier: waiting
    on_dialer: {{{{answered: zle, busy: zle, unhandled: zle, no_answer: zle}}}}
    actions:
      - call_and_play: {{{{say: "{MESSAGE}"}}}}
        on_success: uslyszal
        on_failure: nie-uslyszal
  uslyszal: {{{{for: system, qualifier: terminal}}}}
  nie-uslyszal: {{{{for: system, qualifier: terminal}}}}
  zle: {{{{for: system, qualifier: terminal}}}}
"""
WAITING = """
process: {name}
statuses:
  nowy:
    initial: true
    for: system
    on_waiting: odlozony
    on_dialer: {{answered: stay, cancelled: zle, no_answer: zle, rejected: zle, network_error: zle}}
  odlozony: {{for: system, qualifier: terminal}}
  zle: {{for: system, qualifier: terminal}}
"""
IVR = "ivr: {name}\nblocks:\n  koniec: {{block: hang_up}}\n"
BUSY, ANSWERS = 1, 6


async def _open(company: Company, process: str, *agents: Agent, **dial: Any) -> None:
    name = f"kampania-{company.tag}"
    agents = agents or (await company.hire_agent(phone=False),)
    await company.publish("process", name, process.format(name=name))
    await company.publish("ivr", name, IVR.format(name=name))
    await company.open(company.campaign(*agents, direction="outbound", dial=dial))


async def _add_case(company: Company, last: int) -> str:
    contact = {"name": f"Klient {last}", "phones": [company.customer(last)]}
    body = {"contact": contact, "fields": {}}
    return str((await company.admin.post(f"/campaigns/kampania-{company.tag}/cases", body))["id"])


async def _remind(company: Company, last: int) -> str:
    case = await _add_case(company, last)
    await company.admin.call("POST", f"/cases/{case}/events", json={"event": "przypomnij"}, expect=202)
    return case


async def _edges(company: Company, case: str) -> list[tuple[str, str]]:
    return [(row["status"], row["edge"]) for row in await company.history(case)]


async def _ends_in(company: Company, case: str, status: str, patience: float = 40) -> None:
    async def closed() -> bool:
        return bool((await company.case(case))["finished"])

    await until(closed, patience, "the case is closed")
    assert (await company.case(case))["status"] == status


async def _town(company: Company) -> Any:
    behaviour = Behaviour("town", company.tone(CUSTOMER_TONE), stay_ms=90_000, options=("-m", "100"))
    return await company.person(behaviour, "miasto", company.house.port("trunk"))


@pytest.mark.feature("SYS-P-35")
async def test_action_calls_the_customer_and_plays_its_message_to_the_end(company: Company, capture: Capture):
    await _open(company, REMINDING, mode="manual")
    town = await _town(company)
    case = await _remind(company, ANSWERS)
    await until(lambda: "\nACK sip:" in town.messages(), 20, "the customer answers")
    await until(lambda: capture.heard_at(town.media_port).seconds_of_sound() > 1, 20, "the message begins")
    await _ends_in(company, case, "uslyszal")
    assert await _edges(company, case) == [
        ("nowy", "created"),
        ("dzwonimy", "on_event.przypomnij"),
        ("uslyszal", "actions.0.on_success"),
    ]
    assert capture.heard_at(town.media_port).seconds_of_sound() > 6
    (effect,) = await company.admin.get(f"/cases/{case}/effects")
    assert (effect["kind"], effect["state"], effect["words"]["en"]) == ("call", "confirmed", "done")
    (call,) = await until(lambda: company.calls(live=False), 10, "the call has ended")
    assert (call["ended_by"], call["agent_id"], call["case_id"]) == ("system", None, case)


@pytest.mark.feature("SYS-P-35")
async def test_customer_who_is_busy_or_hangs_up_early_has_not_heard_the_message(company: Company):
    await _open(company, REMINDING, mode="progressive")
    town = await _town(company)
    busy = await _remind(company, BUSY)
    await _ends_in(company, busy, "nie-uslyszal")
    assert [edge for _, edge in await _edges(company, busy)][2:] == ["actions.0.on_failure"]
    (effect,) = await company.admin.get(f"/cases/{busy}/effects")
    assert (effect["state"], effect["words"]["en"]) == ("rejected", "not done: the line was busy")
    await town.stop()
    customer = await company.called_customer()
    early = await _remind(company, ANSWERS)
    await customer.rings(30)
    customer.answer()
    await customer.is_up()
    customer.hang_up()
    await _ends_in(company, early, "nie-uslyszal")
    assert len(await _edges(company, early)) == 3


@pytest.mark.fault("F02")
async def test_message_is_played_once_and_to_its_end_though_worker_and_gateway_die(
    company: Company, capture: Capture
):
    await _open(company, REMINDING, mode="manual")
    town = await _town(company)
    case = await _remind(company, ANSWERS)
    await until(lambda: "\nACK sip:" in town.messages(), 20, "the customer answers")
    await until(lambda: capture.heard_at(town.media_port).seconds_of_sound() > 1, 20, "the message begins")
    await kill(company.house, "worker")
    await kill(company.house, "gateway")
    await _ends_in(company, case, "uslyszal")
    assert len(await _edges(company, case)) == 3
    assert len(await company.calls()) == 1


@pytest.mark.feature("SYS-P-55", "SYS-P-56")
async def test_agent_ends_the_wait_for_a_customer_whose_phone_rings_unless_the_customer_is_faster(
    company: Company,
):
    agent = await company.hire_agent()
    await _open(company, WAITING, agent, mode="progressive", ring_time="25s")
    await agent.register()
    await agent.work()
    assert (await agent.client.call("POST", "/agents/me/waiting/end", expect=409))["code"] == "not_waiting"
    customer = await company.called_customer()
    left = await _add_case(company, 1)
    await customer.rings(30)
    await agent.becomes("reserved")
    shown = await agent.client.post("/agents/me/waiting/end")
    assert shown["agent"]["state"] == "free"
    assert await customer.finished(10) == 0
    assert "CANCEL sip:" in customer.messages()
    await _ends_in(company, left, "odlozony")
    assert await _edges(company, left) == [("nowy", "created"), ("odlozony", "on_waiting")]
    assert (await company.history(left))[1]["ordered_by"] == agent.id
    await _customer_is_faster(company, agent)


async def _customer_is_faster(company: Company, agent: Agent) -> None:
    customer, phone = await company.called_customer(), await agent.pick_up()
    case = await _add_case(company, 2)
    await customer.rings(30)
    customer.answer()
    await phone.rings()
    refused = await agent.client.call("POST", "/agents/me/waiting/end", expect=409)
    assert refused["code"] == "customer_answered"
    phone.answer()
    await agent.becomes("busy")
    phone.hang_up()
    assert await _edges(company, case) == [("nowy", "created")]
