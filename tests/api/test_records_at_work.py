"""Records as agents work on them: what may be saved after which contact, who gets no other, who is not called."""

from dataclasses import dataclass
from typing import Any

import pytest
from office import NODE, Office
from people import CAMPAIGN, PROCESS, Center

from db.registrations import Registrations
from db.tables import Case
from domain.access import Role
from domain.ids import AgentId, CampaignId
from domain.outcomes import Outcome

DIALS = {"dial": {"mode": "progressive"}}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STATUSES = PROCESS.replace("process: windykacja", "process: statusy") + (
    "  sprzedaz: {qualifier: success-terminal, available_after: [answered]}\n"
    "  rozmowa: {qualifier: terminal, available_after: [answered]}\n"
    "  nikogo: {qualifier: terminal, available_after: [no_answer]}\n"
    "  zajete: {qualifier: terminal, available_after: [busy]}\n"
    "  blad: {qualifier: terminal, available_after: [error]}\n"
    "  fax: {qualifier: terminal, available_after: [fax]}\n"
    "  mail: {qualifier: terminal, available_after: [mail]}\n"
    "  sms: {qualifier: terminal, available_after: [sms]}\n"
    "  czat: {qualifier: terminal, available_after: [chat]}\n"
    "  salon: {qualifier: terminal, available_after: [none]}\n"
)


@dataclass
class Desk:
    """A center whose agent sits at a phone, with the switch that tests play."""

    center: Center
    switch: Office

    async def case(self, case_id: str) -> dict[str, Any]:
        return (await self.center.agent.get(f"/cases/{case_id}")).json()

    async def save(self, case_id: str, status: str, key: str = "k", **more: Any) -> Any:
        path, headers = f"/cases/{case_id}/disposition", {"Idempotency-Key": f"{case_id}-{key}-{status}"}
        return await self.center.agent.post(path, json={"status": status, **more}, headers=headers)

    async def leaves_unhandled(self, caller: str) -> str:
        """A customer calls, and the agent saves nothing afterwards; the id of the case."""
        call, _ = await self.switch.talk(caller)
        await self.switch.hang_up(call)
        await self.switch.presence.end_wrap_up(AgentId(self.center.ids["agent"]))
        found = (await self.center.agent.get("/cases", params={"q": caller})).json()["items"]
        assert found[0]["unhandled_by"] == self.center.ids["agent"]
        return found[0]["id"]

    async def claims(self) -> list[str]:
        """The cases that the dialer would dial now."""
        dials = await self.switch.dialer.claim(self.switch.campaign, NODE)
        return [dial.case_id for dial in dials]

    async def unhandled(self) -> Any:
        return (await self.center.agent.get("/agents/me")).json()["now"]["unhandled"]


@pytest.fixture
async def desk(center: Center) -> Desk:
    made = await center.administrator.post("/phones", json={"name": "p1", "agent_id": center.ids["agent"]})
    assert made.status_code == 201
    await Registrations(center.database).exactly(["p1"])
    return Desk(center, Office(center.database, center.clock))


async def opened(desk: Desk, **campaign: Any) -> None:
    """The campaign is on, and the agent waits for work."""
    found = await desk.center.open_campaign(**DIALS | campaign)
    desk.switch.campaign = CampaignId(found["id"])
    assert (await desk.center.agent.put("/agents/me/state", json={"work": True})).status_code == 200


