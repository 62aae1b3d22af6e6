"""Knows when a call that plays a message is planned, and what its case hears of it; and how a wait is ended."""

import asyncio
from dataclasses import replace

import pytest
from office import NODE, Office, canonical

from db import effects
from db import tables as t
from db.announcing import AT_ONCE
from db.do_not_call import block
from db.waits import CustomerAnswered, NotWaiting, end_wait
from domain.calls import CommandKind, CommandResult
from domain.cases import PlannedEffect
from domain.ids import CaseId
from graphs.ivr import compile_ivr

SAY = "Przypominamy o wizycie."
PROCESS = {
    "process": "wizyty",
    "statuses": {
        "nowy": {"initial": True, "qualifier": "none"},
        "dzwonimy": {
            "qualifier": "end-of-queue",
            "actions": [
                {"call_and_play": {"say": SAY}},
                {"call_and_play": {"say": SAY, "voice": "en"}, "keep": True},
                {"call_and_play": {"play": "nagranie"}},
            ],
        },
    },
}
PLAIN, KEPT, RECORDED = range(3)


async def order(office: Office, action: int = PLAIN, phone: str = "+48600100200") -> tuple[CaseId, str]:
    """A case in the status whose action has just ordered a call; the case and the key of the effect."""
    case = await office.new_case(phone)
    async with office.database.unit() as session:
        if await session.get(t.GraphDocument, "p-messages") is None:
            row = t.GraphDocument(
                hash="p-messages", kind="process", body=canonical(PROCESS), created_at=session.now
            )
            await session.put(row)
        found = await session.get_one(t.Case, case)
        found.process_hash, found.status = "p-messages", "dzwonimy"
        found.cursor = {**found.cursor, "status": "dzwonimy", "entered": 2}
        effect = PlannedEffect(f"{case}/2/dzwonimy/{action}", "call", "dzwonimy", action)
        await effects.plan(session, found, [effect])
    return case, effect.key


def heard(office: Office, case: str) -> list[tuple[str, bool]]:
    """What the case was told: the kind of each fact, and whether all went well."""
    return [
        (fact.payload["kind"], fact.payload["ok"])
        for fact in office.facts()
        if fact.workflow_id == f"case-{case}"
    ]


async def answered(office: Office) -> str:
    """The one message that may be played is dialled, and the customer answers: the call."""
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    assert await office.dialer.begin(dial.attempt_id) is not None
    return (await office.dialer.answered(dial.attempt_id, f"cc-{dial.attempt_id}", "e1")).call_id


async def test_message_is_dialled_without_an_agent_and_walks_the_tree_that_says_it(office: Office):
    case, key = await order(office)
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    assert (dial.case_id, dial.number, dial.agent_id, dial.trunk) == (case, "+48600100200", None, "operator")
    tree = compile_ivr((await office.get(t.GraphDocument, str(dial.ivr_hash))).body)
    (prompt,) = tree.prompts
    assert (prompt.text, prompt.voice) == (SAY, "pl")
    assert (await office.get(t.Prompt, prompt.hash)).text == SAY
    assert await office.dialer.claim(office.campaign, NODE) == []
    assert await office.dialer.begin(dial.attempt_id) == replace(dial, state="dialling")
    call = await office.dialer.answered(dial.attempt_id, "7.1", "e1")
    assert (call.ivr_hash, call.offer) == (dial.ivr_hash, None)
    assert (await office.get(t.Effect, key)).state == "attempting"


@pytest.mark.parametrize(
    ("result", "state", "outcome", "ok"),
    [("ok", "confirmed", "answered", True), ("hung_up", "rejected", "unhandled", False),
     ("failed", "rejected", "unhandled", False)],
)  # fmt: skip
@pytest.mark.parametrize("hangs_up_first", [True, False])
async def test_effect_ends_with_what_the_switch_says_of_the_message(
    office: Office, result: str, state: str, outcome: str, ok: bool, hangs_up_first: bool
):
    case, key = await order(office)
    call = await answered(office)
    await office.order(call, CommandKind.READ, prompts=("x",))
    if hangs_up_first:
        await office.hang_up(call)
        assert heard(office, case) == []
    await office.switch.command_done(call, 1, CommandResult(result))
    await office.hang_up(call)
    effect, attempt = await office.get(t.Effect, key), await office.get(t.Attempt, call)
    assert (effect.state, attempt.state, attempt.outcome) == (state, "ended", outcome)
    assert heard(office, case) == [("effect", ok)]
    assert (await office.get(t.Case, case)).attempt_id is None


async def test_customer_who_hangs_up_before_anything_is_played_has_not_heard_it(office: Office):
    case, key = await order(office)
    await office.hang_up(await answered(office))
    assert heard(office, case) == [("effect", False)]
    assert (await office.get(t.Effect, key)).result == "unhandled"


@pytest.mark.parametrize(("cause", "state"), [("17", "rejected"), ("unknown", "unknown")])
async def test_customer_who_is_not_reached_is_told_as_the_end_of_the_effect_alone(
    office: Office, cause: str, state: str
):
    case, key = await order(office)
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    await asyncio.gather(*(office.dialer.settle(dial.attempt_id, "busy", cause) for _ in range(3)))
    assert heard(office, case) == [("effect", False)]
    assert (await office.get(t.Effect, key)).state == state
    async with office.database.read() as session:
        assert await effects.unsettled(session, case) == ()


