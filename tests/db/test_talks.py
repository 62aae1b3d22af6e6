from datetime import timedelta

import pytest
from office import Office

from db import tables as t
from domain.calls import CallState, CommandKind, CommandResult
from domain.errors import AgentWithoutPhone, NotInWrapUp, PhoneNotRegistered, WrapUpLimit
from domain.outcomes import OfferOutcome


async def test_order_told_again_keeps_its_result_for_the_new_activity(office: Office):
    call = (await office.call()).call_id
    opened = await office.order(call, CommandKind.READ, prompts=("h1", "h2"), max_keys=1)
    assert opened.result is None
    await office.switch.command_done(call, 1, CommandResult("ok", keys="5"))
    await office.switch.command_done(call, 1, CommandResult("hung_up"))
    again = await office.order(call, CommandKind.READ, prompts=("h1", "h2"), max_keys=1)
    assert again.command == opened.command
    assert again.result == CommandResult("ok", keys="5")
    assert [order.result for order in await office.switch.open_commands("node1")] == [again.result]
    await office.switch.command_sent(call, 1)
    assert await office.switch.open_commands("node1") == []


async def test_agent_who_answers_is_busy_and_the_call_talks(office: Office):
    agent = await office.hire()
    call, offer = await office.talk()
    seat, row = await office.seat(agent), await office.get(t.Call, call)
    (entry,) = await office.all(t.QueueEntry)
    assert (seat.state, seat.call_id, seat.until) == ("busy", call, None)
    assert (row.state, row.agent_id, row.bridged_at) == (CallState.TALKING, agent, office.clock.now)
    assert (entry.state, entry.seat_id) == ("taken", offer.seat_id)


@pytest.mark.parametrize("outcome", [OfferOutcome.REJECTED, OfferOutcome.EXPIRED, OfferOutcome.UNREACHABLE])
async def test_agent_who_does_not_answer_is_free_at_once_but_not_for_this_queue(office: Office, outcome):
    agent = await office.hire()
    call, offer = await office.wait_in_queue()
    await office.connect(call, offer, outcome)
    assert (await office.seat(agent)).state == "free"
    assert await office.queues.offer_failed(offer, outcome) is None
    (entry,) = await office.all(t.QueueEntry)
    assert entry.state == "waiting"


