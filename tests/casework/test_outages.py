"""Everything is down while much falls due; once it is back, each due thing is done once and in its order."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.outcomes import Outcome
from tests.casework.dialling import PROGRESSIVE, PlayedGateway, played_gateway
from tests.casework.office import CaseOffice
from tests.installation import until

RECALLS = 4


def mail(name: str, after: str) -> dict[str, Any]:
    return {"send_mail": {"template": name}, "delay": {"for": after}}


STATUSES: dict[str, Any] = {
    "nowy": {"initial": True, "qualifier": "unused"},
    "umowiony": {"qualifier": "callback-public-agent", "on_dialer": {"no_answer": "stay"}},
    "przypomnienia": {
        "qualifier": "waiting",
        "actions": [mail("pierwsze", "3s"), mail("drugie", "4s")],
        "on_time": [{"after": "5s", "then": "po-czasie"}],
    },
    "po-czasie": {"for": "system", "qualifier": "waiting", "on_time": [{"after": "1s", "then": "koniec"}]},
    "pilne": {
        "qualifier": "waiting",
        "sla": {"limit": "5s", "warning": "2s", "then": "eskalacja"},
    },
    "eskalacja": {"for": "system", "qualifier": "callback-public-relative", "after": "1d"},
    "koniec": {"for": "system", "qualifier": "terminal"},
}


@pytest.mark.fault("T8")
async def test_all_that_fell_due_while_everything_was_down_is_done_once_in_order_and_at_the_pace_of_the_campaign(
    office: CaseOffice,
):
    for name in ("pierwsze", "drugie"):
        await office.template(name, f"{name} {office.tag}", "{{ case.number }}")
    basia = await office.hire_agent("basia")
    await office.set_up(STATUSES, basia, **PROGRESSIVE)
    address = f"klient-{office.tag}@example.com"
    reminded, urgent = await office.add(emails=(address,)), await office.add(office.customer(1))
    recalls = [await office.add(office.customer(2 + number)) for number in range(RECALLS)]
    async with played_gateway(office) as gateway:
        await gateway.comes_to_work(basia)
        began = datetime.now(UTC)
        agreed = [began + timedelta(seconds=5 + number / 2) for number in range(RECALLS)]
        await asyncio.gather(
            office.save(reminded, "przypomnienia"),
            office.save(urgent, "pilne"),
            *(
                office.save(case, "umowiony", callback_at=at.isoformat())
                for case, at in zip(reversed(recalls), agreed, strict=True)
            ),
        )
        assert await gateway.claims() == await office.mails(address) == []
        office.house.goes_down()
        over = began + timedelta(seconds=7)
        await until(lambda: datetime.now(UTC) > over, 10, "all of it is overdue")
        office.house.comes_back()
        await office.becomes_status(reminded, "koniec", 30)
        await office.becomes_status(urgent, "eskalacja")
        assert await office.edges(reminded) == ["created", "saved", "on_time.0", "on_time.0"]
        assert await office.edges(urgent) == ["created", "saved", "sla.warning", "sla"]
        assert await dialled(gateway, recalls) == recalls[::-1]
    mails = [each["subject"] for each in await office.mails(address)]
    assert sorted(mails) == [f"drugie {office.tag}", f"pierwsze {office.tag}"]


async def dialled(gateway: PlayedGateway, cases: list[str]) -> list[str]:
    """Who is dialled until nobody is due: one at a time, since one agent works."""
    order: list[str] = []
    for _ in cases:
        (dial,) = await gateway.claims()
        assert await gateway.claims() == []
        await gateway.ends(dial, Outcome.NO_ANSWER)
        order.append(dial.case_id)

    async def heard() -> bool:
        return not [case for case in cases if (await gateway.office.case(case))["attempt_id"]]

    await until(heard, 10, "all cases have heard how it ended")
    assert await gateway.claims() == []
    return order
