"""Guards decide where a running case goes: by its record, by its past, and by nothing where a fact is missing."""

from typing import Any

import pytest

from tests.casework.office import CaseOffice

END = {"for": "system", "qualifier": "terminal"}
QUIET = {"qualifier": "unused"}


async def tell(office: CaseOffice, case: str, event: str) -> None:
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": event}, expect=202)


@pytest.mark.feature("SYS-P-54")
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kwota": 1500, "miasto": "Łódź"}, "duza"),
        ({"kwota": 1500, "miasto": "Kutno"}, "mala"),
        ({"kwota": 10, "miasto": "Łódź"}, "mala"),
        ({"miasto": "Łódź"}, "bez-kwoty"),
        ({"kwota": "sto", "miasto": "Łódź"}, "inna"),
    ],
    ids=["large", "elsewhere", "small", "none", "no number"],
)
async def test_mail_leads_the_case_by_what_its_record_says(
    office: CaseOffice, fields: dict[str, Any], expected: str
):
    way = [
        {"when": "record.kwota > 1000 && record.miasto.matches('^(Łódź|Zgierz)$')", "then": "duza"},
        {"when": "!has(record.kwota)", "then": "bez-kwoty"},
        {"when": "record.kwota >= 0 && contact.phone.startsWith('+48')", "then": "mala"},
        {"then": "inna"},
    ]
    await office.set_up(
        {"nowy": {"initial": True, **QUIET, "on_mail": way}}
        | dict.fromkeys(("duza", "mala", "bez-kwoty", "inna"), END)
    )
    case = await office.add(**fields)
    await tell(office, case, "mail")
    await office.becomes_status(case, expected)


async def test_event_is_followed_only_while_its_guard_holds_and_the_case_stays_otherwise(office: CaseOffice):
    again = [{"when": "case.entries < 3 && attempts.total == 0", "then": "czeka"}]
    await office.set_up(
        {
            "nowy": {"initial": True, **QUIET, "on_event": {"dalej": again}},
            "czeka": {"for": "system", **QUIET, "on_event": {"dalej": again}, "on_mail": "koniec"},
            "koniec": END,
        }
    )
    case = await office.add()
    for event in ("dalej", "dalej", "dalej", "dalej", "dalej", "mail"):
        await tell(office, case, event)
    await office.becomes_status(case, "koniec")
    statuses = [row["status"] for row in await office.history(case)]
    assert statuses == ["nowy", "czeka", "czeka", "czeka", "koniec"]