async def test_customer_who_hangs_up_begins_the_agent_s_wrap_up(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    await office.hang_up(call)
    await office.hang_up(call)
    seat = await office.seat(agent)
    assert (seat.state, seat.until) == ("wrap_up", office.clock.now + timedelta(seconds=30))
    assert office.told(f"agent-{agent}") == ["due"]
    assert office.facts()[-1].payload == {"at": seat.until.isoformat()}
    assert (await office.presence.settle(agent)).deadline == seat.until


async def test_end_of_a_talk_reaches_the_workflow_as_the_result_of_its_order_alone(office: Office):
    await office.hire()
    call, _ = await office.talk()
    await office.hang_up(call)
    assert office.told(f"call-{call}") == ["CallWorkflow"]
    # The agent's leg may be seen to go first: the call is over all the same.
    assert await office.agent_leaves(call) == CommandResult("hung_up", offer=OfferOutcome.ANSWERED)


async def test_caller_who_hangs_up_while_nobody_talks_is_told_to_the_workflow(office: Office):
    call, _ = await office.wait_in_queue()
    await office.hang_up(call)
    assert office.told(f"call-{call}") == ["CallWorkflow", "hung_up"]


async def test_caller_who_hangs_up_while_the_phone_rings_has_left_whatever_the_agent_did(office: Office):
    await office.hire()
    call, offer = await office.wait_in_queue()
    assert offer is not None
    await office.ring(call, offer)
    await office.hang_up(call)
    assert office.told(f"call-{call}") == ["CallWorkflow"]
    rejected = CommandResult("ok", offer=OfferOutcome.REJECTED)
    assert (await office.switch.command_done(call, 1, rejected)).customer_left


async def test_agent_who_leaves_lets_the_call_go_on(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    left = await office.agent_leaves(call)
    assert not left.customer_left
    assert await office.agent_leaves(call) == left
    assert (await office.seat(agent)).state == "wrap_up"
    assert (await office.get(t.Call, call)).state == CallState.IVR
    assert office.told(f"call-{call}") == ["CallWorkflow"]


async def test_end_of_a_talk_told_late_does_not_end_the_next_one(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    await office.agent_leaves(call)
    await office.presence.end_wrap_up(agent)
    again = await office.queues.enter(call, None, None)
    assert again is not None
    await office.connect(call, again, number=2)
    await office.agent_leaves(call, 1)
    assert not await office.switch.command_talks(call, 1)
    assert (await office.seat(agent)).state == "busy"
    assert (await office.get(t.Call, call)).state == CallState.TALKING


async def test_talk_that_goes_on_while_the_gateway_changes_is_handed_over_as_one(office: Office):
    await office.hire()
    call, offer = await office.talk()
    (order,) = await office.switch.open_commands("node1")
    assert (order.talking, order.command.leg_id) == (True, offer.leg_id)
    again = await office.order(call, CommandKind.CONNECT, leg_id=offer.leg_id)
    assert (again.talking, again.result) == (True, None)
    await office.hang_up(call)
    assert not await office.switch.command_talks(call, 1)


async def test_wrap_up_that_runs_out_leaves_the_case_unhandled_with_its_agent(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    await office.hang_up(call)
    office.clock.forward(seconds=30)
    assert (await office.presence.settle(agent)).deadline is None
    assert (await office.seat(agent)).state == "free"
    (case,) = await office.all(t.Case)
    assert case.unhandled_by == agent


async def test_agent_whose_wrap_up_ends_gets_the_caller_who_waits(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    waiting, offer = await office.wait_in_queue("+48600100201")
    assert offer is None
    await office.hang_up(call)
    await office.presence.end_wrap_up(agent)
    assert office.told(f"call-{waiting}")[-1] == "offered"


async def test_wrap_up_is_extended_up_to_the_queue_s_limit(office: Office):
    agent = await office.hire()
    with pytest.raises(NotInWrapUp):
        await office.presence.extend_wrap_up(agent)
    call, _ = await office.talk()
    await office.hang_up(call)
    first = (await office.presence.settle(agent)).deadline
    assert first is not None
    for _ in range(2):
        await office.presence.extend_wrap_up(agent)
    assert (await office.presence.settle(agent)).deadline == first + timedelta(seconds=60)
    with pytest.raises(WrapUpLimit):
        await office.presence.extend_wrap_up(agent)


async def test_break_asked_for_during_a_call_takes_effect_after_wrap_up(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    await office.presence.set_presence(agent, "break", "lunch")
    assert (await office.seat(agent)).state == "busy"
    await office.hang_up(call)
    await office.presence.end_wrap_up(agent)
    seat = await office.seat(agent)
    assert (seat.state, seat.presence, seat.break_type) == ("away", "break", "lunch")
    await office.presence.set_presence(agent, "online", None)
    assert (await office.seat(agent)).state == "free"


async def test_agent_without_a_registered_phone_cannot_become_available(office: Office):
    unregistered = await office.hire(online=False, registered=False)
    with pytest.raises(PhoneNotRegistered):
        await office.presence.set_presence(unregistered, "online", None)
    (phone,) = await office.all(t.Phone)
    await office.set(t.Phone, phone.id, agent_id=None)
    with pytest.raises(AgentWithoutPhone):
        await office.presence.set_presence(unregistered, "online", None)
    assert await office.all(t.Seat) == []


async def test_every_stretch_of_time_is_in_exactly_one_interval(office: Office):
    agent = await office.hire()
    office.clock.forward(seconds=10)
    call, offer = await office.wait_in_queue()
    office.clock.forward(seconds=5)
    await office.connect(call, offer)
    office.clock.forward(minutes=2)
    await office.hang_up(call)
    office.clock.forward(seconds=20)
    await office.presence.end_wrap_up(agent)
    rows = sorted(await office.all(t.SeatInterval), key=lambda row: row.began_at)
    assert [row.state for row in rows] == ["free", "offered", "busy", "wrap_up", "free"]
    assert [row.ended_at for row in rows[:-1]] == [row.began_at for row in rows[1:]]
    assert rows[-1].ended_at is None


async def test_screens_hear_of_the_seat_in_the_order_in_which_it_changed(office: Office):
    await office.hire()
    call, _ = await office.talk()
    await office.hang_up(call)
    events = sorted(
        await office.all(t.Event, topic="agent", kind="seat_changed"), key=lambda event: event.seq
    )
    assert [event.data["state"] for event in events] == ["free", "offered", "busy", "wrap_up"]
