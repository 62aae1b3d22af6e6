"""Knows that a case's actions are planned with all that they need, and that one which cannot be done says why."""

from datetime import timedelta
from typing import Any

import pytest
from office import Office, canonical

from db import effects
from db import tables as t
from db.do_not_call import block
from domain.cases import PlannedEffect, StepRecord
from domain.effects import Draft, EffectClass, EffectState, Letter
from domain.ids import CaseId
from graphs.process import NEW_CASE, Created, Rules, Saved, advance, compile_process, cursor_to_json

PARCEL = {
    "name": "{{ contact.name }}",
    "street": "Prosta 51",
    "postcode": "00-838",
    "city": "Warszawa",
    "weight_kg": "1",
}
ORDERS: list[dict[str, Any]] = [
    {"send_mail": {"template": "potwierdzenie"}},
    {"send_sms": {"template": "przypomnienie"}},
    {"send_sms": {"template": "przypomnienie", "service": "smsy"}},
    {"send_courier": {"service": "kurier", "parcel": PARCEL}},
    {"call_webhook": {"service": "crm"}},
    {"send_xml": {"to": "biuro@example.com", "template": "potwierdzenie"}},
    {"notify": {"to": "supervisors", "text": "Uwaga"}},
    {"send_mail": {"template": "potwierdzenie"}, "delay": {"for": "3d"}},
    {"send_mail": {"template": "potwierdzenie"}, "delay": {"for": "5d"}, "keep": True},
]
MAIL, SMS, SMS_BY_NAME, COURIER, WEBHOOK, XML, NOTICE, LATE, KEPT = range(len(ORDERS))
PROCESS = {
    "process": "windykacja",
    "statuses": {
        "nowy": {"initial": True, "qualifier": "none"},
        "wyslane": {"title": "Wysłane", "qualifier": "none", "actions": ORDERS},
        "koniec": {"qualifier": "terminal"},
    },
}


async def new_case(office: Office, **more: Any) -> CaseId:
    """A case of the process with every action."""
    case = await office.new_case(**{"mail": "jan@example.com", "kwota": "100", **more})
    async with office.database.unit() as session:
        if await session.get(t.GraphDocument, "p2") is None:
            body, now = canonical(PROCESS), session.now
            sms = t.Template(
                hash="t2", name="przypomnienie", number=1, effect_class="transactional",
                channel="sms", subject="", body="Do zapłaty {{ record.kwota }}", created_at=now,
            )  # fmt: skip
            await session.put(t.GraphDocument(hash="p2", kind="process", body=body, created_at=now), sms)
        (await session.get_one(t.Case, case)).process_hash = "p2"
    return case


async def serve(office: Office, *services: tuple[str, str]) -> None:
    async with office.database.unit() as session:
        for kind, name in services:
            session.add(t.Service(name=name, kind=kind, adapter="http", options={}, updated_at=session.now))


async def planned(office: Office, case: CaseId, action: int) -> t.Effect:
    kind = compile_process(canonical(PROCESS)).nodes["wyslane"].tasks[action].kind
    effect = PlannedEffect(f"{case}/2/wyslane/{action}", kind, "wyslane", action)
    async with office.database.unit() as session:
        await effects.plan(session, await session.get_one(t.Case, case), [effect])
    return await office.get(t.Effect, effect.key)


@pytest.mark.parametrize(
    ("action", "services", "state", "service"),
    [
        (SMS, [("sms", "smsy")], None, "smsy"),
        (SMS, [], "service_unknown", ""),
        (SMS, [("sms", "smsy"), ("sms", "inne")], "service_ambiguous", ""),
        (SMS_BY_NAME, [("sms", "smsy"), ("sms", "inne")], None, "smsy"),
        (SMS_BY_NAME, [("webhook", "smsy")], "service_unknown", "smsy"),
        (COURIER, [("courier", "kurier")], None, "kurier"),
        (COURIER, [], "service_unknown", "kurier"),
        (WEBHOOK, [("webhook", "crm")], None, "crm"),
    ],
)
async def test_an_effect_goes_by_the_service_that_its_action_means(
    office: Office, action: int, services: list[tuple[str, str]], state: str | None, service: str
):
    await serve(office, *services)
    effect = await planned(office, await new_case(office), action)
    assert (effect.result, effect.args["service"]) == (state, service)
    assert effect.state == (EffectState.REJECTED if state else EffectState.PLANNED)
    assert effect.effect_class == EffectClass.TRANSACTIONAL


@pytest.mark.parametrize(
    ("action", "contact", "problem"),
    [(SMS, {"phone": ""}, "no_number"), (MAIL, {"mail": None}, "no_address"), (XML, {"mail": None}, None)],
)
async def test_a_customer_without_an_address_is_not_written_to(
    office: Office, action: int, contact: dict[str, Any], problem: str | None
):
    await serve(office, ("sms", "smsy"))
    assert (await planned(office, await new_case(office, **contact), action)).result == problem


async def test_a_number_not_to_be_called_gets_no_sms_even_if_it_was_planned_before(office: Office):
    await serve(office, ("sms", "smsy"))
    case = await new_case(office)
    effect = await planned(office, case, SMS)
    async with office.database.unit() as session:
        await block(session, case, "global")
    assert await office.ledger.claim(effect.key, 0, Letter("Firma", "+48600100200", "", "Tekst")) is None
    effect = await office.get(t.Effect, effect.key)
    assert (effect.state, effect.result) == ("rejected", "do_not_call")
    async with office.database.unit() as session:
        await session.delete(await session.get_one(t.Effect, effect.key))
    assert (await planned(office, case, SMS)).result == "do_not_call"


async def test_each_kind_is_drafted_with_what_it_tells(office: Office):
    await serve(office, ("sms", "smsy"), ("courier", "kurier"), ("webhook", "crm"))
    case = await new_case(office)
    drafts = {}
    for action in (SMS, COURIER, WEBHOOK, XML):
        job = await office.ledger.look((await planned(office, case, action)).key)
        assert isinstance(job.content, Draft)
        drafts[job.kind] = job.content
    assert (drafts["sms"].recipient, drafts["sms"].body) == ("+48600100200", "Do zapłaty {{ record.kwota }}")
    assert drafts["courier"].fields == PARCEL
    assert drafts["xml_mail"].recipient == "biuro@example.com"
    for kind in ("webhook", "xml_mail"):
        data = drafts[kind].data
        assert data is not None
        assert (data.campaign.name, data.contact.phones, dict(data.record or {})) == (
            "windykacja", ("+48600100200",), {"kwota": "100"},
        )  # fmt: skip


async def test_actions_that_wait_are_cancelled_when_their_status_is_left_unless_kept(office: Office):
    case = await new_case(office)
    process, rules, now = (
        compile_process(canonical(PROCESS)),
        Rules("Europe/Warsaw", timedelta(hours=1)),
        office.clock(),
    )
    cursor = advance(process, NEW_CASE, Created(now=now), rules).cursor
    for status in ("wyslane", "koniec"):
        step = advance(process, cursor, Saved(now=now, status=status, by="a"), rules)
        cursor = step.cursor
        record = StepRecord(case, cursor.number, cursor_to_json(cursor), now)
        await office.cases.commit_step(record)
    cancelled = await office.all(t.Effect, state="cancelled")
    assert [effect.args["action"] for effect in cancelled] == [LATE]
    assert KEPT in [waiting.action for waiting in cursor.standing.pending]
