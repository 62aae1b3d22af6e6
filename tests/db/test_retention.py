"""What is done and old is forgotten; what is not done stays, however old it is."""

from datetime import timedelta

from office import Office
from sqlmodel import delete

from app.sealing import InstallationSeal
from db import tables as t
from db.retention import BATCH, Keep, forget
from db.services import ServiceBook
from domain.calls import CommandKind, CommandResult
from domain.ids import CallId

KEEP = Keep(events=timedelta(days=90), facts=timedelta(days=14), orders=timedelta(days=30))


async def everything(office: Office, *, ended: bool, told: bool) -> CallId:
    """A call with an order, with what workflows and screens hear of it."""
    call = (await office.call(f"+4860010{office.arrivals:04}")).call_id
    await office.order(call, CommandKind.READ)
    if told:
        await office.switch.command_done(call, 1, CommandResult("ok"))
        await office.switch.command_sent(call, 1)
    if ended:
        await office.hang_up(call)
    return call


async def delivered(office: Office) -> None:
    await office.outbox.delivered([row.id for row in await office.all(t.Outbox)])


async def forget_all(office: Office) -> None:
    while await forget(office.database, KEEP):
        pass


async def test_what_is_done_goes_after_its_time_and_what_is_young_stays(office: Office):
    await everything(office, ended=True, told=True)
    await delivered(office)
    office.clock.forward(days=15)
    young = await everything(office, ended=True, told=True)
    await delivered(office)
    kept = {row.id for row in await office.all(t.Outbox) if row.created_at == office.clock()}
    await forget_all(office)
    assert {row.id for row in await office.all(t.Outbox)} == kept
    assert len(await office.all(t.SwitchCommand)) == 2
    office.clock.forward(days=29)
    await forget_all(office)
    assert [row.call_id for row in await office.all(t.SwitchCommand)] == [young]
    assert await office.all(t.Outbox) == []
    events = await office.all(t.Event)
    office.clock.forward(days=90)
    await forget_all(office)
    assert await office.all(t.SwitchCommand) == []
    assert [row.seq for row in await office.all(t.Event)] == [max(row.seq or 0 for row in events)]
    assert len(await office.all(t.Call)) == 2


async def test_what_is_not_done_is_never_forgotten(office: Office):
    live = await everything(office, ended=False, told=True)
    unanswered = await everything(office, ended=True, told=False)
    waiting = {row.id for row in await office.all(t.Outbox)}
    office.clock.forward(days=400)
    await forget_all(office)
    assert {row.call_id for row in await office.all(t.SwitchCommand)} == {live, unanswered}
    assert {row.id for row in await office.all(t.Outbox)} == waiting


async def test_a_long_backlog_goes_in_short_units(office: Office):
    async with office.database.unit() as session:
        for number in range(BATCH + 10):
            session.record("cases", "step", str(number))
    office.clock.forward(days=91)
    assert await forget(office.database, KEEP) == BATCH
    assert await forget(office.database, KEEP) == 9
    assert await forget(office.database, KEEP) == 0


async def test_a_house_in_which_nothing_has_happened_yet_has_nothing_to_forget(office: Office):
    async with office.database.unit() as session:
        await session.change(delete(t.Event))
    assert await forget(office.database, KEEP) == 0


async def test_what_a_message_centre_said_last_is_known_to_everybody_for_a_week(office: Office):
    heard = ServiceBook(office.database, InstallationSeal(b"k" * 32))
    asked = ServiceBook(office.database, InstallationSeal(b"k" * 32))
    for state in ("ENROUTE", "DELIVRD"):
        await heard.keep_receipt("centrala", 4711, "48500100200", ("id-1", state))
    assert await asked.receipt("centrala", 4711, "48500100200") == ("id-1", "DELIVRD")
    assert await asked.receipt("inna", 4711, "48500100200") is None
    office.clock.forward(days=6)
    assert await forget(office.database, KEEP) == 0
    office.clock.forward(days=2)
    assert await forget(office.database, KEEP) == 1
    assert await asked.receipt("centrala", 4711, "48500100200") is None
