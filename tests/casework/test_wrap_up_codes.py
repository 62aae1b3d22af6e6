"""The default wrap-up codes, published from the examples: what the system sets after an attempt, and what agents do."""

import asyncio
from datetime import datetime, timedelta

import pytest

from domain.outcomes import Outcome
from tests.casework.dialling import PROGRESSIVE, played_gateway
from tests.casework.office import CaseOffice

CODES = "kody-zakonczenia"
BY_THE_SYSTEM = {
    Outcome.MACHINE: ("automatyczna-sekretarka", timedelta(hours=4)),
    Outcome.BUSY: ("zajety", timedelta(minutes=15)),
    Outcome.FAX: ("faks", None),
    Outcome.NO_ANSWER: ("brak-odpowiedzi", timedelta(hours=2)),
}


@pytest.mark.feature("WBX-20", "WBX-21", "WBX-23", "WBX-24", "WBX-25")
async def test_system_sets_the_codes_of_attempts_and_agents_those_of_talks(office: CaseOffice):
    await opened(office)
    attempts = [*BY_THE_SYSTEM, Outcome.ANSWERED, Outcome.ANSWERED]
    cases = [await office.add(office.customer(last)) for last in range(len(attempts))]
    async with played_gateway(office) as gateway:
        await gateway.comes_to_work(office.anna)
        for case, outcome in zip(cases, attempts, strict=True):
            await gateway.dials(case, outcome)
    for case, (outcome, (code, back)) in zip(cases, BY_THE_SYSTEM.items(), strict=False):
        await office.becomes_status(case, code)
        row = (await office.history(case))[-1]
        assert (row["edge"], row["ordered_by"]) == (f"on_dialer.{outcome}", "system")
        assert await comes_back(office, case) == back
    sold, recorded = cases[-2:]
    for case in (sold, recorded):
        await is_offered_the_codes_of_a_talk(office, case)
    saved = await office.save(sold, "sprzedaz")
    assert (saved["finished"], saved["credited_to"]) == (True, office.anna.id)
    saved = await office.save(recorded, "poczta-glosowa")
    assert (saved["finished"], saved["credited_to"]) == (False, None)
    assert await comes_back(office, recorded) == timedelta(hours=4)


async def opened(office: CaseOffice) -> None:
    """The manager maps the codes to the agents of a campaign by naming their process there."""
    done = await asyncio.to_thread(office.command, "examples", "publish", CODES)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    office.anna = await office.hire_agent("anna")
    document = office.campaign(office.anna, direction="outbound", process=CODES, **PROGRESSIVE)
    document.pop("ivr")
    await office.open(document)


async def is_offered_the_codes_of_a_talk(office: CaseOffice, case: str) -> None:
    """And none that only the system sets."""
    choices = (await office.anna.client.get(f"/cases/{case}/choices"))["items"]
    assert [(each["status"], each["title"]) for each in choices] == [
        ("sprzedaz", "Sprzedaż"),
        ("poczta-glosowa", "Poczta głosowa"),
    ]
    refused = await office.refused(case, "zajety")
    assert [problem["code"] for problem in refused["problems"]] == ["status_not_allowed"]


async def comes_back(office: CaseOffice, case: str) -> timedelta | None:
    """How long after its last step the case is due."""
    found, row = await office.case(case), (await office.history(case))[-1]
    if found["due_at"] is None:
        return None
    later = datetime.fromisoformat(found["due_at"]) - datetime.fromisoformat(row["at"])
    return timedelta(minutes=round(later / timedelta(minutes=1)))
