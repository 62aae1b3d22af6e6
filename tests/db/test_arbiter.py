import asyncio
from collections import Counter

import pytest
from office import Office

from db import tables as t
from db.queues import Queues
from db.session import Database
from domain.calls import CallState, CommandKind
from domain.errors import NotFound, OfferWithdrawn
from domain.outcomes import OfferOutcome


async def test_caller_is_offered_the_agent_who_is_idle_longest(office: Office):
    first = await office.hire()
    office.clock.forward(seconds=1)
    await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    assert (offer.agent_id, offer.ring_ms, offer.zip_tone) == (first, 20_000, False)
    seat = await office.seat(first)
    assert (seat.state, seat.call_id, seat.leg_id) == ("offered", call, offer.leg_id)
    assert seat.until is not None
    assert office.told(f"call-{call}") == ["CallWorkflow"]


async def test_call_that_waits_is_told_when_an_agent_comes(office: Office):
    call, offer = await office.wait_in_queue()
    assert offer is None
    agent = await office.hire()
    assert office.told(f"call-{call}") == ["CallWorkflow", "offered"]
    assert office.facts()[-1].payload["agent_id"] == agent


async def test_callers_are_served_in_the_order_in_which_they_came(office: Office):
    calls = []
    for number in range(3):
        office.clock.forward(seconds=1)
        calls.append((await office.wait_in_queue(f"+4860010020{number}"))[0])
    for _ in calls:
        await office.hire()
    offered = [fact.workflow_id for fact in office.facts() if fact.name == "offered"]
    assert offered == [f"call-{call}" for call in calls]


async def test_entering_again_is_the_same_place_and_the_same_offer(office: Office):
    await office.hire()
    call, offer = await office.wait_in_queue()
    assert await office.queues.enter(call, "windykacja", None) == offer
    assert len(await office.all(t.QueueEntry)) == 1


async def test_unknown_queue_is_refused_and_an_ended_call_does_not_wait(office: Office):
    call = await office.call()
    with pytest.raises(NotFound):
        await office.queues.enter(call.call_id, "nieznana", None)
    await office.hang_up(call.call_id)
    assert await office.queues.enter(call.call_id, None, None) is None
    assert await office.all(t.QueueEntry) == []


async def test_agent_who_rejects_rests_and_the_caller_goes_to_the_next(office: Office):
    first = await office.hire()
    office.clock.forward(seconds=1)
    second = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    assert offer.agent_id == first
    following = await office.queues.offer_failed(offer, OfferOutcome.REJECTED)
    assert following is not None
    assert following.agent_id == second
    assert (await office.seat(first)).state == "free"
    assert office.told(f"agent-{first}") == ["due"]
    (entry,) = await office.all(t.QueueEntry)
    assert (entry.state, entry.offers) == ("offered", 2)
    assert await office.queues.offer_failed(offer, OfferOutcome.REJECTED) == following
    assert call == entry.call_id


async def test_agent_whose_fail_break_is_over_is_offered_the_caller_who_waited(office: Office):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    assert await office.queues.offer_failed(offer, OfferOutcome.EXPIRED) is None
    deadline = (await office.presence.settle(agent)).deadline
    assert deadline is not None
    office.clock.now = deadline
    assert (await office.presence.settle(agent)).deadline is None
    assert office.told(f"call-{call}")[-1] == "offered"


async def test_caller_who_leaves_the_queue_frees_the_agent_whose_phone_rings(office: Office):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    await office.queues.leave(call, "timeout")
    (entry,) = await office.all(t.QueueEntry)
    assert (entry.state, entry.why) == ("gone", "timeout")
    assert (await office.seat(agent)).state == "free"
    assert (await office.get(t.Call, call)).state == CallState.IVR


