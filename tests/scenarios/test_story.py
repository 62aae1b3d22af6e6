"""The whole story, through the public API, the command line, the telephone and the mailbox only."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client as Temporal
from temporalio.client import WorkflowExecutionStatus

from telephony.config.sounds import MUSIC_NOTES, ZIP_TONE
from tests.faults.telling import TellablePhone
from tests.installation import Client, until
from tests.rtp import Capture
from tests.scenarios import documents
from tests.scenarios.company import AGENT_TONE, CUSTOMER_TONE, YAML, Agent, Company, listening

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(240)]
WARSAW = ZoneInfo("Europe/Warsaw")
MAIL = "klient-{tag}@example.com"


@pytest.mark.feature("FCC-01", "FCC-45", "FCC-48", "FCC-68", "FCC-74", "FCC-84", "FCC-96", "FCC-102")
@pytest.mark.feature("EXT-24", "EXT-34", "EXT-41", "CON-24", "SYS-P-19", "SYS-P-25", "SYS-P-39", "SYS-P-41")
@pytest.mark.feature("SYS-P-62", "SYS-P-70", "SYS-P-80", "SYS-P-81", "SYS-P-92")
@pytest.mark.feature("WBX-01", "WBX-04", "WBX-06", "WBX-15", "WBX-29")
async def test_customer_calls_promises_is_called_back_and_pays(
    company: Company, capture: Capture, temporal: Temporal
):
    designer, agent = await _designers_program(company), await company.hire_agent()
    name = await _set_up(company, designer, agent)
    await _come_to_work(agent)
    async with listening(agent.client) as stream:
        case = await _call_in(company, agent, capture)
        due = await _promise(company, agent, case)
        await _mail_arrives(company, case, count=1)
        await _call_back(company, agent, case, due, capture)
        await _pay(company, agent, case)
        await _mail_arrives(company, case, count=2)
        await until(
            lambda: stream.kinds("messages").count("effect_settled") == 2, 5, "the second mail is told"
        )
    await _case_is_closed(company, temporal, case)
    await _events_can_be_resumed(agent, stream.heard)
    assert (await company.admin.get("/campaigns/" + name))["on"]
    await designer.close()


async def _designers_program(company: Company) -> Client:
    """The administrator makes a key for the designer's program, which may do what a designer may."""
    designer = {"email": f"designer-{company.tag}@example.com", "name": "Ewa", "roles": ["designer"]}
    user = await company.admin.post("/users", designer)
    wanted = {"name": "wdrożenie", "roles": ["designer"], "user_id": user["id"]}
    key = await company.admin.post("/api-keys", wanted)
    program = Client(company.house, Authorization=f"Bearer {key['secret']}")
    refused = await program.call("GET", "/users", expect=403)
    assert refused["code"] == "role_needed"
    described = await program.raw("GET", "/openapi.json")
    assert "/api/v1/graphs/{kind}/{name}/publish" in described.json()["paths"]
    return program


async def _set_up(company: Company, designer: Client, agent: Agent) -> str:
    """The designer's work: broken documents come back, sound ones are published by API and command line."""
    name, admin = f"kampania-{company.tag}", company.admin
    me = await admin.get("/session")
    assert me["roles"] == ["administrator"]
    for template in ("potwierdzenie-wplaty", "podziekowanie"):
        subject = template + ": {{ campaign.title }}"
        body = "Dzień dobry {{ contact.name }}, sprawa {{ case.number }}: {{ record.kwota }} zł. {{ agent.name }}"
        form = {"name": f"{template}-{name}", "subject": subject, "body": body}
        await designer.post("/templates", {**form, "effect_class": "transactional"})
    etag = await _broken_comes_back(designer, name)
    sound = {"content": documents.process(name).encode(), "headers": {**YAML, "If-Match": etag}}
    await designer.call("PUT", f"/graphs/process/{name}/draft", **sound)
    version = await designer.post(f"/graphs/process/{name}/publish")
    assert version["number"] == 1
    file = company.folder / "ivr.yaml"
    file.write_text(documents.ivr("fcc-102", name), encoding="utf-8")
    assert company.command("graphs", "check", str(file)).returncode == 0
    published = company.command("graphs", "publish", str(file))
    assert (published.returncode, published.stdout.split("(")[0]) == (0, f"ivr {name}: 1 ")
    members = [{"agent": agent.email, "mode": "blending"}]
    assert company.command("graphs", "diff", str(file)).returncode == 0
    numbers = [company.number(), company.number(1)]
    document = documents.campaign(name, numbers=numbers, caller_id=numbers[0], members=members, wrap_up="20s")
    await company.open(document)
    return name


