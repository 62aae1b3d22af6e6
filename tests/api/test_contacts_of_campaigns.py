"""One person known in several campaigns: what those who work in only one of them see, and change."""

import asyncio
from typing import Any

import pytest
from people import CAMPAIGN, Center

from domain.access import Role

PHONE, SECOND = "+48600100200", "+48600100299"


@pytest.fixture
async def two_campaigns(center: Center) -> Center:
    """`agent` works in windykacja, `ewa` in druga."""
    await center.open_campaign()
    await center.hire("ewa", Role.AGENT)
    other = {"campaign": "druga", "numbers": [], "members": [{"agent": "ewa@example.com"}]}
    assert (await center.designer.put("/campaigns/druga", json=CAMPAIGN | other)).status_code == 200
    return center


async def add(center: Center, by: str, campaign: str, **contact: Any) -> dict[str, Any]:
    body = {"contact": {"phones": [PHONE], **contact}, "fields": {}}
    added = await center.clients[by].post(f"/campaigns/{campaign}/cases", json=body)
    assert added.status_code == 201, added.text
    return added.json()


async def read(center: Center, by: str, case: dict[str, Any]) -> dict[str, Any]:
    return (await center.clients[by].get(f"/cases/{case['id']}")).json()


async def correct(center: Center, by: str, case: dict[str, Any], **contact: Any) -> Any:
    path, version = f"/cases/{case['id']}/contact", {"If-Match": f'"{case["etag"]}"'}
    return await center.clients[by].patch(path, json=contact, headers=version)


@pytest.mark.hostile("H32")
@pytest.mark.parametrize("uploader", ["ewa", "manager"])
async def test_number_known_elsewhere_neither_shows_nor_extends_the_contact_of_the_other_campaign(
    two_campaigns: Center, uploader: str
):
    theirs = await add(
        two_campaigns, "agent", "windykacja", name="Jan", phones=[PHONE, SECOND], emails=["jan@example.com"]
    )
    body = {"name": "Ktoś", "emails": ["ktos@example.com"]}
    mine = await read(two_campaigns, "ewa", await add(two_campaigns, uploader, "druga", **body))
    shown = {name: mine["contact"][name] for name in ("name", "phones", "emails")}
    assert shown == {"name": "Ktoś", "phones": [PHONE], "emails": ["ktos@example.com"]}
    assert mine["contact"]["id"] != theirs["contact"]["id"]
    assert (
        await correct(two_campaigns, "ewa", mine, name="Nikt", phones=["+48600100111"])
    ).status_code == 200
    assert await read(two_campaigns, "agent", theirs) == theirs
    assert (await two_campaigns.ewa.get("/cases", params={"q": SECOND})).json()["items"] == []


async def test_number_known_in_the_campaign_is_the_same_person_who_keeps_the_first_number(
    two_campaigns: Center,
):
    first = await add(two_campaigns, "agent", "windykacja", name="Jan", emails=["jan@example.com"])
    again = await add(two_campaigns, "agent", "windykacja", phones=[PHONE, SECOND])
    assert again["contact"] == first["contact"] | {"phones": [PHONE, SECOND]}
    seen = (await two_campaigns.agent.get(f"/cases/{first['id']}/history")).json()["items"]
    assert [(row["edge"], row["note"]) for row in seen][1:] == [("changed.contact", f"+ {SECOND}")]


async def test_of_two_who_correct_one_contact_through_two_cases_the_second_hears_of_the_first(
    two_campaigns: Center,
):
    one = await add(two_campaigns, "agent", "windykacja", name="Jan")
    other = await add(two_campaigns, "agent", "windykacja")
    assert (await correct(two_campaigns, "agent", one, phones=[SECOND])).status_code == 200
    lost = await correct(two_campaigns, "manager", other, phones=["+48600100111"])
    assert (lost.status_code, lost.json()["code"]) == (412, "changed_meanwhile")
    assert lost.json()["theirs"]["contact"]["phones"] == [SECOND]
    assert "this case since you read it" in lost.json()["detail"]
    present = lost.json()["theirs"]
    kept = await correct(two_campaigns, "manager", present, phones=["+48600100111", SECOND])
    assert kept.json()["contact"]["phones"] == ["+48600100111", SECOND]
    for case in (one, other):
        rows = (await two_campaigns.agent.get(f"/cases/{case['id']}/history")).json()["items"]
        assert [row["edge"] for row in rows][-2:] == ["changed.contact", "changed.contact"]


async def test_of_two_corrections_at_the_same_moment_through_two_cases_exactly_one_wins(
    two_campaigns: Center,
):
    cases = [await add(two_campaigns, "agent", "windykacja", name="Jan") for _ in range(2)]
    both = [await read(two_campaigns, "agent", case) for case in cases]
    numbers = (SECOND, "+48600100111")
    tries = [
        correct(two_campaigns, "agent", case, phones=[number])
        for case, number in zip(both, numbers, strict=True)
    ]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    for case in both:
        seen = await read(two_campaigns, "agent", case)
        assert seen["contact"]["phones"] == winner["contact"]["phones"]
