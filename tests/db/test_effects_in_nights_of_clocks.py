"""Knows that an action that waits through a night in which clocks change is done once, when people expect it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from office import Office, canonical

from db import tables as t
from domain.cases import PlannedEffect, StepRecord
from graphs.process import (
    NEW_CASE,
    Created,
    Cursor,
    Rules,
    Saved,
    Step,
    Woken,
    advance,
    compile_process,
    cursor_to_json,
)

LATER = {"send_mail": {"template": "potwierdzenie"}, "delay": {"for": "1d"}}
PROCESS = canonical(
    {
        "process": "windykacja",
        "statuses": {
            "nowy": {"initial": True, "qualifier": "none"},
            "czeka": {"qualifier": "none", "actions": [LATER]},
        },
    }
)


@pytest.mark.fault("F21")
@pytest.mark.parametrize(
    ("zone", "saved", "done"),
    [
        ("Europe/Warsaw", "2026-10-24T02:30", "2026-10-25T02:30+02:00"),
        ("Europe/Warsaw", "2027-03-27T02:30", "2027-03-28T03:30+02:00"),
        ("Australia/Lord_Howe", "2026-10-03T02:10", "2026-10-04T02:40+11:00"),
        ("Australia/Lord_Howe", "2027-04-03T01:45", "2027-04-04T01:45+11:00"),
    ],
)
async def test_an_action_of_the_next_day_is_done_once_in_a_night_of_two_clocks(
    office: Office, zone: str, saved: str, done: str
):
    case = await office.new_case(mail="jan@example.com")
    async with office.database.unit() as session:
        await session.put(t.GraphDocument(hash="p2", kind="process", body=PROCESS, created_at=session.now))
        (await session.get_one(t.Case, case)).process_hash = "p2"
    process, rules = compile_process(PROCESS), Rules(zone, timedelta(hours=1))
    office.clock.now = datetime.fromisoformat(saved).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    async def write(step: Step) -> Cursor:
        planned = tuple(PlannedEffect(f"{case}/{e.key}", e.kind, e.status, e.action) for e in step.effects)
        cursor = step.cursor
        record = StepRecord(case, cursor.number, cursor_to_json(cursor), office.clock(), effects=planned)
        await office.cases.commit_step(record)
        return cursor

    opened = advance(process, NEW_CASE, Created(now=office.clock()), rules).cursor
    cursor = await write(advance(process, opened, Saved(now=office.clock(), status="czeka", by="a"), rules))
    for _ in range(2 * 24 * 12):
        office.clock.forward(minutes=5)
        if cursor.wake_at is not None and cursor.wake_at <= office.clock():
            cursor = await write(advance(process, cursor, Woken(now=office.clock()), rules))
    (effect,) = await office.all(t.Effect, case_id=case)
    assert effect.state == "planned"
    assert effect.planned_at == datetime.fromisoformat(done)
