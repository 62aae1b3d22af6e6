"""Knows what each of the 21 qualifiers does to a real case: one row each, driven through the API."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.qualifiers import PRESETS
from tests.casework.office import CaseOffice

ABSOLUTE = "2027-05-04 10:30"
CHOSEN = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=2)
IDS = [f"SYS-P-{number}" for number in range(57, 80) if number != 79]


@dataclass(frozen=True)
class Row:
    """What is expected after anna saved the status: when the case comes back, who may have it, who is credited.

    `back`: never, an hour (the campaign's `redial_after`), two hours (relative), absolute, or chosen by the agent.
    """

    back: str
    whose: str = "all"
    credited: bool = False
    lifecycle: str = "callback"
    finished: bool = False


ROWS = {
    "none": Row("in 3 h", lifecycle="callback"),
    "callback-public-relative": Row("in 2 h"),
    "callback-public-absolute": Row("absolute"),
    "callback-public-agent": Row("chosen"),
    "callback-private-relative": Row("in 2 h", "anna"),
    "callback-private-absolute": Row("absolute", "anna"),
    "callback-private-agent": Row("chosen", "anna"),
    "success-callback-public-relative": Row("in 2 h", credited=True),
    "success-callback-public-absolute": Row("absolute", credited=True),
    "success-callback-public-agent": Row("chosen", credited=True),
    "success-callback-private-relative": Row("in 2 h", "anna", credited=True),
    "success-callback-private-absolute": Row("absolute", "anna", credited=True),
    "success-callback-private-agent": Row("chosen", "anna", credited=True),
    "success-confirm-public": Row("in 1 h", credited=True, lifecycle="confirm"),
    "success-confirm-private": Row("in 1 h", "anna", credited=True, lifecycle="confirm"),
    "success-terminal": Row("never", "nobody", credited=True, lifecycle="terminal", finished=True),
    "terminal": Row("never", "nobody", lifecycle="terminal", finished=True),
    "waiting": Row("never", "nobody", lifecycle="wait"),
    "end-of-queue": Row("in 1 h", lifecycle="end_of_queue"),
    "cancel-success-and-close": Row("never", "nobody", lifecycle="terminal", finished=True),
    "unused": Row("in 1 h", lifecycle="open"),
}
BEFORE = {
    "none": "za-3-godziny",
    "cancel-success-and-close": "success-callback-public-relative",
    "unused": "success-callback-private-relative",
}
"""What was saved before: a qualifier to be kept, a success to be revoked, markers to be cleared."""


def statuses() -> dict[str, Any]:
    found: dict[str, Any] = {"nowy": {"initial": True, "qualifier": "unused"}}
    found["za-3-godziny"] = {"qualifier": "callback-public-relative", "after": "3h"}
    for name in ROWS:
        found[name] = {"qualifier": name}
        if name.endswith("-relative"):
            found[name]["after"] = "2h"
        if name.endswith("-absolute"):
            found[name]["at"] = ABSOLUTE
        if name == "waiting":
            found[name]["on_time"] = [{"after": "30d", "then": "terminal"}]
    return found


def told(due: str | None, saved_at: datetime) -> str:
    """When a case comes back, in the words of the table."""
    if due is None:
        return "never"
    moment = datetime.fromisoformat(due)
    if moment == CHOSEN:
        return "chosen"
    if moment == datetime(2027, 5, 4, 8, 30, tzinfo=UTC):
        return "absolute"
    hours = (moment - saved_at) / timedelta(hours=1)
    return f"in {round(hours)} h" if abs(hours - round(hours)) < 0.02 else due


async def successes(office: CaseOffice) -> int:
    return (await office.anna.me())["now"]["counters"]["successes"]


@pytest.mark.feature(*IDS, "SYS-P-18", "SYS-P-19", "SYS-P-20", "SYS-P-22", "SYS-P-24", "SYS-P-25")
async def test_each_of_the_21_qualifiers_does_to_a_case_what_its_row_says(office: CaseOffice):
    assert set(ROWS) == set(PRESETS)
    jan = await office.hire_agent("jan", phone=False)
    await office.set_up(statuses(), jan)
    found: dict[str, Row] = {}
    cases: dict[str, str] = {}
    for number, name in enumerate(ROWS):
        case = cases[name] = await office.add(office.customer(number))
        if name in BEFORE:
            await office.save(case, BEFORE[name])
        before = await successes(office)
        chooses = name.endswith("-agent")
        refused = await office.refused(case, name, **({} if chooses else {"callback_at": CHOSEN.isoformat()}))
        expected = "callback_time_missing" if chooses else "callback_time_not_allowed"
        assert [problem["code"] for problem in refused["problems"]] == [expected]
        saved_at = datetime.now(UTC)
        saved = await office.save(case, name, **({"callback_at": CHOSEN.isoformat()} if chooses else {}))
        sight = {
            agent: case in {each["case_id"] for each in (await client.get("/recalls", limit=500))["items"]}
            for agent, client in (("anna", office.anna.client), ("jan", jan.client))
        }
        whose = (
            "all" if all(sight.values()) else next((name for name, seen in sight.items() if seen), "nobody")
        )
        gained = await successes(office) - before
        found[name] = Row(
            told(saved["due_at"], saved_at), whose, gained > 0, saved["lifecycle"], saved["finished"]
        )
        if name == "cancel-success-and-close":
            assert gained == -1
        if name == "unused":
            assert (saved["owner_id"], saved["visibility"]) == (None, "public")
    show(found)
    assert found == ROWS
    order = [each["case_id"] for each in (await office.admin.get("/recalls", limit=500))["items"]]
    assert order[-1] == cases["end-of-queue"]
    again = await office.refused(cases["terminal"], "none")
    assert again["code"] == "case_closed" or again["problems"][0]["code"] == "case_finished"


def show(found: dict[str, Row]) -> None:
    """The table, for whoever runs this with -s."""
    print(f"\n{'qualifier':34}{'comes back':12}{'for':8}{'success':9}{'lifecycle':14}closed")
    for name, row in found.items():
        credited = "+1" if row.credited else "-1" if name.startswith("cancel") else "0"
        print(
            f"{name:34}{row.back:12}{row.whose:8}{credited:9}{row.lifecycle:14}{'yes' if row.finished else 'no'}"
        )
