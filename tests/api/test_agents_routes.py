"""An agent at work through the API: phone, presence, campaigns, calls, wrap-up; and who may hang up."""

from typing import Any

import pytest
from office import NODE, NUMBER
from people import Center

from db.queues import Queues
from db.registrations import Registrations
from db.switch import Switchboard
from domain.access import Role
from domain.calls import Command, CommandKind, OpenCommand, Ringing
from domain.ids import CallId

READY = {"work": True}


async def test_agent_without_a_phone_cannot_become_available(center: Center):
    await center.open_campaign()
    answer = await center.agent.put("/agents/me/state", json=READY)
    assert (answer.status_code, answer.json()["code"]) == (409, "agent_without_phone")
    made = await center.administrator.post("/phones", json={"agent_id": center.ids["agent"]})
    assert made.status_code == 201
    assert len(made.json()["secret"]) >= 32
    answer = await center.agent.put("/agents/me/state", json=READY)
    assert (answer.status_code, answer.json()["code"]) == (409, "phone_not_registered")
    assert made.json()["name"] in answer.json()["detail"]
    await Registrations(center.database).exactly([made.json()["name"]])
    answer = await center.agent.put("/agents/me/state", json=READY)
    assert (answer.status_code, answer.json()["agent"]["state"]) == (200, "free")
    phone = (await center.administrator.get(f"/phones/{made.json()['id']}")).json()
    assert (phone["registered"], "secret" in phone) == (True, False)


@pytest.mark.parametrize(
    ("body", "presence", "of_type"),
    [
        ({"break": "lunch"}, "break", "lunch"),
        ({"break": True}, "break", None),
        ({"offline": True}, "offline", None),
    ],
)
async def test_agent_takes_a_break_and_goes(
    center: Center, body: dict[str, Any], presence: str, of_type: str | None
):
    await _ready(center)
    agent = (await center.agent.put("/agents/me/state", json=body)).json()["agent"]
    assert (agent["presence"], agent["break_type"], agent["state"]) == (presence, of_type, "away")


