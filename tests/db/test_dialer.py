import asyncio
from datetime import datetime, timedelta

import pytest
from office import NODE, NUMBER, Office

from db import tables as t
from db.dialer import Dialer
from db.session import Database
from domain.cases import StepRecord
from domain.outcomes import OfferOutcome, Outcome
from graphs.process import cursor_to_json


async def test_due_case_is_dialled_for_a_free_agent_whose_seat_is_kept(office: Office):
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    assert (dial.case_id, dial.number, dial.caller_id) == (case, "+48600100200", NUMBER)
    assert (dial.agent_id, dial.trunk, dial.ring, dial.state) == (agent, "operator", 25.0, "planned")
    seat = await office.seat(agent)
    assert (seat.state, seat.attempt_id) == ("reserved", dial.attempt_id)
    assert seat.until is not None
    assert (await office.get(t.Effect, dial.attempt_id)).state == "planned"
    assert await office.dialer.open_attempts(NODE) == [dial]
    assert await office.dialer.claim(office.campaign, NODE) == []


async def test_reserved_agent_is_offered_no_caller(office: Office):
    await office.hire()
    await office.new_case()
    await office.dialer.claim(office.campaign, NODE)
    _, offer = await office.wait_in_queue("+48600100201")
    assert offer is None


async def test_one_call_for_one_seat_the_longest_due_first_and_the_last_in_queue_last(office: Office):
    cases = []
    for number in range(3):
        cases.append(await office.new_case(f"+4860010020{number}"))
        office.clock.forward(minutes=1)
    await office.set(t.Case, cases[0], last_in_queue=True)
    agents = []
    for _ in range(2):
        agents.append(await office.hire())
        office.clock.forward(seconds=1)
    dials = await office.dialer.claim(office.campaign, NODE)
    assert [(dial.case_id, dial.agent_id) for dial in dials] == [(cases[1], agents[0]), (cases[2], agents[1])]


async def test_private_callback_is_dialled_for_its_owner_alone(office: Office):
    await office.hire()
    office.clock.forward(seconds=1)
    owner = await office.hire()
    private = await office.new_case()
    await office.set(t.Case, private, visibility="private", owner_id=owner)
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    assert dial.agent_id == owner
    await office.dialer.settle(dial.attempt_id, "cancelled", "test")
    await office.presence.set_presence(owner, "break", None)
    assert await office.dialer.claim(office.campaign, NODE) == []


@pytest.mark.parametrize(
    "obstacle",
    [
        {"finished": True},
        {"lifecycle": "wait"},
        {"attempt_id": "other"},
        {"due_at": None},
        {"due_at": datetime.fromisoformat("2026-11-23T09:00:01Z")},
    ],
)
async def test_case_that_may_not_be_dialled_is_not(office: Office, obstacle: dict):
    await office.hire()
    case = await office.new_case()
    await office.set(t.Case, case, **obstacle)
    assert await office.dialer.claim(office.campaign, NODE) == []


async def test_customer_who_is_on_the_line_or_just_was_is_not_dialled(office: Office):
    agent = await office.hire()
    case = await office.new_case()
    call, _ = await office.talk()
    await office.hire()
    assert (await office.get(t.Call, call)).case_id == case
    assert await office.dialer.claim(office.campaign, NODE) == []
    await office.hang_up(call)
    assert await office.dialer.claim(office.campaign, NODE) == []
    await office.presence.end_wrap_up(agent)
    assert (await office.get(t.Case, case)).unhandled_by == agent
    assert await office.dialer.claim(office.campaign, NODE) == []


async def test_campaign_that_is_off_or_closed_dials_nobody(office: Office, database: Database):
    await office.hire()
    case = await office.new_case()
    windows = [{"days": "mon", "hours": "10:30-20:00"}]
    etag = (await office.get(t.Campaign, office.campaign)).etag + 1
    await office.set(t.Campaign, office.campaign, document=office.document(windows), etag=etag)
    assert await office.dialer.claim(office.campaign, NODE) == []
    assert await office.dialer.next_due(office.campaign) > office.clock.now
    office.clock.forward(hours=1)
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.set(t.Campaign, office.campaign, on=False)
    assert await office.dialer.begin(dial.attempt_id) is None
    assert (await office.get(t.Case, case)).attempt_id is None


async def test_begin_repeats_the_claim_s_conditions_and_releases_what_changed(office: Office):
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.set(t.Case, case, due_at=office.clock.now + timedelta(days=1))
    assert await office.dialer.begin(dial.attempt_id) is None
    assert (await office.seat(agent)).state == "free"
    assert (await office.get(t.Effect, dial.attempt_id)).state == "cancelled"
    assert (await office.get(t.Case, case)).attempt_id is None
    assert office.told(f"case-{case}") == []


async def test_attempt_is_begun_once(office: Office):
    await office.hire()
    await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    begun = await asyncio.gather(*(office.dialer.begin(dial.attempt_id) for _ in range(4)))
    assert sum(one is not None for one in begun) == 1
    effect = await office.get(t.Effect, dial.attempt_id)
    assert (effect.state, effect.fence, effect.attempts) == ("attempting", 1, 1)


