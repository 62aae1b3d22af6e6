"""What is still known of a case and of a call when the facts and the orders behind them have been forgotten."""

from datetime import timedelta

import pytest
from office import NODE, Office

from db import call_replays, replays
from db import tables as t
from db.call_replays import CallForgotten, CallWithoutTree
from db.retention import Keep, forget
from domain.access import Role, Who
from domain.calls import CommandKind, CommandResult
from graphs.process.replay import replay

BOSS = Who("boss", "Ewa", "ewa@example.com", "pl", frozenset({Role.ADMINISTRATOR}))
KEEP = Keep(events=timedelta(days=90), facts=timedelta(days=14), orders=timedelta(days=30))


async def test_what_moved_a_case_is_known_by_its_edges_and_its_attempts_when_the_facts_are_gone(
    office: Office,
):
    await office.hire()
    case = await office.new_case()
    for outcome in ("busy", "rejected"):
        (dial,) = await office.dialer.claim(office.campaign, NODE)
        await office.dialer.begin(dial.attempt_id)
        await office.dialer.settle(dial.attempt_id, outcome, "17")
        await office.set(t.Case, case, attempt_id=None)
        office.clock.forward(minutes=1)
        if outcome == "busy":
            await _write(office, case, f"outcome/{dial.attempt_id}")
    await office.outbox.delivered([row.id for row in await office.all(t.Outbox)])
    known = await _record(office, case)
    office.clock.forward(days=20)
    while await forget(office.database, KEEP):
        pass
    gone = await _record(office, case)
    assert [(type(one.event).__name__, [row.edge for row in one.rows]) for one in gone.told] == [
        ("Created", ["created"]),
        ("DialerOutcome", ["on_dialer.busy"]),
        ("DialerOutcome", []),
    ]
    assert [one.lost for one in known.told] == [("on_call",), (), ()]
    assert [one.lost for one in gone.told] == [("on_call",), ("forgotten",), ()]
    assert [one.event for one in gone.told][2] == [one.event for one in known.told][2]
    assert replay(gone.process, gone.told, gone.rules).divergence is None


async def _write(office: Office, case: str, told: str) -> None:
    """The row that the step of the case wrote."""
    async with office.database.unit() as session:
        found = await session.get_one(t.Case, case)
        row = t.CaseHistory(
            id=session.new_id(),
            case_id=case,
            step=2,
            status="za-15-min",
            from_status="nowy",
            ordered_by="system",
            edge="on_dialer.busy",
            graph_hash=found.process_hash,
            at=session.now,
            told=told,
        )
        await session.put(row)


async def _record(office: Office, case: str) -> replays.CaseRecord:
    async with office.database.read() as session:
        return await replays.record(session, BOSS, case, 100)


async def test_way_of_a_call_is_told_as_long_as_its_orders_are_kept(office: Office):
    call = (await office.call()).call_id
    await office.order(call, CommandKind.READ)
    await office.switch.command_done(call, 1, CommandResult("ok", keys="1"))
    await office.switch.command_sent(call, 1)
    await office.set(t.Call, call, answered_at=office.clock())
    await office.hang_up(call)
    async with office.database.read() as session:
        kept = await call_replays.record(session, BOSS, call)
    assert [(one.kind, one.result and one.result.keys) for one in kept.orders] == [(CommandKind.READ, "1")]
    office.clock.forward(days=31)
    while await forget(office.database, KEEP):
        pass
    async with office.database.read() as session:
        with pytest.raises(CallForgotten):
            await call_replays.record(session, BOSS, call)
    await office.set(t.Call, call, ivr_hash=None)
    async with office.database.read() as session:
        with pytest.raises(CallWithoutTree):
            await call_replays.record(session, BOSS, call)