async def test_message_waits_for_the_calling_windows_and_for_the_campaign_to_be_on(office: Office):
    await order(office)
    etag = (await office.get(t.Campaign, office.campaign)).etag
    windows = office.document([{"days": "mon", "hours": "10:30-20:00"}])
    await office.set(t.Campaign, office.campaign, document=windows, etag=etag + 1)
    assert await office.dialer.claim(office.campaign, NODE) == []
    office.clock.forward(hours=1)
    await office.set(t.Campaign, office.campaign, on=False)
    assert await office.dialer.claim(office.campaign, NODE) == []
    await office.set(t.Campaign, office.campaign, on=True)
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.set(t.Campaign, office.campaign, on=False)
    assert await office.dialer.begin(dial.attempt_id) is None
    await office.set(t.Campaign, office.campaign, on=True)
    (again,) = await office.dialer.claim(office.campaign, NODE)
    assert again.attempt_id != dial.attempt_id
    office.clock.forward(seconds=11)
    assert await office.dialer.release_stale(office.clock.now) == 1
    assert len(await office.dialer.claim(office.campaign, NODE)) == 1


async def test_number_that_must_not_be_called_or_is_missing_ends_the_effect_without_a_call(office: Office):
    blocked, _ = await order(office)
    missing, _ = await order(office, phone="")
    async with office.database.unit() as session:
        await block(session, blocked, "campaign")
    assert await office.dialer.claim(office.campaign, NODE) == []
    assert heard(office, blocked) == heard(office, missing) == [("effect", False)]
    assert {row.result for row in await office.all(t.Effect, state="rejected")} == {
        "do_not_call",
        "no_number",
    }


async def test_recording_that_nobody_has_ends_the_effect_with_its_planning(office: Office):
    case, key = await order(office, RECORDED)
    assert (await office.get(t.Effect, key)).result == "prompt_unknown"
    assert heard(office, case) == [("effect", False)]


@pytest.mark.parametrize(("action", "dials", "state"), [(PLAIN, 0, "cancelled"), (KEPT, 1, "planned")])
async def test_message_of_a_status_that_was_left_is_played_only_if_it_is_to_be_kept(
    office: Office, action: int, dials: int, state: str
):
    case, key = await order(office, action)
    await office.set(t.Case, case, status="nowy", due_at=None)
    assert len(await office.dialer.claim(office.campaign, NODE)) == dials
    assert (await office.get(t.Effect, key)).state == state
    assert heard(office, case) == []


async def test_case_has_one_open_attempt_be_it_a_message_or_a_dial_for_an_agent(office: Office):
    await office.hire()
    case, _ = await order(office)
    (message,) = await office.dialer.claim(office.campaign, NODE)
    assert message.agent_id is None
    await office.dialer.begin(message.attempt_id)
    await office.dialer.settle(message.attempt_id, "busy", "17")
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    assert (dial.case_id, dial.ivr_hash) == (case, None)
    await _order_again(office, case)
    assert await office.dialer.claim(office.campaign, NODE) == []


async def _order_again(office: Office, case: CaseId) -> None:
    async with office.database.unit() as session:
        effect = PlannedEffect(f"{case}/2/dzwonimy/{KEPT}", "call", "dzwonimy", KEPT)
        await effects.plan(session, await session.get_one(t.Case, case), [effect])


async def test_campaign_plays_so_many_messages_at_once(office: Office):
    for number in range(AT_ONCE + 2):
        await order(office, phone=f"+486001002{number:02}")
    first = await office.dialer.claim(office.campaign, NODE)
    assert len(first) == AT_ONCE
    assert await office.dialer.claim(office.campaign, NODE) == []
    await office.dialer.begin(first[0].attempt_id)
    await office.dialer.settle(first[0].attempt_id, "busy", "17")
    assert len(await office.dialer.claim(office.campaign, NODE)) == 1


async def _dialled(office: Office) -> tuple[str, CaseId, str]:
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    return agent, case, dial.attempt_id


async def test_wait_that_is_ended_before_the_dial_is_told_at_once(office: Office):
    agent, case, attempt = await _dialled(office)
    await end_wait(office.database, agent)
    assert (await office.seat(agent)).state == "free"
    (fact,) = [fact for fact in office.facts() if fact.workflow_id == f"case-{case}"]
    assert (fact.payload["kind"], fact.payload["data"], fact.payload["attempt_id"]) == (
        "waiting",
        {"by": agent},
        attempt,
    )
    assert await office.dialer.begin(attempt) is None
    with pytest.raises(NotWaiting):
        await end_wait(office.database, agent)


async def test_wait_ends_when_the_gateway_has_stopped_the_ringing(office: Office):
    agent, case, attempt = await _dialled(office)
    await office.dialer.begin(attempt)
    assert await office.dialer.withdrawn(NODE) == []
    ending = asyncio.create_task(end_wait(office.database, agent))
    while await office.dialer.withdrawn(NODE) != [attempt]:
        await asyncio.sleep(0)
    await office.dialer.settle(attempt, "network_error", "0")
    await ending
    assert heard(office, case) == [("waiting", True)]
    assert (await office.get(t.Attempt, attempt)).outcome == "cancelled"
    assert (await office.seat(agent)).state == "free"


async def test_customer_who_answers_in_the_same_moment_is_faster(office: Office):
    agent, _, attempt = await _dialled(office)
    await office.dialer.begin(attempt)
    ending = asyncio.create_task(end_wait(office.database, agent))
    while await office.dialer.withdrawn(NODE) != [attempt]:
        await asyncio.sleep(0)
    call = await office.dialer.answered(attempt, "7.1", "e1")
    assert call.offer is not None
    with pytest.raises(CustomerAnswered):
        await ending
    with pytest.raises(CustomerAnswered):
        await end_wait(office.database, agent)