@pytest.mark.feature("FCC-11", "FCC-12")
async def test_agent_with_too_many_unhandled_records_gets_no_other_until_few_enough_are_left(desk: Desk):
    await opened(desk, records={"unhandled": {"limit": 2, "unblock": 0}})
    first = await desk.leaves_unhandled("+48600100201")
    second = await desk.leaves_unhandled("+48600100202")
    told = {"campaign": "windykacja", "count": 2, "limit": 2, "unblock": 0, "blocked": True}
    assert await desk.unhandled() == [told]
    waiting = (await desk.center.add_case())["id"]
    assert await desk.claims() == []
    refused = await desk.center.agent.post(f"/cases/{waiting}/recall", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_unhandled")
    assert (await desk.save(first, "odmowa")).status_code == 200
    assert await desk.unhandled() == [{**told, "count": 1}]
    assert await desk.claims() == []
    assert (await desk.save(second, "odmowa")).status_code == 200
    assert await desk.unhandled() == [{**told, "count": 0, "blocked": False}]
    assert await desk.claims() == [waiting]


@SQLITE
@pytest.mark.feature("FCC-12")
async def test_block_is_lifted_at_the_threshold_that_the_campaign_sets(desk: Desk):
    await opened(desk, records={"unhandled": {"limit": 3, "unblock": 1}})
    first, second, _ = [await desk.leaves_unhandled(f"+4860010020{number}") for number in range(1, 4)]
    waiting = (await desk.center.add_case())["id"]
    assert (await desk.save(first, "odmowa")).status_code == 200
    assert [(each["count"], each["blocked"]) for each in await desk.unhandled()] == [(2, True)]
    assert await desk.claims() == []
    assert (await desk.save(second, "odmowa")).status_code == 200
    assert [(each["count"], each["blocked"]) for each in await desk.unhandled()] == [(1, False)]
    assert await desk.claims() == [waiting]


async def test_callers_are_connected_also_to_an_agent_who_gets_no_other_record(desk: Desk):
    await opened(desk, records={"unhandled": {"limit": 1}})
    await desk.leaves_unhandled("+48600100201")
    assert (await desk.unhandled())[0]["blocked"]
    _, offer = await desk.switch.wait_in_queue("+48600100202")
    assert offer is not None


@SQLITE
@pytest.mark.feature("FCC-111")
async def test_significant_fields_identify_the_record_in_the_list_of_calls(desk: Desk):
    await opened(desk, fields={"phone": {"significant": True}, "klient": {"significant": True}})
    await desk.center.add_case("+48600100201", klient="ACME")
    await desk.leaves_unhandled("+48600100201")
    (call,) = (await desk.center.agent.get("/calls")).json()["items"]
    assert {item["field"]: item["value"] for item in call["significant"]} == {
        "phone": "+48600100201",
        "klient": "ACME",
    }


@pytest.mark.feature("FCC-160")
@pytest.mark.parametrize("campaign", ["windykacja", None])
async def test_number_on_the_do_not_call_list_is_not_dialled_and_the_case_says_why(
    desk: Desk, campaign: str | None
):
    await opened(desk)
    case = (await desk.center.add_case())["id"]
    body = {"number": "600 100 200", "campaign": campaign, "reason": "na życzenie"}
    blocked = await desk.center.manager.post("/do-not-call", json=body)
    assert (blocked.status_code, blocked.json()["number"]) == (201, "+48600100200")
    again = await desk.center.manager.post("/do-not-call", json=body)
    assert again.json()["id"] == blocked.json()["id"]
    assert await desk.claims() == []
    assert await desk.switch.dialer.next_due(desk.switch.campaign) is None
    assert (await desk.case(case))["do_not_call"] == ("campaign" if campaign else "global")
    listed = (await desk.center.manager.get("/do-not-call", params={"number": "+48600100200"})).json()
    assert [(item["number"], item["campaign"]) for item in listed["items"]] == [("+48600100200", campaign)]
    assert (await desk.center.manager.delete(f"/do-not-call/{blocked.json()['id']}")).status_code == 204
    assert (await desk.case(case))["do_not_call"] is None
    assert await desk.claims() == [case]


@pytest.mark.feature("FCC-160")
async def test_number_that_is_blocked_after_the_claim_is_not_dialled_either(desk: Desk):
    await opened(desk)
    case = (await desk.center.add_case())["id"]
    (dial,) = await desk.switch.dialer.claim(desk.switch.campaign, NODE)
    await desk.center.manager.post("/do-not-call", json={"number": "+48600100200"})
    assert await desk.switch.dialer.begin(dial.attempt_id) is None
    assert (await desk.switch.get(Case, case)).attempt_id is None


async def test_number_that_was_replaced_after_the_claim_is_not_dialled(desk: Desk):
    await opened(desk)
    await desk.center.add_case()
    (dial,) = await desk.switch.dialer.claim(desk.switch.campaign, NODE)
    case = await desk.case(dial.case_id)
    version = {"If-Match": f'"{case["etag"]}"'}
    path = f"/cases/{case['id']}/contact"
    changed = await desk.center.agent.patch(path, json={"phones": ["+48600100999"]}, headers=version)
    assert changed.status_code == 200
    assert await desk.switch.dialer.begin(dial.attempt_id) is None
    (dial,) = await desk.switch.dialer.claim(desk.switch.campaign, NODE)
    assert dial.number == "+48600100999"


async def test_supervisor_takes_a_number_off_the_own_list_but_not_off_that_of_all(center: Center):
    await center.hire("nadzorca", Role.AGENT, Role.SUPERVISOR)
    await center.open_campaign(members=[*CAMPAIGN["members"], {"agent": "nadzorca@example.com"}])
    for campaign, status in (("windykacja", 204), (None, 409)):
        body = {"number": "+48600100200", "campaign": campaign}
        block = (await center.nadzorca.post("/do-not-call", json=body)).json()
        assert (await center.nadzorca.delete(f"/do-not-call/{block['id']}")).status_code == status
    assert (await center.supervisor.get("/do-not-call")).json()["items"][0]["campaign"] is None
    unseen = await center.supervisor.post(
        "/do-not-call", json={"number": "+48600100201", "campaign": "windykacja"}
    )
    assert unseen.status_code == 404


@SQLITE
@pytest.mark.feature("FCC-120")
async def test_after_a_talk_the_statuses_for_a_talk_can_be_saved_and_no_others(desk: Desk):
    await desk.center.publish("process", "statusy", STATUSES)
    await opened(desk, process="statusy")
    case = await desk.leaves_unhandled("+48600100201")
    refused = await desk.save(case, "nikogo")
    assert (refused.status_code, refused.json()["code"]) == (422, "status_not_available")
    assert (await desk.save(case, "rozmowa")).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-121", "FCC-122", "FCC-123")
@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.NO_ANSWER, "nikogo"),
        (Outcome.BUSY, "zajete"),
        (Outcome.NETWORK_ERROR, "blad"),
        (Outcome.INVALID_NUMBER, "blad"),
        (Outcome.FAX, "fax"),
    ],
)
async def test_after_an_attempt_the_statuses_for_its_outcome_can_be_saved(
    desk: Desk, outcome: Outcome, status: str
):
    await desk.center.publish("process", "statusy", STATUSES)
    await opened(desk, process="statusy")
    case = (await desk.center.add_case())["id"]
    (dial,) = await desk.switch.dialer.claim(desk.switch.campaign, NODE)
    desk.center.clock.forward(seconds=1)
    assert await desk.switch.dialer.begin(dial.attempt_id) is not None
    await desk.switch.dialer.settle(dial.attempt_id, outcome, "17")
    assert (await desk.save(case, "rozmowa")).json()["code"] == "status_not_available"
    saved = await desk.save(case, status)
    assert saved.status_code == 200, saved.text


