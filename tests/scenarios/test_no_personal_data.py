"""Temporal's tables, failure messages and logs know no names, numbers or texts (I9, A24), with the codec off and on."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.installation import Client, Installation, until
from tests.scenarios import documents
from tests.scenarios.company import Agent, Company, listening
from tests.scenarios.conftest import refuse_without_parts
from tests.traces import found_in, logs_of, tables_of

NAME, NOTE, FIELD, SHOWN = "ŹRÓDŁO7f3a", "notatka-9c41", "kwota-5b77", "Wyswietlony2d6e"
MAIL, TEMPLATE, PROMPT, PERSON = (
    "zrodlo7f3a@example.com",
    "szablon-ŹRÓDŁO",
    "Zapowiedz-8e15",
    "pracownica-1f2b",
)
CANARIES = (NAME, NOTE, FIELD, SHOWN, MAIL, TEMPLATE, PROMPT, PERSON)


@pytest.fixture(scope="module")
def open_house() -> Iterator[Installation]:
    """An installation whose Temporal payloads are readable."""
    refuse_without_parts()
    folder = Path(tempfile.mkdtemp(prefix="centralka-readable-"))
    house = Installation(folder / "state", CENTRALKA_TEMPORAL_CODEC="false")
    try:
        house.start(patience=180)
        yield house
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _company(house: Installation, folder: Path, tag: str) -> AsyncIterator[Company]:
    admin = await Client(house).sign_in(*house.password())
    company = Company(house, admin, folder, tag)
    yield company
    await company.close()


@pytest.fixture
async def readable(open_house: Installation, tmp_path: Path) -> AsyncIterator[Company]:
    async for company in _company(open_house, tmp_path, "77"):
        yield company


async def _live_the_story(company: Company) -> list[str]:
    """A call, a promise, a mail, a call back, a mail that cannot be rendered; the ids of the workflows."""
    name, number = f"kampania-{company.tag}", company.number()
    agent = await _set_up(company, name)
    phone = await agent.pick_up()
    caller = await company.caller(number, shown=SHOWN)
    await phone.rings(30)
    phone.answer()
    case = str((await agent.becomes("busy"))["now"]["case"]["id"])
    await agent.writes_down(case, name=NAME, emails=[MAIL])
    caller.hang_up()
    await agent.becomes("wrap_up")
    await phone.finished(10)
    refused = {"status": "zly-status-" + NOTE, "note": NOTE}
    await agent.client.raw(
        "POST", f"/cases/{case}/disposition", json=refused, headers={"Idempotency-Key": "bad"}
    )
    soon = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
    promised = {"status": "obiecal-wplate", "note": NOTE, "fields": {"kwota": FIELD}, "callback_at": soon}
    await agent.save(case, "promised", **promised)
    phone, customer = await agent.pick_up(), await company.called_customer()
    await customer.rings(20)
    customer.answer()
    await phone.rings()
    phone.answer()
    await agent.becomes("busy")
    customer.hang_up()
    await agent.becomes("wrap_up")
    async with listening(company.admin, topic="messages") as stream:
        await agent.save(case, "paid", status="zaplacone", note=NOTE)
        await until(lambda: stream.heard, 15, "the second mail is settled")
    assert [event["data"]["state"] for event in stream.heard] == ["rejected"]
    assert len(await company.mails(MAIL)) == 1
    return [f"case-{case}", *(f"call-{call['id']}" for call in await company.calls())]


async def _set_up(company: Company, name: str) -> Agent:
    agent = await company.hire_agent(PERSON)
    bodies = {"potwierdzenie-wplaty": "{{ record.kwota }}", "podziekowanie": "{{ record.nieznane }}"}
    for template, body in bodies.items():
        texts = {"subject": "{{ contact.name }}", "body": f"{TEMPLATE} {{{{ contact.name }}}} {body}"}
        form = {"name": f"{template}-{name}", "effect_class": "transactional"}
        await company.admin.post("/templates", {**form, **texts})
    ivr = documents.ivr("fcc-102", name).replace("Dzień dobry. Dziękujemy za telefon.", PROMPT)
    await company.publish("process", name, documents.process(name))
    await company.publish("ivr", name, ivr)
    numbers, members = [company.number()], [{"agent": agent.email, "mode": "blending"}]
    await company.open(documents.campaign(name, numbers=numbers, caller_id=numbers[0], members=members))
    await agent.register()
    await agent.work()
    return agent


def _canaries(company: Company) -> tuple[str, ...]:
    """What was planted, and the telephone numbers in the ways in which they may be written."""
    numbers = [company.customer(), company.number()]
    secrets = [agent.secret for agent in company.agents]
    return (*CANARIES, *secrets, *(number.removeprefix("+48") for number in numbers))


@pytest.mark.system
@pytest.mark.xdist_group("readable")
@pytest.mark.timeout(300)
async def test_temporal_and_logs_know_no_person_even_with_the_codec_off(readable: Company):
    workflows = await _live_the_story(readable)
    tables, canaries = tables_of(readable.house.state / "temporal.sqlite"), _canaries(readable)
    stored = b"".join(tables.values())
    assert all(workflow.encode() in stored for workflow in workflows), "the search finds what is there"
    assert b"zaplacone" in stored, "payloads are readable"
    assert {table: found for table, text in tables.items() if (found := found_in(text, canaries))} == {}
    logs = logs_of(readable.house.state)
    assert {"api.log", "worker.log", "gateway-a.log", "temporal.log"} <= logs.keys()
    assert {name: found for name, text in logs.items() if (found := found_in(text, canaries))} == {}


@pytest.mark.system
@pytest.mark.xdist_group("scenarios")
@pytest.mark.timeout(300)
async def test_no_payload_is_readable_with_the_codec_on(company: Company):
    workflows = await _live_the_story(company)
    tables = tables_of(company.house.state / "temporal.sqlite")
    stored = b"".join(tables.values())
    assert all(workflow.encode() in stored for workflow in workflows)
    words = (*_canaries(company), "zaplacone", "case_finished", "StatusRefused", "on_save")
    assert {table: found for table, text in tables.items() if (found := found_in(text, words))} == {}