@pytest.mark.fault("F28")
async def test_caller_who_hangs_up_as_the_agent_answers_leaves_nobody_busy(office: Office):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    await office.ring(call, offer)
    await office.hang_up(call)
    await office.command_answered(call, OfferOutcome.ANSWERED)
    assert (await office.seat(agent)).state == "free"
    assert (await office.get(t.Call, call)).state == CallState.ENDED
    assert [entry.why for entry in await office.all(t.QueueEntry)] == ["abandoned"]


async def test_offer_that_was_taken_back_is_not_rung_any_more(office: Office):
    await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    office.clock.forward(minutes=1)
    await office.queues.match()
    with pytest.raises(OfferWithdrawn):
        await office.ring(call, offer)


async def test_offer_that_nobody_rang_is_taken_back_after_its_time(office: Office):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    assert await office.queues.match() == 0
    office.clock.forward(minutes=1)
    assert await office.queues.match() == 0
    assert (await office.seat(agent)).state == "free"
    office.clock.forward(minutes=1)
    assert await office.queues.match() == 1
    seat = await office.seat(agent)
    assert (seat.state, seat.call_id) == ("offered", call)
    assert seat.leg_id != offer.leg_id


async def test_offer_whose_phone_rings_is_the_switch_s_to_end(office: Office):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    await office.order(call, CommandKind.CONNECT, leg_id=offer.leg_id, agent_id=agent, seat_id=offer.seat_id)
    office.clock.forward(minutes=1)
    assert await office.queues.match() == 0
    assert (await office.seat(agent)).leg_id == offer.leg_id


async def test_two_arbiters_at_once_give_no_seat_two_calls_and_no_call_two_seats(
    office: Office, database_url: str
):
    agents = [await office.hire(online=False) for _ in range(50)]
    calls = await office.calls(400)
    other = Database(database_url, clock=office.clock)
    arbiters = [office.queues, Queues(other)]
    entering = [arbiters[number % 2].enter(call, None, None) for number, call in enumerate(calls)]
    coming = [office.presence.set_presence(agent, "online", None) for agent in agents]
    await asyncio.gather(*(in_eights(each) for each in (entering, coming)))
    await other.close()
    seats = await office.all(t.Seat)
    entries = await office.all(t.QueueEntry)
    assert Counter(seat.state for seat in seats) == {"offered": 50}
    assert Counter(entry.state for entry in entries) == {"offered": 50, "waiting": 350}
    assert {(seat.id, seat.entry_id) for seat in seats} == {
        (entry.seat_id, entry.id) for entry in entries if entry.state == "offered"
    }


async def in_eights(work: list) -> None:
    lock = asyncio.Semaphore(8)

    async def one(each) -> None:
        async with lock:
            await each

    await asyncio.gather(*map(one, work))


async def test_no_caller_waits_while_an_agent_is_free_however_changes_cross(
    office: Office, database_url: str
):
    agents = [await office.hire(online=number % 2 == 0) for number in range(8)]
    calls = await office.calls(24)
    other = Database(database_url, clock=office.clock)
    arbiters = [office.queues, Queues(other)]

    async def customer(number: int) -> None:
        offer = await arbiters[number % 2].enter(calls[number], None, None)
        if offer is not None and number % 3 == 0:
            await office.queues.offer_failed(offer, OfferOutcome.CALLER_LEFT)
        if number % 4 == 1:
            await arbiters[number % 2].leave(calls[number], "test")
        if number % 4 == 2:
            await office.hang_up(calls[number])

    async def agent(number: int) -> None:
        for presence in ("online", "break", "online"):
            await office.presence.set_presence(agents[number], presence, None)

    await in_eights([*map(customer, range(24)), *map(agent, range(8))])
    await other.close()
    states = Counter(seat.state for seat in await office.all(t.Seat))
    waiting = await office.all(t.QueueEntry, state="waiting")
    offered = await office.all(t.QueueEntry, state="offered")
    assert not (states["free"] and waiting), states
    assert states["offered"] == len(offered) == len({entry.seat_id for entry in offered})
