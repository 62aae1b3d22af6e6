"""An order to a courier is made once by the ledger, from the texts of a process and the data of a case."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from fakes.gls_server import GlsServer, gls_server
from fakes.mail_ledger import MailLedger

from domain.effects import Draft, EffectClass, EffectState, Job, Letter
from messaging.courier.channel import courier_line
from messaging.courier.gls import GlsCourier, GlsService
from messaging.sending import Line, NotSettled, Sender
from messaging.web import WebClient

KEY = "case:17:courier:4"
TEXTS = {
    "name": "{{ contact.name }}",
    "street": "{{ record.ulica }}",
    "postcode": "{{ record.kod }}",
    "city": "{{ record.miasto }}",
    "phone": "{{ contact.phone }}",
    "weight_kg": "0,5",
    "reference": "SPR-{{ case.number }}",
}
CONTEXT: dict[str, object] = {
    "contact": {"name": "Anna {{ agent.name }}", "phone": "+48601234567", "mail": ""},
    "case": {"number": 17, "status": "wyslany", "due": ""},
    "record": {"ulica": "Prosta 51", "kod": "00-838", "miasto": "Łódź"},
}


@pytest.fixture
async def gls() -> AsyncGenerator[GlsServer]:
    async with gls_server() as server:
        yield server


def _sender(gls: GlsServer, ledger: MailLedger) -> Sender:
    async def reveal(_name: str) -> str:
        return gls.password

    service = GlsService(adapter="gls", url=gls.url, username=gls.username, password="secret://gls")
    line = courier_line(GlsCourier(service, reveal, WebClient((ip_network("127.0.0.0/8"),))))

    async def channel(_job: Job) -> Line[object]:
        return line

    return Sender(ledger, {"courier": channel})


def _job(texts: dict[str, str], effect_class: EffectClass = EffectClass.TRANSACTIONAL) -> Job:
    draft = Draft(recipient="", fields=texts, context=CONTEXT)
    return Job(KEY, "courier", EffectState.PLANNED, 0, 0, effect_class, draft)


def _reference(gls: GlsServer) -> str:
    return str(next(iter(gls.box)))


async def test_a_parcel_is_ordered_with_the_case_s_data_and_its_order_kept(gls: GlsServer):
    ledger = MailLedger(_job(TEXTS))
    assert await _sender(gls, ledger).perform(KEY)
    assert ledger.notes[KEY].reference == _reference(gls)
    kept = ledger.jobs[KEY].content
    assert isinstance(kept, Letter)
    assert (kept.recipient, kept.subject) == ("Anna {{ agent.name }}", "SPR-17")
    assert '"city": "Łódź"' in kept.body
    assert await _sender(gls, ledger).perform(KEY)
    assert len(gls.box) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"postcode": "{{ record.miasto }}"}, "parcel_postcode_polish"),
        ({"street": "{{ contact.mail }}"}, "parcel_missing"),
        ({"city": "{{ record.nieznane }}"}, "parcel_missing"),
    ],
)
async def test_a_parcel_that_cannot_be_delivered_is_rejected_with_its_reason(
    gls: GlsServer, wrong: dict[str, str], code: str
):
    ledger = MailLedger(_job({**TEXTS, **wrong}))
    assert not await _sender(gls, ledger).perform(KEY)
    assert ledger.jobs[KEY].state is EffectState.REJECTED
    assert ledger.notes[KEY].reason == code
    assert gls.calls == []


@pytest.mark.parametrize("lost", ["cut", "fail"])
async def test_an_order_whose_answer_was_lost_is_looked_up_and_made_once(gls: GlsServer, lost: str):
    gls.lose = lost
    ledger = MailLedger(_job(TEXTS))
    with pytest.raises(NotSettled):
        await _sender(gls, ledger).perform(KEY)
    assert await _sender(gls, ledger).perform(KEY)
    assert ledger.notes[KEY].reference == _reference(gls)
    assert len(gls.box) == 1


@pytest.mark.parametrize(
    ("effect_class", "ends"),
    [(EffectClass.TRANSACTIONAL, EffectState.CONFIRMED), (EffectClass.MARKETING, EffectState.UNKNOWN)],
)
async def test_an_order_that_never_arrived_is_repeated_only_when_it_must_arrive(
    gls: GlsServer, effect_class: EffectClass, ends: EffectState
):
    ledger = MailLedger(_job(TEXTS, effect_class))
    sender = _sender(gls, ledger)
    job = await ledger.look(KEY)
    ledger.jobs[KEY] = replace(job, state=EffectState.ATTEMPTING, attempts=1, since=timedelta(seconds=1))
    with pytest.raises(NotSettled):
        await sender.perform(KEY)
    ledger.jobs[KEY] = replace(ledger.jobs[KEY], since=timedelta(minutes=1))
    assert await sender.perform(KEY) is (ends is EffectState.CONFIRMED)
    assert ledger.jobs[KEY].state is ends
    assert len(gls.box) == (ends is EffectState.CONFIRMED)
