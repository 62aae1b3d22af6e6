import asyncio

import pytest
from office import Office

from db import tables as t


async def test_first_call_makes_contact_case_and_call_and_starts_the_workflow(office: Office):
    call = await office.call("+48 600 100 200")
    (contact,), (point,) = await office.all(t.Contact), await office.all(t.ContactPoint)
    (case,), (row,) = await office.all(t.Case), await office.all(t.Call)
    assert (point.contact_id, point.value, point.raw) == (contact.id, "+48600100200", "+48 600 100 200")
    assert (case.status, case.number, case.workflow) == ("nowy", case.number, "none")
    assert (row.id, row.case_id, row.contact_id, row.direction) == (
        call.call_id,
        case.id,
        contact.id,
        "inbound",
    )
    (fact,) = office.facts()
    assert (fact.kind, fact.name, fact.workflow_id) == ("start", "CallWorkflow", f"call-{call.call_id}")
    assert fact.payload["ivr_hash"] == "i1"
    assert fact.payload["offer"] is None


async def test_same_channel_told_twice_is_one_call(office: Office):
    ringing = office.ringing()
    first = await office.switch.arrive(ringing)
    assert await office.switch.arrive(ringing) == first
    assert len(await office.all(t.Call)) == len(office.facts()) == 1


async def test_two_first_calls_of_one_number_at_once_are_one_contact_and_one_case(office: Office):
    one, other = office.ringing(), office.ringing()
    await asyncio.gather(office.switch.arrive(one), office.switch.arrive(other))
    assert len(await office.all(t.Contact)) == 1
    assert len(await office.all(t.Case)) == 1
    assert len(await office.all(t.Call)) == 2


@pytest.mark.parametrize("called", ["+48221234567", "48221234567", "221234567", "0048221234567"])
async def test_our_number_is_recognised_as_the_line_delivers_it(office: Office, called: str):
    assert await office.switch.arrive(office.ringing(called=called)) is not None


@pytest.mark.parametrize("called", ["+48229999999", "s", "", "100&PJSIP/x", "٤٨221234567"])
async def test_number_that_is_not_ours_is_nobody_s_call(office: Office, called: str):
    assert await office.switch.arrive(office.ringing(called=called)) is None
    assert await office.all(t.Call) == []


async def test_number_of_a_campaign_that_is_off_is_not_in_service(office: Office):
    await office.set(t.Campaign, office.campaign, on=False)
    assert await office.switch.arrive(office.ringing()) is None


async def test_withheld_number_is_an_anonymous_contact_each_time(office: Office):
    await office.call("anonymous")
    await office.call("")
    contacts = await office.all(t.Contact)
    assert [contact.anonymous for contact in contacts] == [True, True]
    assert await office.all(t.ContactPoint) == []


async def test_next_call_finds_the_latest_open_case(office: Office):
    await office.call()
    office.clock.forward(days=1)
    (first,) = await office.all(t.Case)
    await office.set(t.Case, first.id, finished=True)
    second = await office.call()
    office.clock.forward(days=1)
    assert second.case_id != first.id
    assert (await office.call()).case_id == second.case_id


async def test_caller_on_the_line_is_not_dialled_at_once(office: Office):
    call = await office.call()
    case = await office.get(t.Case, call.case_id)
    assert case.due_at is not None
    assert case.due_at > office.clock.now


async def test_name_from_the_line_is_cut_and_cleaned(office: Office):
    await office.switch.arrive(office.ringing(caller_name="Ż\x00\r\nEvil: " + "x" * 200))
    (call,) = await office.all(t.Call)
    assert call.caller_name == ("ŻEvil: " + "x" * 200)[:80]


async def test_ticket_numbers_only_grow(office: Office):
    for number in range(3):
        office.clock.forward(seconds=1)
        await office.call(f"+4860010020{number}")
    numbers = [case.number for case in sorted(await office.all(t.Case), key=lambda case: case.id)]
    assert numbers == sorted(set(numbers))


async def test_live_calls_come_with_their_legs_until_they_end(office: Office):
    await office.hire()
    call, offer = await office.talk()
    (live,) = await office.switch.live_calls("node1")
    assert (live.call_id, live.epoch, live.state) == (call, "e1", "talking")
    assert {leg.role for leg in live.legs} == {"customer", "agent"}
    assert f"cc-{offer.leg_id}" in {leg.uniqueid for leg in live.legs}
    await office.hang_up(call)
    assert await office.switch.live_calls("node1") == []
