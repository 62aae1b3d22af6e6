"""Recorded talks: both sides are heard in a file that supervisors of the campaign find and take."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.faults.killing import kill
from tests.faults.telling import TellablePhone
from tests.installation import until
from tests.rtp import Capture, wav_seconds_of
from tests.scenarios.company import AGENT_TONE, CUSTOMER_TONE, Agent, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(180)]
PROCESS = """
process: {name}
statuses:
  nowy: {{initial: true}}
  oddzwonic: {{qualifier: callback-public-relative, after: 5d}}
  koniec: {{qualifier: terminal}}
"""
IVR = """
ivr: {name}
blocks:
  kolejka: {{block: queue, timeout: koniec}}
  koniec: {{block: hang_up}}
"""


async def _open(company: Company, **more: Any) -> Agent:
    name = f"kampania-{company.tag}"
    agent = await company.hire_agent()
    await company.publish("process", name, PROCESS.format(name=name))
    await company.publish("ivr", name, IVR.format(name=name))
    await company.open(company.campaign(agent, wrap_up="1s", **more))
    await agent.register()
    await agent.work()
    return agent


async def _talks(agent: Agent, phone: TellablePhone) -> None:
    await phone.rings()
    phone.answer()
    await agent.becomes("busy")


async def _recorded(company: Company, call: str) -> list[Any]:
    return list((await company.admin.get(f"/calls/{call}/recordings"))["items"])


async def _kept(company: Company, call: str) -> Any:
    async def there() -> Any:
        found = await _recorded(company, call)
        return found[0] if [one["state"] for one in found] == ["kept"] else None

    return await until(there, 30, "the recording is kept")


async def _downloaded(company: Company, recording: str) -> Path:
    answer = await company.admin.raw("GET", f"/recordings/{recording}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.headers["cache-control"] == "no-store"
    file = company.folder / answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
    file.write_bytes(answer.content)
    return file


@pytest.mark.feature("FCC-112", "FCC-111", "FCC-163", "FCC-19", "FCC-31", "CON-62")
async def test_talk_is_recorded_to_its_end_although_the_gateway_dies_in_it(
    company: Company, capture: Capture
):
    agent = await _open(
        company,
        dial={"mode": "progressive"},
        recording={"mode": "all", "name": "zapis-{campaign}_{number}_{fields}_{call}"},
        fields={"umowa": {"in_file_name": True, "significant": True}, "uwagi": {}},
    )
    shown = {"field": "umowa", "title": "umowa", "value": "../Łódź 7"}
    contact = {"name": "Klient", "phones": [company.customer()]}
    body = {"contact": contact, "fields": {"umowa": "../Łódź 7", "uwagi": "prywatne"}}
    customer, phone = await company.called_customer(), await agent.pick_up()
    await company.admin.post(f"/campaigns/kampania-{company.tag}/cases", body)
    await customer.rings(30)
    customer.answer()
    await _talks(agent, phone)
    (call,) = await company.calls(live=True)
    assert [(one["state"], one["name"]) for one in await _recorded(company, call["id"])] == [
        ("running", None)
    ]
    await kill(company.house, "gateway")
    heard = lambda: capture.heard_at(customer.media_port).seconds_of(AGENT_TONE) > 4  # noqa: E731
    await until(heard, 20, "they talk on")
    customer.hang_up()
    found = await _kept(company, call["id"])
    file = await _downloaded(company, found["id"])
    started, ended = (datetime.fromisoformat(found[name]) for name in ("started_at", "ended_at"))
    assert found["seconds"] > 0.95 * (ended - started).total_seconds() > 2
    assert wav_seconds_of(file, AGENT_TONE) > 0.9 * found["seconds"]
    assert wav_seconds_of(file, CUSTOMER_TONE) > 0.9 * found["seconds"]
    assert (sha256(file.read_bytes()).hexdigest(), file.stat().st_size) == (found["sha256"], found["size"])
    number = company.customer().removeprefix("+")
    assert file.name == found["name"]
    assert file.name == f"zapis-kampania-{company.tag}_{number}_Lodz-7_{call['id']}.wav"
    assert found["significant"] == call["significant"] == [shown]
    await _is_listed(company, agent, found)
    await _is_taken_only_by_its_supervisors(company, agent, call["id"], found["id"])


async def _is_listed(company: Company, agent: Agent, recording: Any) -> None:
    """Calls, recordings, and the recall that the agent agrees: each by the fields that identify the record."""
    await agent.save(recording["case_id"], "later", status="oddzwonic")
    campaign = f"kampania-{company.tag}"
    calls, recordings, recalls = [
        (await company.admin.get(path, campaign=campaign))["items"]
        for path in ("/calls", "/recordings", "/recalls")
    ]
    assert recordings == [recording]
    assert [call["id"] for call in calls] == [recording["call_id"]]
    assert [recall["case_id"] for recall in recalls] == [recording["case_id"]]
    assert calls[0]["significant"] == recalls[0]["significant"] == recording["significant"]


async def _is_taken_only_by_its_supervisors(
    company: Company, agent: Agent, call: str, recording: str
) -> None:
    stranger = await company.hire("supervisor")
    assert (await stranger.get("/recordings"))["items"] == []
    for path in (f"/calls/{call}/recordings", f"/recordings/{recording}"):
        assert (await agent.client.raw("GET", path)).status_code == 403
        assert (await stranger.raw("GET", path)).status_code == 404
    await stranger.close()
    (row,) = (await company.admin.get("/audit", subject=recording))["items"]
    assert (row["action"], row["detail"]["call"]) == ("recording.read", call)


async def _records(company: Company, agent: Agent, mode: str) -> None:
    campaign = company.campaign(agent, wrap_up="1s", recording={"mode": mode})
    path = f"/campaigns/{campaign['campaign']}"
    etag = (await company.admin.raw("GET", path)).headers["etag"]
    await company.admin.call("PUT", path, json=campaign, headers={"If-Match": etag})


@pytest.mark.feature("FCC-58", "FCC-30")
async def test_inbound_talks_are_recorded_while_that_is_switched_on(company: Company):
    agent = await _open(company, recording={"mode": "inbound"})
    calls: list[str] = []
    for mode in ("inbound", "none"):
        await _records(company, agent, mode)
        phone = await agent.pick_up()
        caller = await company.caller(company.number())
        await _talks(agent, phone)
        (call,) = await company.calls(live=True)
        calls.append(call["id"])
        caller.hang_up()
        assert [await one.finished(15) for one in (caller, phone)] == [0, 0]
        await agent.becomes("free")
    assert (await _kept(company, calls[0]))["seconds"] > 0
    assert await _recorded(company, calls[1]) == []
    assert len(company.house.sql("SELECT id FROM recording WHERE call_id IN (?, ?)", *calls)) == 1
