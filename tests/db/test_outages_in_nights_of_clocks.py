"""Nothing of ours runs through the night in which clocks go back; what fell due in it is done once, in its order."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from office import NODE, Office, canonical

from db import tables as t
from domain.cases import PlannedEffect, StepRecord
from domain.ids import CaseId
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

WARSAW = ZoneInfo("Europe/Warsaw")
OPEN = [{"days": "mon-sun", "hours": "08:00-20:00"}]
DUE = {
    "half past two, for the second time": "2026-10-25T02:30+01:00",
    "half past two": "2026-10-25T02:30+02:00",
    "evening": "2026-10-24T21:00+02:00",
    "three": "2026-10-25T03:00+01:00",
    "just before opening": "2026-10-25T07:59+01:00",
}
IN_ORDER = [
    "evening",
    "half past two",
    "half past two, for the second time",
    "three",
    "just before opening",
]
REMIND = {"send_mail": {"template": "potwierdzenie"}}
WAITING = canonical(
    {
        "process": "windykacja",
        "statuses": {
            "nowy": {"initial": True, "qualifier": "unused"},
            "czeka": {
                "qualifier": "waiting",
                "actions": [
                    REMIND | {"delay": {"for": "12h"}},
                    REMIND | {"delay": {"for": "8h"}},
                ],
                "sla": {
                    "limit": "3h",
                    "warning": "1h",
                    "hours": [{"days": "mon-sun", "hours": "08:00-18:00"}],
                    "then": "po-terminie",
                },
            },
            "po-terminie": {
                "for": "system",
                "qualifier": "waiting",
                "actions": [REMIND | {"delay": {"for": "1d"}}],
                "on_time": [{"after": "2d", "then": "koniec"}],
            },
            "koniec": {"for": "system", "qualifier": "terminal"},
        },
    }
)


def moment(wall: str) -> datetime:
    return datetime.fromisoformat(wall).astimezone(UTC)


@pytest.mark.fault("T8")
@pytest.mark.parametrize(
    "back", ["2026-10-25T07:59:59+01:00", "2026-10-25T08:00+01:00", "2026-10-25T10:00+01:00"]
)
async def test_recalls_of_the_night_are_dialled_once_in_order_from_the_opening_hour_as_agents_are_free(
    office: Office, back: str
):
    office.clock.now = moment("2026-10-24T19:30+02:00")
    await opens_at_eight(office)
    names: dict[str, str] = {}
    for number, (name, due) in enumerate(DUE.items()):
        case = await office.new_case(f"+4860010020{number}")
        names[case] = name
        await office.set(t.Case, case, due_at=moment(due), lifecycle="callback")
    for _ in range(2):
        await office.hire()
    assert await office.dialer.claim(office.campaign, NODE) == []
    office.clock.now = moment(back)
    if office.clock.now < moment("2026-10-25T08:00+01:00"):
        assert await office.dialer.claim(office.campaign, NODE) == []
        opening = await office.dialer.next_due(office.campaign)
        assert opening == moment("2026-10-25T08:00+01:00")
        office.clock.now = opening
    rounds = [[names[case] for case in cases] for cases in [await dialled(office) for _ in range(4)]]
    assert rounds == [IN_ORDER[:2], IN_ORDER[2:4], IN_ORDER[4:], []]


async def opens_at_eight(office: Office) -> None:
    etag = (await office.get(t.Campaign, office.campaign)).etag + 1
    document = office.document(OPEN)
    assert document["zone"] == WARSAW.key
    await office.set(t.Campaign, office.campaign, document=document, etag=etag)


async def dialled(office: Office) -> list[str]:
    """One round of the dialer: whoever is claimed is dialled, nobody answers, and the cases are due tomorrow."""
    dials = await office.dialer.claim(office.campaign, NODE)
    assert await office.dialer.claim(office.campaign, NODE) == []
    for dial in dials:
        assert await office.dialer.begin(dial.attempt_id) is not None
        assert await office.dialer.begin(dial.attempt_id) is None
        await office.dialer.settle(dial.attempt_id, "no_answer", "17")
        tomorrow = office.clock.now + timedelta(days=1)
        await office.set(t.Case, dial.case_id, attempt_id=None, due_at=tomorrow)
    return [dial.case_id for dial in dials]


@pytest.mark.fault("T8")
async def test_case_that_nobody_woke_all_night_does_the_same_once_as_one_that_was_awake(office: Office):
    office.clock.now = moment("2026-10-24T17:30+02:00")
    async with office.database.unit() as session:
        await session.put(t.GraphDocument(hash="p2", kind="process", body=WAITING, created_at=session.now))
    began, morning = office.clock.now, moment("2026-10-25T12:00+01:00")
    for phone, looks in (("+48600100201", every_five_minutes(began, morning)), ("+48600100202", [morning])):
        office.clock.now = began
        case = await office.new_case(phone, mail="jan@example.com")
        await office.set(t.Case, case, process_hash="p2")
        assert await lived(office, case, looks) == ["saved", "mail 1", "mail 0", "sla.warning", "sla"]
        effects = await office.all(t.Effect, case_id=case)
        told = sorted((effect.args["action"], effect.state) for effect in effects)
        assert told == [(0, "planned"), (1, "planned")]


def every_five_minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    while first < last:
        first += timedelta(minutes=5)
        yield first


async def lived(office: Office, case: CaseId, looks: Iterable[datetime]) -> list[str]:
    """An agent saves that the case waits; what becomes of it when somebody looks at these moments only."""
    process, rules = compile_process(WAITING), Rules(WARSAW.key, timedelta(hours=1))
    cursor = advance(process, NEW_CASE, Created(now=office.clock()), rules).cursor
    done: list[str] = []

    async def write(step: Step) -> Cursor:
        planned = tuple(PlannedEffect(f"{case}/{e.key}", e.kind, e.status, e.action) for e in step.effects)
        number = step.cursor.number
        record = StepRecord(case, number, cursor_to_json(step.cursor), office.clock(), effects=planned)
        for _ in range(2):
            await office.cases.commit_step(record)
        done.extend(f"{effect.kind} {effect.action}" for effect in step.effects)
        done.extend(row.edge for row in step.rows)
        return step.cursor

    cursor = await write(advance(process, cursor, Saved(now=office.clock(), status="czeka", by="a"), rules))
    for now in looks:
        office.clock.now = now
        while cursor.wake_at is not None and cursor.wake_at <= now:
            cursor = await write(advance(process, cursor, Woken(now=now), rules))
        assert advance(process, cursor, Woken(now=now), rules).cursor is cursor
    return done
