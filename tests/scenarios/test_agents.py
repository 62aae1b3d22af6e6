"""What agents do to calls: reject them, miss them, take a break, need time afterwards; and campaigns without them."""

from datetime import datetime
from typing import Any

import pytest

from tests.installation import until
from tests.phones import Behaviour
from tests.scenarios.company import Agent, Company, listening

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(150)]
PROCESS = """
process: {name}
statuses:
  nowy: {{initial: true, for: system, qualifier: callback-public-relative, after: 5d, on_dialer: {{busy: koniec}}}}
  koniec: {{qualifier: terminal}}
"""
QUEUE = """
ivr: {name}
blocks:
  kolejka: {{block: queue, max_wait: 10min, timeout: koniec}}
  koniec: {{block: hang_up}}
"""


async def _open(company: Company, *names: str, process: str = PROCESS, **more: Any) -> list[Agent]:
    """A queue without an announcement, and agents who come to work in this order."""
    name = f"kampania-{company.tag}"
    agents = [await company.hire_agent(agent) for agent in names]
    await company.publish("process", name, process.format(name=name))
    await company.publish("ivr", name, QUEUE.format(name=name))
    await company.open(company.campaign(*agents, direction="inbound", **more))
    for agent in agents:
        await agent.register()
        await agent.work()
    return agents


def _fail_break(shown: Any) -> datetime | None:
    until_ = shown["agent"]["memberships"][0]["fail_break_until"]
    return datetime.fromisoformat(until_) if until_ else None


@pytest.mark.feature("CON-52", "CON-67", "CON-68", "CON-69")
async def test_call_that_is_rejected_and_missed_goes_to_the_next_longest_idle_agent(company: Company):
    rejecting, missing, willing = await _open(company, "adam", "beata", "celina", fail_break="1min")
    rejects = await company.person(Behaviour("refusing", status="486"), rejecting.phone, rejecting.port)
    misses = await company.person(Behaviour("ringing"), missing.phone, missing.port)
    answers = await willing.pick_up()
    caller = await company.caller(company.number())
    assert await rejects.finished(15) == 0
    await misses.rings()
    assert "INVITE" not in answers.messages()
    shown = await rejecting.becomes("free")
    broken = _fail_break(shown)
    assert broken
    assert 50 < (broken - datetime.fromisoformat(shown["agent"]["since"])).total_seconds() <= 60
    await answers.rings(20)
    answers.answer()
    await willing.becomes("busy")
    assert _fail_break(await missing.me())
    assert _fail_break(await willing.me()) is None
    caller.hang_up()
    assert [await phone.finished(10) for phone in (caller, misses, answers)] == [0, 0, 0]


@pytest.mark.fault("F28")
async def test_caller_who_leaves_while_the_phone_rings_leaves_nobody_behind(company: Company):
    (agent,) = await _open(company, "adam", fail_break="1min")
    phone = await agent.pick_up()
    async with listening(agent.client) as stream:
        caller = await company.caller(company.number())
        await phone.rings()
        caller.hang_up()
        assert await caller.finished(10) == 0
        assert await phone.finished(10) == 0
        await until(lambda: "caller_left" in stream.kinds("agent"), 10, "the agent is told")
    shown = await agent.becomes("free")
    assert _fail_break(shown) is None
    (call,) = await company.calls()
    assert (call["state"], call["ended_by"]) == ("ended", "customer")


@pytest.mark.feature("SYS-P-10", "SYS-P-11")
async def test_agent_says_during_a_call_what_the_caller_wanted(company: Company):
    wanted = f"skarga-{company.tag}"
    await company.admin.post("/inbound-call-statuses", {"name": wanted, "title": "Skarga"})
    (agent,) = await _open(company, "adam", process=f"{PROCESS}inbound_call_statuses: [{wanted}]\n")
    phone = await agent.pick_up()
    caller = await company.caller(company.number())
    await phone.rings()
    phone.answer()
    call = (await agent.becomes("busy"))["now"]["call"]["id"]
    offered = await agent.client.get(f"/calls/{call}/inbound-statuses")
    assert offered["items"] == [{"status": wanted, "title": "Skarga"}]
    await agent.client.call("PUT", f"/calls/{call}/inbound-status", json={"status": wanted})
    caller.hang_up()
    assert [await each.finished(10) for each in (caller, phone)] == [0, 0]
    assert [(each["id"], each["inbound_status_title"]) for each in await company.calls()] == [
        (call, "Skarga")
    ]
    assert [each["id"] for each in await company.calls(inbound_status=wanted)] == [call]