@pytest.mark.parametrize("outcome", ["busy", "no_answer", "invalid_number", "rejected", "network_error"])
async def test_outcome_is_told_to_the_case_once_and_frees_the_seat(office: Office, outcome: str):
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    await asyncio.gather(*(office.dialer.settle(dial.attempt_id, outcome, "17") for _ in range(3)))
    (fact,) = [fact for fact in office.facts() if fact.workflow_id == f"case-{case}"]
    assert (fact.name, fact.payload["kind"], fact.payload["outcome"]) == ("fact", "outcome", outcome)
    assert fact.payload["attempt_id"] == dial.attempt_id
    assert (await office.seat(agent)).state == "free"
    row = await office.get(t.Case, case)
    assert row.attempt_id == dial.attempt_id
    assert (await office.get(t.Effect, dial.attempt_id)).state == "confirmed"
    assert await office.dialer.claim(office.campaign, NODE) == []


async def test_attempt_whose_end_nobody_saw_is_unknown_in_the_ledger(office: Office):
    await office.hire()
    await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    await office.dialer.settle(dial.attempt_id, Outcome.NETWORK_ERROR, "unknown")
    assert (await office.get(t.Effect, dial.attempt_id)).state == "unknown"


async def test_step_that_hears_the_outcome_lets_the_case_be_dialled_again(office: Office):
    await office.hire()
    case = await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    await office.dialer.settle(dial.attempt_id, Outcome.BUSY, "17")
    cursor = cursor_to_json(await office.cursor(case))
    step = StepRecord(case, 2, {**cursor, "number": 2}, office.clock.now, attempt_id=dial.attempt_id)
    await office.cases.commit_step(step)
    (again,) = await office.dialer.claim(office.campaign, NODE)
    assert again.attempt_id != dial.attempt_id


async def test_customer_who_answers_rings_the_agent_whose_seat_was_kept(office: Office):
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    call = await office.dialer.answered(dial.attempt_id, "77.1", "e1")
    assert await office.dialer.answered(dial.attempt_id, "77.1", "e1") == call
    assert call.offer is not None
    assert (call.offer.agent_id, call.offer.entry_id, call.offer.zip_tone) == (agent, None, True)
    assert (call.case_id, call.direction) == (case, "outbound")
    await office.connect(call.call_id, call.offer)
    assert (await office.seat(agent)).state == "busy"
    await office.hang_up(call.call_id)
    (fact,) = [fact for fact in office.facts() if fact.workflow_id == f"case-{case}"]
    assert fact.payload["outcome"] == "answered"
    assert (await office.seat(agent)).state == "wrap_up"


@pytest.mark.parametrize("outcome", [OfferOutcome.REJECTED, OfferOutcome.EXPIRED])
async def test_customer_who_meets_no_agent_is_unhandled(office: Office, outcome: OfferOutcome):
    agent, case = await office.hire(), await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    call = await office.dialer.answered(dial.attempt_id, "77.1", "e1")
    assert call.offer is not None
    await office.connect(call.call_id, call.offer, outcome)
    seat = await office.seat(agent)
    assert (seat.state, seat.attempt_id) == ("free", None)
    await office.hang_up(call.call_id)
    (fact,) = [fact for fact in office.facts() if fact.workflow_id == f"case-{case}"]
    assert fact.payload["outcome"] == "unhandled"


async def test_planned_attempt_that_nobody_dials_is_released(office: Office):
    agent, case = await office.hire(), await office.new_case()
    await office.dialer.claim(office.campaign, NODE)
    assert await office.dialer.release_stale(office.clock.now) == 0
    office.clock.forward(seconds=11)
    assert await office.dialer.release_stale(office.clock.now) == 1
    assert (await office.seat(agent)).state == "free"
    assert (await office.get(t.Case, case)).attempt_id is None


async def test_two_dialers_at_once_claim_each_case_and_each_seat_once(office: Office, database_url: str):
    for number in range(12):
        await office.new_case(f"+486001002{number:02}")
    for _ in range(8):
        await office.hire()
    other = Database(database_url, clock=office.clock)
    dialers = [office.dialer, Dialer(other)] * 3
    found = await asyncio.gather(*(dialer.claim(office.campaign, NODE) for dialer in dialers))
    await other.close()
    dials = [dial for some in found for dial in some]
    assert len(dials) == len({dial.case_id for dial in dials}) == len({dial.agent_id for dial in dials}) == 8


async def test_outcome_met_again_by_the_next_run_of_its_workflow_writes_no_second_step(office: Office):
    """The task that wrote the step was lost, and the next run began from the later cursor."""
    await office.hire()
    case = await office.new_case()
    (dial,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dial.attempt_id)
    await office.dialer.settle(dial.attempt_id, Outcome.BUSY, "17")
    cursor = cursor_to_json(await office.cursor(case))
    first, second = (
        StepRecord(case, number, {**cursor, "number": number}, office.clock.now, attempt_id=dial.attempt_id)
        for number in (2, 3)
    )
    await office.cases.commit_step(first)
    stored = await office.cases.commit_step(second)
    assert (stored.number, stored.repeated, stored.applied) == (2, True, True)
    assert (await office.get(t.Case, case)).step == 2
