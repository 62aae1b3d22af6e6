"""What conditions are told about a case, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from office import NODE, Office

from db import tables as t
from db.facts import facts_of
from domain.cases import HistoryRow, StepRecord
from domain.ids import CaseId
from domain.outcomes import Outcome
from graphs.conditions import FACTS
from graphs.process import cursor_to_json

KINDS = {"string": str, "int": int, "bool": bool}


async def facts(office: Office, case: CaseId) -> dict[str, dict[str, Any]]:
    async with office.database.read() as session:
        return await facts_of(session, case)


async def dial(office: Office, case: CaseId, outcome: Outcome) -> None:
    """An attempt that ends at once, and a case that is due again an hour later."""
    (dialled,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dialled.attempt_id)
    await office.dialer.settle(dialled.attempt_id, outcome, "17")
    office.clock.forward(hours=1)
    await office.set(t.Case, case, attempt_id=None, due_at=office.clock.now)


async def enter(office: Office, case: CaseId, *statuses: str) -> None:
    """One step whose rows lead through these statuses."""
    row = await office.get(t.Case, case)
    ways = zip((row.status, *statuses), statuses, ("saved", "counter"), strict=False)
    cursor = {**cursor_to_json(await office.cursor(case)), "number": row.step + 1, "status": statuses[-1]}
    rows = tuple(HistoryRow(to, come, None, "system", edge) for come, to, edge in ways)
    await office.cases.commit_step(StepRecord(case, row.step + 1, cursor, office.clock.now, rows=rows))


async def test_every_fact_that_conditions_may_ask_for_is_there_in_its_type(office: Office):
    case = await office.new_case()
    found = await facts(office, case)
    assert {f"{group}.{name}" for group in found if group != "record" for name in found[group]} == {
        fact.name for fact in FACTS
    }
    for fact in FACTS:
        group, name = fact.name.split(".")
        assert type(found[group][name]) is KINDS[fact.kind], fact.name


async def test_new_case_tells_its_standing_its_contact_and_its_record(office: Office):
    case = await office.new_case("+48600100200", mail="jan@example.com", kwota=150, miasto="Łódź")
    office.clock.forward(days=2, hours=3)
    found = await facts(office, case)
    assert found["record"] == {"kwota": 150, "miasto": "Łódź"}
    assert found["contact"] == {
        "name": "Jan",
        "phone": "+48600100200",
        "mail": "jan@example.com",
        "anonymous": False,
    }
    standing = found["case"]
    assert (standing["status"], standing["entries"], standing["age_days"]) == ("nowy", 1, 2)
    assert (standing["in_status_days"], standing["due"], standing["owned"]) == (2, True, False)
    assert found["call"] == {
        "outcome": "",
        "direction": "",
        "seconds": 0,
        "answered": False,
        "inbound_status": "",
    }


async def test_attempts_are_counted_by_outcome_and_by_day_of_the_campaign_s_zone(office: Office):
    office.clock.now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    await office.hire()
    case = await office.new_case()
    for outcome in (Outcome.BUSY, Outcome.ANSWERED, Outcome.NO_ANSWER, Outcome.BUSY):
        await dial(office, case, outcome)
    found = await facts(office, case)
    counted = {name: count for name, count in found["attempts"].items() if count}
    assert counted == {"total": 4, "busy": 2, "answered": 1, "no_answer": 1, "today": 2}
    assert found["case"]["tries"] == 2
    assert found["call"] == {
        "outcome": "busy",
        "direction": "outbound",
        "seconds": 0,
        "answered": False,
        "inbound_status": "",
    }


async def test_attempt_that_was_never_dialled_is_none(office: Office):
    await office.hire()
    case = await office.new_case()
    (dialled,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.settle(dialled.attempt_id, Outcome.BUSY, "never dialled")
    assert (await facts(office, case))["attempts"]["total"] == 0


async def test_latest_call_tells_how_it_ended_and_how_long_it_was(office: Office):
    await office.hire()
    case = await office.new_case()
    (dialled,) = await office.dialer.claim(office.campaign, NODE)
    await office.dialer.begin(dialled.attempt_id)
    call = await office.dialer.answered(dialled.attempt_id, "77.1", "e1")
    assert call.offer is not None
    await office.connect(call.call_id, call.offer)
    office.clock.forward(seconds=75)
    await office.hang_up(call.call_id)
    told = (await facts(office, case))["call"]
    assert told == {
        "outcome": "answered",
        "direction": "outbound",
        "seconds": 75,
        "answered": True,
        "inbound_status": "",
    }


async def test_caller_who_met_no_agent_is_told_as_unhandled(office: Office):
    call = await office.call()
    case = CaseId((await office.get(t.Call, call.call_id)).case_id or "")
    office.clock.forward(seconds=20)
    await office.hang_up(call.call_id)
    told = (await facts(office, case))["call"]
    assert (told["outcome"], told["direction"], told["answered"]) == ("unhandled", "inbound", False)
    await office.set(t.Call, call.call_id, inbound_status="skarga")
    assert (await facts(office, case))["call"]["inbound_status"] == "skarga"


async def test_stay_lasts_while_its_status_is_saved_again_and_entries_passed_by_a_counter_do_not_count(
    office: Office,
):
    case = await office.new_case()
    await enter(office, case, "za-2-h")
    office.clock.forward(days=1)
    await enter(office, case, "za-2-h")
    office.clock.forward(days=1, hours=1)
    standing = (await facts(office, case))["case"]
    assert (standing["entries"], standing["in_status_days"]) == (2, 2)
    await enter(office, case, "nowy")
    await enter(office, case, "za-2-h", "na-koniec")
    standing = (await facts(office, case))["case"]
    assert (standing["status"], standing["entries"], standing["in_status_days"]) == ("na-koniec", 1, 0)
    await enter(office, case, "za-2-h")
    assert (await facts(office, case))["case"]["entries"] == 3


async def test_end_of_an_sla_that_moves_nothing_is_no_entry(office: Office):
    case = await office.new_case()
    row = await office.get(t.Case, case)
    cursor = {**cursor_to_json(await office.cursor(case)), "number": 2}
    rows = tuple(HistoryRow("nowy", "nowy", None, "system", edge) for edge in ("sla.warning", "sla"))
    await office.cases.commit_step(StepRecord(case, row.step + 1, cursor, office.clock.now, rows=rows))
    assert (await facts(office, case))["case"]["entries"] == 1


@pytest.mark.parametrize(
    ("moment", "weekday", "hour", "working"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 1, 10, True),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), 1, 0, True),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), 6, 10, False),
        (datetime(2026, 11, 11, 9, 0, tzinfo=UTC), 3, 10, False),
        (datetime(2026, 6, 4, 9, 0, tzinfo=UTC), 4, 11, False),
        (datetime(2026, 12, 24, 9, 0, tzinfo=UTC), 4, 10, False),
        (datetime(2024, 12, 24, 9, 0, tzinfo=UTC), 2, 10, True),
    ],
    ids=[
        "Monday",
        "Monday there",
        "Saturday",
        "11 November",
        "Corpus Christi",
        "Christmas Eve",
        "not yet one",
    ],
)
async def test_day_is_that_of_the_campaign_and_holidays_are_not_worked(
    office: Office, moment: datetime, weekday: int, hour: int, working: bool
):
    case = await office.new_case()
    office.clock.now = moment
    told = (await facts(office, case))["case"]
    assert (told["weekday"], told["hour"], told["working_day"]) == (weekday, hour, working)
