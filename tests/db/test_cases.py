import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from office import Office

from db import tables as t
from domain.cases import HistoryRow, PlannedEffect, StepRecord
from domain.errors import NotFound
from domain.ids import AgentId, CaseId
from graphs.process import Rules, Saved, advance, cursor_from_json, cursor_to_json


async def step_of(office: Office, case: CaseId, status: str, by: AgentId, **more) -> StepRecord:
    """The step that an agent's save makes of the case."""
    loaded = await office.cases.load(case)
    rules = Rules(loaded.zone, timedelta(seconds=loaded.redial_after_s), loaded.owners)
    event = Saved(now=office.clock.now, status=status, by=by)
    step = advance(office.process, cursor_from_json(loaded.cursor), event, rules)
    return StepRecord(
        case_id=case,
        number=step.cursor.number,
        cursor=cursor_to_json(step.cursor),
        at=office.clock.now,
        rows=tuple(HistoryRow(r.status, r.from_status, r.owner, r.ordered_by, r.edge) for r in step.rows),
        effects=tuple(PlannedEffect(f"{case}/{e.key}", e.kind, e.status, e.action) for e in step.effects),
        **more,
    )


async def draft(office: Office, case: CaseId, by: AgentId, call: str | None, **more) -> str:
    key = office.database.new_id()
    parts = {"status": "obiecal", "note": "Zapłaci we wtorek", "fields": {"kwota": "100"}, **more}
    async with office.database.unit() as session:
        session.add(
            t.Disposition(
                id=key,
                case_id=case,
                key=key,
                body_hash="h",
                call_id=call,
                by=by,
                created_at=session.now,
                **parts,
            )
        )
    return key


async def test_new_case_stands_in_its_initial_status_and_needs_no_workflow(office: Office):
    case = await office.get(t.Case, await office.new_case())
    assert (case.status, case.workflow, case.step, case.finished) == ("nowy", "none", 1, False)
    assert case.due_at == office.clock.now
    assert [row.edge for row in await office.all(t.CaseHistory)] == ["created"]
    assert office.facts() == []


async def test_step_writes_history_columns_and_mail_at_once(office: Office):
    agent, case = await office.hire(), await office.new_case(mail="jan@example.com")
    step = await step_of(office, case, "obiecal", agent)
    stored = await office.cases.commit_step(step)
    assert (stored.repeated, stored.effects) == (False, step.effects)
    row = await office.get(t.Case, case)
    assert (row.status, row.visibility, row.owner_id, row.step) == ("obiecal", "private", agent, 2)
    assert (row.lifecycle, row.workflow) == ("callback", "running")
    assert row.due_at == office.clock.now + timedelta(days=5)
    assert (row.due_zone, row.due_wall) == ("Europe/Warsaw", "2026-11-28T10:00:00")
    (effect,) = await office.all(t.Effect)
    assert (effect.key, effect.state, effect.args["template"]) == (step.effects[0].key, "planned", "t1")
    assert [row.edge for row in await office.all(t.CaseHistory, step=2)] == ["saved"]


async def test_step_told_twice_is_the_stored_one(office: Office):
    agent, case = await office.hire(), await office.new_case(mail="jan@example.com")
    step = await step_of(office, case, "obiecal", agent)
    first, *others = await asyncio.gather(*(office.cases.commit_step(step) for _ in range(3)))
    other_cursor = replace(step, cursor={**step.cursor, "status": "na-koniec"}, rows=(), effects=())
    late = await office.cases.commit_step(other_cursor)
    assert sorted(stored.repeated for stored in (first, *others)) == [False, True, True]
    assert (late.cursor, late.repeated) == (step.cursor, True)
    assert late.effects[0].key == step.effects[0].key
    assert len(await office.all(t.Effect)) == 1
    assert len(await office.all(t.CaseHistory, step=2)) == 1


async def test_fact_whose_task_was_lost_before_the_case_was_read_again_is_written_once(office: Office):
    agent, case = await office.hire(), await office.new_case(mail="jan@example.com")
    first = await office.cases.commit_step(await step_of(office, case, "obiecal", agent, told="event/1"))
    again = await step_of(office, case, "obiecal", agent, told="event/1")
    assert again.number == first.number + 1
    stored = await office.cases.commit_step(again)
    assert (stored.repeated, stored.applied, stored.cursor) == (True, True, first.cursor)
    assert len(await office.all(t.Effect)) == 1


async def test_fact_that_comes_before_a_save_whose_task_was_lost_is_applied_after_it(office: Office):
    agent, case = await office.hire(), await office.new_case()
    fact = await step_of(office, case, "na-koniec", agent, told="event/1")
    saved = await draft(office, case, agent, None)
    await office.cases.commit_step(await step_of(office, case, "obiecal", agent, disposition_id=saved))
    assert not (await office.cases.commit_step(fact)).applied
    late = await step_of(office, case, "na-koniec", agent, told="event/1")
    assert not (await office.cases.commit_step(late)).repeated