@pytest.mark.feature("CON-12", "CON-64", "CON-65", "CON-66", "FCC-48", "FCC-49", "SYS-W-01")
async def test_nobody_is_called_in_wrap_up_or_on_the_break_asked_for_during_a_call(company: Company):
    (agent,) = await _open(company, "adam", wrap_up="20s", wrap_up_extra="30s")
    first = await agent.pick_up()
    caller = await company.caller(company.number())
    await first.rings()
    first.answer()
    await agent.becomes("busy")
    shown = await agent.asks_for({"break": "obiad"})
    assert (shown["agent"]["state"], shown["agent"]["presence"]) == ("busy", "break")
    waiting = await company.caller(company.number(), caller=company.customer(1))
    await until(lambda: _queued(company), 15, "the second caller waits")
    caller.hang_up()
    assert await first.finished(10) == 0
    second = await agent.pick_up()
    ends = datetime.fromisoformat((await agent.becomes("wrap_up"))["agent"]["until"])
    extended = await agent.client.post("/agents/me/wrap-up/extend")
    assert (datetime.fromisoformat(extended["agent"]["until"]) - ends).total_seconds() == 20
    ended = await agent.client.post("/agents/me/wrap-up/end")
    assert (ended["agent"]["state"], ended["agent"]["break_type"]) == ("away", "obiad")
    assert await _queued(company)
    assert "INVITE" not in second.messages()
    await agent.work()
    await second.rings()
    second.answer()
    await agent.becomes("busy")
    waiting.hang_up()
    assert [await phone.finished(10) for phone in (caller, waiting, second)] == [0, 0, 0]


async def _queued(company: Company) -> bool:
    return bool(await company.calls(state="queued"))


async def test_agent_without_a_phone_is_told_why_no_call_can_come(company: Company):
    agent = await company.hire_agent(phone=False)
    refused = await agent.asks_for({"work": True}, expect=409)
    assert refused["code"] == "agent_without_phone"
    assert "phone" in refused["detail"]
    assert await agent.state() == "away"


@pytest.mark.feature("CON-04", "FCC-159")
async def test_campaign_says_what_it_lacks_and_answers_only_while_it_is_on(company: Company):
    name = f"kampania-{company.tag}"
    await company.publish("process", name, PROCESS.format(name=name))
    empty = company.campaign()
    del empty["ivr"]
    put = await company.open(empty, start=False)
    refused = await company.admin.call("POST", f"/campaigns/{name}/start", expect=409)
    assert {problem["code"] for problem in refused["problems"]} == {
        "campaign_without_ivr",
        "campaign_without_agents",
    }
    agent = await company.hire_agent()
    await company.publish("ivr", name, QUEUE.format(name=name))
    whole, etag = company.campaign(agent, direction="inbound"), {"If-Match": f'"{put["etag"]}"'}
    await company.admin.call("PUT", f"/campaigns/{name}", json=whole, headers=etag)
    await company.admin.post(f"/campaigns/{name}/start")
    caller = await company.caller(company.number())
    await until(lambda: _queued(company), 15, "the campaign takes calls")
    await company.admin.post(f"/campaigns/{name}/stop")
    assert len(await company.calls(live=True)) == 1
    late = await company.caller(company.number(), caller=company.customer(1))
    assert await late.finished(20) == 0
    assert [call["caller"] for call in await company.calls()] == [company.customer()]
    caller.hang_up()
    assert await caller.finished(10) == 0