@SQLITE
@pytest.mark.feature("FCC-124", "FCC-125", "FCC-127")
@pytest.mark.parametrize(("channel", "status"), [("mail", "mail"), ("sms", "sms"), ("chat", "czat")])
async def test_after_a_message_the_statuses_for_its_channel_can_be_saved(
    desk: Desk, channel: str, status: str
):
    await desk.center.publish("process", "statusy", STATUSES)
    await opened(desk, process="statusy")
    case = (await desk.center.add_case())["id"]
    told = await desk.center.manager.post(f"/cases/{case}/events", json={"event": channel})
    assert told.status_code == 202
    assert (await desk.save(case, "rozmowa")).json()["code"] == "status_not_available"
    assert (await desk.save(case, status)).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-17", "FCC-119")
async def test_without_a_contact_what_is_meant_for_it_and_any_success_can_be_saved(desk: Desk):
    await desk.center.publish("process", "statusy", STATUSES)
    await opened(desk, process="statusy")
    first, second = [(await desk.center.add_case(f"+4860010020{n}"))["id"] for n in (1, 2)]
    assert (await desk.save(first, "rozmowa")).json()["code"] == "status_not_available"
    assert (await desk.save(first, "salon")).status_code == 200
    sold = await desk.save(second, "sprzedaz")
    assert (sold.status_code, sold.json()["credited_to"]) == (200, desk.center.ids["agent"])


@SQLITE
@pytest.mark.feature("FCC-17", "FCC-25", "FCC-119")
async def test_without_a_contact_the_campaign_can_forbid_a_status_and_a_callback_apart(desk: Desk):
    await desk.center.publish("process", "statusy", STATUSES)
    await opened(desk, process="statusy", agents_may={"classify_without_call": False})
    case = (await desk.center.add_case())["id"]
    forged = await desk.center.agent.post(f"/cases/{case}/events", json={"event": "sms"})
    assert (forged.status_code, forged.json()["code"]) == (403, "role_needed")
    for status in ("salon", "sprzedaz"):
        refused = await desk.save(case, status)
        assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    agreed = await desk.save(case, "obiecal", callback_at="2026-12-01T10:00")
    assert (agreed.status_code, agreed.json()["due_wall"]) == (200, "2026-12-01T10:00:00")
    etag = (await desk.center.designer.get("/campaigns/windykacja")).headers["etag"]
    document = CAMPAIGN | DIALS | {"process": "statusy", "agents_may": {"recontact_without_call": False}}
    put = await desk.center.designer.put("/campaigns/windykacja", json=document, headers={"If-Match": etag})
    assert put.status_code == 200, put.text
    refused = await desk.save(case, "obiecal", "again", callback_at="2026-12-02T10:00")
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    refused = await desk.center.agent.post(f"/cases/{case}/recall", json={"at": "2026-12-05T10:00"})
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    assert (await desk.save(case, "salon")).status_code == 200


@SQLITE
@pytest.mark.feature("FCC-17", "FCC-120")
async def test_agent_does_not_save_by_the_talk_of_a_colleague(desk: Desk):
    await desk.center.hire("ewa", Role.AGENT)
    await desk.center.publish("process", "statusy", STATUSES)
    members = [{"agent": "agent@example.com"}, {"agent": "ewa@example.com"}]
    await opened(desk, process="statusy", members=members, agents_may={"classify_without_call": False})
    case = await desk.leaves_unhandled("+48600100201")
    path, body = f"/cases/{case}/disposition", {"status": "rozmowa"}
    refused = await desk.center.ewa.post(path, json=body, headers={"Idempotency-Key": "e"})
    assert (refused.status_code, refused.json()["code"]) == (403, "agents_may_not")
    assert (await desk.case(case))["unhandled_by"] == desk.center.ids["agent"]
    assert (await desk.save(case, "rozmowa")).status_code == 200