async def test_save_ends_the_wrap_up_of_its_call_and_keeps_note_and_fields(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    case = CaseId((await office.get(t.Call, call)).case_id)
    await office.hang_up(call)
    saved = await draft(office, case, agent, call)
    step = await step_of(office, case, "obiecal", agent, disposition_id=saved)
    assert (await office.cases.commit_step(step)).applied
    assert office.told(f"agent-{agent}") == ["due", "saved"]
    await office.presence.end_wrap_up(agent)
    assert (await office.seat(agent)).state == "free"
    row = await office.get(t.Case, case)
    assert (row.fields, row.unhandled_by) == ({"kwota": "100"}, None)
    (history,) = await office.all(t.CaseHistory, step=2)
    assert (history.disposition_id, history.note) == (saved, "Zapłaci we wtorek")
    disposition = await office.get(t.Disposition, saved)
    assert (disposition.state, disposition.step) == ("saved", 2)


async def test_status_saved_during_the_talk_spares_the_wrap_up(office: Office):
    agent = await office.hire()
    call, _ = await office.talk()
    case = CaseId((await office.get(t.Call, call)).case_id)
    saved = await draft(office, case, agent, call)
    await office.cases.commit_step(await step_of(office, case, "obiecal", agent, disposition_id=saved))
    assert (await office.seat(agent)).state == "busy"
    await office.hang_up(call)
    assert (await office.seat(agent)).state == "free"
    assert (await office.get(t.Case, case)).unhandled_by is None


async def test_unhandled_case_is_handled_by_a_later_save(office: Office):
    agent, case = await office.hire(), await office.new_case()
    await office.set(t.Case, case, unhandled_by=agent)
    saved = await draft(office, case, agent, None)
    await office.cases.commit_step(await step_of(office, case, "na-koniec", agent, disposition_id=saved))
    row = await office.get(t.Case, case)
    assert (row.unhandled_by, row.last_in_queue) == (None, True)


async def test_save_whose_step_was_written_for_another_event_is_not_applied(office: Office):
    agent, case = await office.hire(), await office.new_case()
    other = await step_of(office, case, "na-koniec", agent)
    saved = await draft(office, case, agent, None)
    lost = await step_of(office, case, "obiecal", agent, disposition_id=saved)
    await office.cases.commit_step(other)
    stored = await office.cases.commit_step(lost)
    assert (stored.repeated, stored.applied) == (True, False)
    assert (await office.get(t.Disposition, saved)).state == "draft"


async def test_days_are_days_of_the_wall_clock_over_the_night_of_the_change(office: Office):
    office.clock.now = datetime(2026, 10, 22, 10, 0, tzinfo=UTC)
    agent, case = await office.hire(), await office.new_case()
    await office.cases.commit_step(await step_of(office, case, "obiecal", agent))
    row = await office.get(t.Case, case)
    assert row.due_wall == "2026-10-27T12:00:00"
    assert row.due_at == datetime(2026, 10, 27, 11, 0, tzinfo=UTC)


async def test_terminal_status_finishes_the_case_and_its_workflow(office: Office):
    agent, case = await office.hire(), await office.new_case()
    await office.cases.commit_step(await step_of(office, case, "odmowa", agent))
    row = await office.get(t.Case, case)
    assert (row.finished, row.workflow, row.due_at) == (True, "finished", None)


async def test_fact_that_comes_after_the_end_is_kept_as_late_once(office: Office):
    agent, case = await office.hire(), await office.new_case()
    async with office.database.unit() as session:
        session.tell(f"case-{case}", "fact", {"kind": "outcome", "outcome": "busy"})
    (fact,) = await office.outbox.undelivered(timedelta(0), 10)
    assert not await office.outbox.late(fact.id)
    await office.cases.commit_step(await step_of(office, case, "odmowa", agent))
    assert await office.outbox.late(fact.id)
    assert await office.outbox.late(fact.id)
    assert [row.edge for row in await office.all(t.CaseHistory) if row.edge.startswith("late")] == [
        "late.outcome.busy"
    ]
    assert await office.outbox.undelivered(timedelta(0), 10) == []


async def test_facts_are_swept_only_while_nobody_delivered_them(office: Office):
    async with office.database.unit() as session:
        session.tell("call-1", "hung_up")
    assert await office.outbox.undelivered(timedelta(seconds=1), 10) == []
    office.clock.forward(seconds=2)
    (fact,) = await office.outbox.undelivered(timedelta(seconds=1), 10)
    await office.outbox.delivered([fact.id])
    assert await office.outbox.undelivered(timedelta(seconds=1), 10) == []


async def test_loading_a_case_tells_its_rules_and_its_open_mails(office: Office):
    agent, case = await office.hire(), await office.new_case(mail="jan@example.com")
    await office.cases.commit_step(await step_of(office, case, "obiecal", agent))
    loaded = await office.cases.load(case)
    assert (loaded.zone, loaded.redial_after_s) == ("Europe/Warsaw", 3600.0)
    assert [effect.key for effect in loaded.effects] == [f"{case}/2/obiecal/0"]
    with pytest.raises(NotFound):
        await office.cases.load(CaseId("0" * 32))