async def _broken_comes_back(designer: Client, name: str) -> str:
    broken = documents.process(name).replace("then: nieosiagalny", "then: nieosiagaly")
    broken = broken.replace("after: 2h", "after: zaraz")
    draft = await designer.call("PUT", f"/graphs/process/{name}/draft", content=broken.encode(), headers=YAML)
    errors = [problem for problem in draft["problems"] if problem["severity"] == "error"]
    assert len(errors) >= 3
    assert all(problem["line"] and problem["column"] and problem["code"] for problem in errors)
    assert {problem["node"] for problem in errors} >= {"oddzwon-2-h", "oddzwon-15-min"}
    refused = await designer.raw("POST", f"/graphs/process/{name}/publish")
    assert refused.status_code == 422
    assert len(refused.json()["problems"]) >= 3
    versions = await designer.raw("GET", f"/graphs/process/{name}/versions")
    assert versions.status_code == 404 or versions.json()["items"] == []
    return f'"{draft["etag"]}"'


async def _come_to_work(agent: Agent) -> None:
    refused = await agent.asks_for({"work": True}, expect=409)
    assert refused["code"] == "phone_not_registered"
    assert agent.phone in refused["detail"]
    assert await agent.state() == "away"
    await agent.register()
    await agent.work()
    assert await agent.state() == "free"


async def _call_in(company: Company, agent: Agent, capture: Capture) -> str:
    """The customer hears announcement and music, says who it is to the agent, and hangs up; the id of the case."""
    phone = await agent.pick_up()
    customer = await company.caller(company.number(1))
    await phone.rings(30)
    (call,) = await company.calls(live=True)
    assert (call["direction"], call["caller"]) == ("inbound", company.customer())
    assert (await agent.me())["now"]["offer"]["call_id"] == call["id"]
    await until(lambda: _hears(capture, customer.media_port, *MUSIC_NOTES) >= 0.8, 10, "music")
    phone.answer()
    await _both_hear(capture, customer, phone)
    await agent.writes_down(str(call["case_id"]), name="Łukasz Żak", emails=[MAIL.format(tag=company.tag)])
    customer.hang_up()
    assert (await customer.finished(10), await phone.finished(10)) == (0, 0)
    _announcement_was_before_music(capture, customer.media_port)
    return str(call["case_id"])


def _hears(capture: Capture, port: int, *tones: int) -> float:
    return capture.heard_at(port).seconds_of(*tones)


async def _both_hear(capture: Capture, customer: TellablePhone, agent: TellablePhone) -> None:
    await agent.is_up()
    at_customer, at_agent = customer.media_port, agent.media_port
    await until(lambda: _hears(capture, at_customer, AGENT_TONE) >= 1, 10, "the customer hears the agent")
    await until(lambda: _hears(capture, at_agent, CUSTOMER_TONE) >= 1, 10, "the agent hears the customer")
    assert _hears(capture, at_customer, CUSTOMER_TONE) == _hears(capture, at_agent, AGENT_TONE) == 0


def _announcement_was_before_music(capture: Capture, port: int) -> None:
    """Four seconds of speech at least: sound that is no music; then music."""
    heard = capture.heard_at(port)
    first = heard.audio[0].at
    begins = next(
        step / 4 for step in range(400) if _window(heard, first + step / 4).seconds_of(*MUSIC_NOTES) >= 0.2
    )
    speech = type(heard)(0, port, [packet for packet in heard.packets if packet.at < first + begins])
    assert begins > 3
    assert speech.seconds_of_sound() > 2


def _window(heard: Any, start: float) -> Any:
    return type(heard)(
        0, heard.target, [packet for packet in heard.packets if start <= packet.at < start + 0.4]
    )


async def _promise(company: Company, agent: Agent, case: str) -> datetime:
    """Wrap-up on the server's clock; a status with note, field and time of the callback, saved once."""
    shown = await agent.becomes("wrap_up")
    since, end = (datetime.fromisoformat(shown["agent"][name]) for name in ("since", "until"))
    assert end - since == timedelta(seconds=20)
    assert shown["now"]["case"]["id"] == case
    wall = (datetime.now(WARSAW) + timedelta(seconds=6)).replace(microsecond=0, tzinfo=None)
    saved = {"status": "obiecal-wplate", "note": "Zapłaci w piątek", "fields": {"kwota": "120"}}
    missing = await agent.client.raw(
        "POST", f"/cases/{case}/disposition", json=saved, headers={"Idempotency-Key": "0"}
    )
    assert missing.status_code == 422, missing.text
    assert missing.json()["problems"][0]["code"] == "callback_time_missing"
    saved["callback_at"] = wall.isoformat()
    after = await agent.save(case, "first", **saved)
    again = await agent.save(case, "first", **saved)
    assert after["status"] == again["status"] == "obiecal-wplate"
    assert after["owner_id"] == agent.id
    assert after["fields"] == {"kwota": "120"}
    assert (after["due_wall"], after["due_zone"]) == (wall.isoformat(), "Europe/Warsaw")
    due = datetime.fromisoformat(after["due_at"])
    assert due == wall.replace(tzinfo=WARSAW)
    await agent.becomes("free", 3)
    rows = await company.history(case)
    assert [(row["status"], row["ordered_by"], row["note"]) for row in rows] == [
        ("nowy", "system", ""),
        ("nowy", agent.id, rows[1]["note"]),
        ("obiecal-wplate", agent.id, "Zapłaci w piątek"),
    ]
    assert (rows[1]["edge"], rows[2]["responsible_id"]) == ("changed.contact", agent.id)
    return due