@pytest.mark.parametrize(
    "body", [{}, {"work": True, "break": "x"}, {"work": False}, {"work": "A B"}, {"break": 1}]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_state_that_is_none_or_two_is_refused(center: Center, body: dict[str, Any]):
    assert (await center.agent.put("/agents/me/state", json=body)).status_code == 422


async def test_agent_sees_the_call_the_case_and_what_comes(center: Center):
    await _ready(center)
    call_id = await _call(center)
    me = (await center.agent.get("/agents/me")).json()
    assert me["agent"]["state"] == "offered"
    assert me["now"]["offer"]["call_id"] == call_id
    assert me["now"]["offer"]["campaign"] == "windykacja"
    assert me["now"]["case"]["contact"]["phones"] == ["+48600100200"]
    await _answer(center, call_id)
    me = (await center.agent.get("/agents/me")).json()
    assert (me["agent"]["state"], me["now"]["call"]["state"], me["now"]["offer"]) == ("busy", "talking", None)
    live = (await center.supervisor.get("/calls", params={"live": True})).json()["items"]
    assert live == []
    live = (await center.manager.get("/calls", params={"live": True, "campaign": "windykacja"})).json()[
        "items"
    ]
    assert [item["id"] for item in live] == [call_id]
    assert len((await center.manager.get(f"/calls/{call_id}")).json()["legs"]) == 2


async def test_status_saved_in_wrap_up_frees_the_agent(center: Center):
    await _ready(center)
    call_id = await _call(center)
    await _answer(center, call_id)
    center.clock.forward(minutes=2)
    await Switchboard(center.database).call_ended(CallId(call_id), center.clock(), "16", "customer")
    me = (await center.agent.get("/agents/me")).json()
    assert (me["agent"]["state"], me["now"]["counters"]["talk_seconds"]) == ("wrap_up", 120)
    extended = (await center.agent.post("/agents/me/wrap-up/extend")).json()["agent"]
    assert extended["until"] > me["agent"]["until"]
    path = f"/cases/{me['now']['case']['id']}/disposition"
    body = {"status": "obiecal", "callback_at": "2026-11-30T10:00"}
    assert (await center.agent.post(path, json=body, headers={"Idempotency-Key": "d"})).status_code == 200
    await center.agent.post("/agents/me/wrap-up/end")
    me = (await center.agent.get("/agents/me")).json()
    assert (me["agent"]["state"], me["now"]["counters"]["saved"]) == ("free", 1)
    assert [recall["due_wall"] for recall in me["now"]["recalls"]] == ["2026-11-30T10:00:00"]
    recalls = (await center.agent.get("/recalls", params={"owner": center.ids["agent"]})).json()["items"]
    assert [recall["visibility"] for recall in recalls] == ["private"]


async def test_private_recall_is_hidden_from_colleagues(center: Center):
    await center.hire("anna", Role.AGENT)
    members = [{"agent": "agent@example.com"}, {"agent": "anna@example.com"}]
    await center.open_campaign(members=members)
    case = await center.add_case()
    body = {"status": "obiecal", "callback_at": "2026-11-30T10:00"}
    key = {"Idempotency-Key": "d"}
    assert (
        await center.agent.post(f"/cases/{case['id']}/disposition", json=body, headers=key)
    ).status_code == 200
    counts = [len((await client.get("/recalls")).json()["items"]) for client in (center.agent, center.anna)]
    assert counts == [1, 0]


async def test_agent_hangs_up_only_the_own_call(center: Center):
    await center.hire("anna", Role.AGENT)
    members = [{"agent": "agent@example.com"}, {"agent": "anna@example.com"}]
    await _ready(center, members=members)
    call_id = await _call(center)
    await _answer(center, call_id)
    path = f"/calls/{call_id}/hang-up"
    assert (await center.anna.post(path)).status_code == 404
    assert (await center.supervisor.post(path)).status_code == 404
    assert center.work.hung_up == []
    assert (await center.agent.post(path)).status_code == 202
    assert (await center.manager.post(path)).status_code == 202
    assert center.work.hung_up == [call_id, call_id]
    await Switchboard(center.database).call_ended(CallId(call_id), center.clock(), "16", "agent")
    ended = await center.agent.post(path)
    assert (ended.status_code, ended.json()["code"]) == (409, "call_ended")


async def test_agent_leaves_and_joins_a_campaign(center: Center):
    await center.open_campaign()
    path = "/agents/me/campaigns/windykacja"
    for logged_in in (False, True):
        assert (await center.agent.put(path, json={"logged_in": logged_in})).status_code == 204
        memberships = (await center.agent.get("/agents/me")).json()["agent"]["memberships"]
        assert [item["logged_in"] for item in memberships] == [logged_in]
    assert (await center.agent.put("/agents/me/campaigns/inna", json={})).status_code == 404


async def _ready(center: Center, **campaign: Any) -> None:
    await center.open_campaign(**campaign)
    made = await center.administrator.post(
        "/phones", json={"name": "biurko-1", "agent_id": center.ids["agent"]}
    )
    assert made.status_code == 201
    await Registrations(center.database).exactly(["biurko-1"])
    assert (await center.agent.put("/agents/me/state", json=READY)).status_code == 200


async def _call(center: Center) -> str:
    """A customer calls and is put into the queue."""
    ringing = Ringing(NODE, "e1", "1.1", "+48600100200", "Łukasz", NUMBER, center.clock())
    call = await Switchboard(center.database).arrive(ringing)
    assert call is not None
    assert await Queues(center.database).enter(call.call_id, None, None) is not None
    return call.call_id


async def _answer(center: Center, call_id: str) -> None:
    """The agent picks up, as the switch tells it."""
    me = (await center.agent.get("/agents/me")).json()["agent"]
    async with center.database.read() as session:
        from db.seats import locked

        seat = await locked(session, center.ids["agent"])
    assert seat is not None
    assert me["state"] == "offered"
    command = Command(
        call_id=CallId(call_id),
        number=1,
        node=NODE,
        kind=CommandKind.CONNECT,
        leg_id=seat.leg_id,  # pyright: ignore[reportArgumentType]
        agent_id=seat.agent_id,  # pyright: ignore[reportArgumentType]
        seat_id=seat.id,  # pyright: ignore[reportArgumentType]
        entry_id=seat.entry_id,  # pyright: ignore[reportArgumentType]
    )
    switch = Switchboard(center.database)
    await switch.open_command(OpenCommand(command, f"call-{call_id}", "r", "a1", center.clock()))
    assert command.leg_id is not None
    assert command.agent_id is not None
    await switch.agent_leg(command.call_id, command.leg_id, command.agent_id)
    await switch.command_talks(command.call_id, 1)


async def test_supervisor_changes_how_an_agent_takes_part_and_the_document_does_not_take_it_back(
    center: Center,
):
    nadzor = await center.hire("nadzor", Role.AGENT, Role.SUPERVISOR)
    members = [{"agent": "agent@example.com"}, {"agent": "nadzor@example.com"}]
    campaign = await center.open_campaign(members=members)
    path = f"/campaigns/windykacja/members/{center.ids['agent']}"
    changed = await nadzor.patch(path, json={"tier": 3, "mode": "outbound"})
    assert changed.status_code == 200, changed.text
    expected = {"tier": 3, "mode": "outbound", "score": 0, "position": 1, "logged_in": True}
    assert {name: changed.json()[name] for name in expected} == expected
    put = await center.designer.put(
        "/campaigns/windykacja", json=campaign["document"], headers={"If-Match": f'"{campaign["etag"]}"'}
    )
    assert put.status_code == 200, put.text
    (mine,) = (await nadzor.get(f"/agents/{center.ids['agent']}")).json()["memberships"]
    assert (mine["tier"], mine["mode"]) == (3, "outbound")
    noted = (await center.administrator.get("/audit")).json()["items"]
    assert [row["detail"]["tier"] for row in noted if row["action"] == "membership.changed"] == [3]


@pytest.mark.parametrize(
    "body", [{"tier": 0}, {"tier": "2"}, {"mode": "all"}, {"score": 1001}, {"agent_id": "x"}]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_place_in_a_campaign_that_cannot_be_is_refused(center: Center, body: dict[str, Any]):
    await center.open_campaign()
    path = f"/campaigns/windykacja/members/{center.ids['agent']}"
    assert (await center.manager.patch(path, json=body)).status_code == 422


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_supervisor_of_another_campaign_does_not_see_the_member(center: Center):
    await center.open_campaign()
    path = f"/campaigns/windykacja/members/{center.ids['agent']}"
    assert (await center.supervisor.patch(path, json={"tier": 2})).status_code == 404
    nobody = f"/campaigns/windykacja/members/{center.ids['supervisor']}"
    assert (await center.manager.patch(nobody, json={"tier": 2})).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_call_is_offered_to_the_tier_that_was_set_last(center: Center):
    await center.hire("ewa", Role.AGENT)
    await _ready(center, members=[{"agent": "agent@example.com"}, {"agent": "ewa@example.com"}])
    phone = {"name": "biurko-2", "agent_id": center.ids["ewa"]}
    assert (await center.administrator.post("/phones", json=phone)).status_code == 201
    await Registrations(center.database).exactly(["biurko-1", "biurko-2"])
    assert (await center.ewa.put("/agents/me/state", json=READY)).status_code == 200
    path = f"/campaigns/windykacja/members/{center.ids['agent']}"
    assert (await center.manager.patch(path, json={"tier": 2})).status_code == 200
    await _call(center)
    assert (await center.ewa.get("/agents/me")).json()["agent"]["state"] == "offered"
    assert (await center.agent.get("/agents/me")).json()["agent"]["state"] == "free"
