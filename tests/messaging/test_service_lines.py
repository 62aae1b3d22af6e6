"""Knows that a message goes by its service as it is set up now, and that a service which cannot be used says why."""

from dataclasses import replace

import pytest

from domain.effects import Draft, EffectClass, EffectState, Job
from domain.errors import Invalid
from domain.services import OutsideService, ServiceKind
from messaging.services import Lines
from messaging.web import WebClient

CRM = OutsideService(
    "crm", ServiceKind.WEBHOOK, "standard", {"url": "https://crm.example/", "secret": "secret://podpis"}
)


class Book:
    """Services and secrets in memory."""

    def __init__(self, *services: OutsideService, **secrets: str) -> None:
        self.services, self.secrets = {one.name: one for one in services}, secrets

    async def service(self, name: str) -> OutsideService | None:
        return self.services.get(name)

    async def secret(self, name: str) -> str | None:
        return self.secrets.get(name)

    async def keep_receipt(self, service: str, reference: int, phone: str, became: tuple[str, str]) -> None:
        raise NotImplementedError

    async def receipt(self, service: str, reference: int, phone: str) -> tuple[str, str] | None:
        raise NotImplementedError


def job(kind: str, service: str) -> Job:
    return Job(
        "key", kind, EffectState.PLANNED, 0, 0, EffectClass.TRANSACTIONAL, Draft(service), service=service
    )


async def test_a_line_is_kept_until_its_options_change_and_then_let_go():
    book = Book(CRM, podpis="whsec_AAAA")
    lines = Lines(book, WebClient())
    first = await lines(job("webhook", "crm"))
    closed: list[str] = []

    async def aclose() -> None:
        closed.append("first")

    first.transport.aclose = aclose
    assert await lines(job("webhook", "crm")) is first
    book.services["crm"] = replace(CRM, options={**CRM.options, "url": "https://other.example/"})
    assert await lines(job("webhook", "crm")) is not first
    assert closed == ["first"]


@pytest.mark.parametrize(
    ("services", "kind", "code"),
    [
        ((), "webhook", "service_unknown"),
        ((CRM,), "sms", "service_unknown"),
        ((replace(CRM, options={**CRM.options, "secret": "secret://inny"}),), "webhook", "secret_unknown"),
        ((replace(CRM, adapter="stary"),), "webhook", "service_outdated"),
        ((replace(CRM, options={"adres": "x"}),), "webhook", "service_outdated"),
    ],
)
async def test_a_service_that_cannot_be_used_says_why(
    services: tuple[OutsideService, ...], kind: str, code: str
):
    lines = Lines(Book(*services, podpis="whsec_AAAA"), WebClient())
    with pytest.raises(Invalid) as refused:
        await lines(job(kind, "crm"))
    assert [problem.code for problem in refused.value.problems] == [code]