async def _mail_arrives(company: Company, case: str, count: int) -> None:
    recipient = MAIL.format(tag=company.tag)

    async def arrived() -> list[Any] | None:
        mails = await company.mails(recipient)
        return mails if len(mails) == count else None

    mails = await until(arrived, 20, f"{count} mails in the mail catcher")
    number = (await company.case(case))["number"]
    assert mails[0]["body"].strip() == f"Dzień dobry Łukasz Żak, sprawa {number}: 120 zł. Anna"
    assert mails[0]["subject"] == "potwierdzenie-wplaty: Windykacja miękka"
    assert len({mail["message_id"] for mail in mails}) == count
    saved = datetime.fromisoformat((await company.history(case))[2]["at"])
    assert datetime.fromisoformat(mails[0]["at"]) - saved >= timedelta(seconds=2)


async def _call_back(company: Company, agent: Agent, case: str, due: datetime, capture: Capture) -> None:
    """When it is due the customer is dialled for the agent, whose seat is kept; both are bridged with a zip tone."""
    phone = await agent.pick_up()
    customer = await company.called_customer()
    await customer.rings(30)
    assert datetime.now(WARSAW) >= due
    offered = await agent.me()
    assert offered["agent"]["state"] == "reserved"
    called, shown = company.customer().removeprefix("+"), company.number().removeprefix("+")
    assert f"INVITE sip:{called}@" in customer.messages()
    assert f"<sip:{shown}@" in customer.messages()
    assert "INVITE" not in phone.messages()
    customer.answer()
    await phone.rings()
    phone.answer()
    await _both_hear(capture, customer, phone)
    assert _hears(capture, phone.media_port, ZIP_TONE) >= 0.15
    assert _hears(capture, customer.media_port, ZIP_TONE) == 0
    phone.hang_up()
    assert (await customer.finished(10), await phone.finished(10)) == (0, 0)
    calls = await company.calls()
    assert [call["direction"] for call in calls] == ["outbound", "inbound"]


async def _pay(company: Company, agent: Agent, case: str) -> None:
    await agent.becomes("wrap_up")
    paid = await agent.save(case, "second", status="zaplacone", note="Zapłacił")
    assert (paid["finished"], paid["credited_to"]) == (True, agent.id)
    await agent.becomes("free", 3)


async def _case_is_closed(company: Company, temporal: Temporal, case: str) -> None:
    """One row for each save and outcome; every workflow of the case and its calls has ended by itself."""
    statuses = [row["status"] for row in await company.history(case)]
    assert statuses == ["nowy", "nowy", "obiecal-wplate", "zaplacone"]
    late = await company.admin.raw(
        "POST", f"/cases/{case}/disposition", json={"status": "odmowa"}, headers={"Idempotency-Key": "late"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "case_closed")
    calls = [f"call-{call['id']}" for call in await company.calls()]
    for workflow in (f"case-{case}", *calls):

        async def completed(workflow: str = workflow) -> bool:
            described = await temporal.get_workflow_handle(workflow).describe()
            return described.status is WorkflowExecutionStatus.COMPLETED

        await until(completed, 10, f"{workflow} is completed")


async def _events_can_be_resumed(agent: Agent, heard: list[dict[str, Any]]) -> None:
    """The stream told the story; who listens again after the third event hears the rest, in order."""
    kinds = {(event["topic"], event["kind"]) for event in heard}
    expected = {("agent", "seat_changed"), ("calls", "arrived"), ("calls", "ended"), ("cases", "step")}
    assert expected | {("queues", "entered"), ("messages", "effect_settled")} <= kinds, kinds
    rest = [event["id"] for event in heard[3:]]
    async with listening(agent.client, after=heard[2]["id"]) as again:
        await until(lambda: len(again.heard) >= len(rest), 10, "the rest is heard again")
    assert [event["id"] for event in again.heard[: len(rest)]] == rest
