from datetime import UTC, datetime, timedelta

import pytest

from tests.casework.office import CaseOffice
from tests.installation import until

STATUSES = {
    "nowy": {"title": "Nowy", "initial": True, "qualifier": "unused", "on_mail": "odpisal"},
    "umowiony": {
        "title": "Umówiony",
        "qualifier": "callback-private-relative",
        "after": "1h",
        "on_mail": "odpisal",
    },
    "odpisal": {
        "title": "Odpisał",
        "for": "system",
        "qualifier": "callback-public-relative",
        "after": "2h",
        "counter": {"limit": 2, "then": "uparty"},
        "on_mail": "odpisal",
        "on_sms": [{"when": "record.kwota > 100", "then": "wazny"}, {"then": "stay"}],
        "on_event": {"zaplacone": "zaplacil"},
    },
    "wazny": {
        "title": "Ważny",
        "qualifier": "callback-public-relative",
        "after": "1d",
        "on_mail": "odpisal",
        "actions": [
            {
                "notify": {"to": "supervisors", "text": "Ważny klient {{ contact.name }}"},
                "on_success": "ogloszony",
            }
        ],
    },
    "ogloszony": {
        "title": "Ogłoszony",
        "for": "system",
        "qualifier": "none",
        "on_mail": "odpisal",
        "on_sms": "wazny",
    },
    "uparty": {
        "title": "Uparty",
        "for": "system",
        "qualifier": "callback-public-relative",
        "after": "1d",
        "on_time": [{"after": "3d", "then": "koniec"}],
        "on_event": {"zaplacone": "zaplacil"},
    },
    "zaplacil": {"title": "Zapłacił", "for": "system", "qualifier": "success-terminal"},
    "koniec": {"title": "Koniec", "for": "system", "qualifier": "terminal"},
}


async def until_rows(office: CaseOffice, case: str, count: int) -> None:
    """Wait until the history has so many rows."""

    async def there() -> bool:
        return len(await office.history(case)) >= count

    await until(there, 15, f"{count} rows of history")


@pytest.mark.feature("NEW-08", "SYS-P-52", "SYS-P-53", "SYS-P-80", "SYS-P-81", "SYS-P-83")
async def test_why_names_the_edge_the_version_and_the_guard_of_ten_steps_and_what_comes_next(
    office: CaseOffice,
):
    await office.set_up(STATUSES)
    case = await office.add(kwota=250)
    await office.save(case, "umowiony", note="Prosi o telefon za godzinę")
    path = f"/cases/{case}/events"
    told = [
        ("mail", "odpisal"),
        ("sms", "ogloszony"),
        ("sms", "ogloszony"),
        ("mail", "odpisal"),
        ("mail", "uparty"),
    ]
    for number, (event, status) in enumerate(told):
        await office.admin.call("POST", path, json={"event": event}, expect=202)
        rows = (2, 1, 2, 2, 1, 2)
        await until_rows(office, case, 2 + sum(rows[1 : number + 2]))
        assert (await office.case(case))["status"] == status
    answer = await office.admin.get(f"/cases/{case}/why", limit=10)
    steps = [(step["status"], step["edge"]) for step in reversed(answer["because"])]
    assert steps == [
        ("nowy", "created"),
        ("umowiony", "saved"),
        ("odpisal", "on_mail"),
        ("wazny", "on_sms#1"),
        ("ogloszony", "actions.0.on_success"),
        ("wazny", "on_sms"),
        ("ogloszony", "actions.0.on_success"),
        ("odpisal", "on_mail"),
        ("odpisal", "on_mail"),
        ("uparty", "counter"),
    ]
    saved, acted = (await office.history(case))[1], (await office.history(case))[4]
    shown = (saved["status"], saved["responsible"], saved["ordered_by_name"], saved["note"])
    assert shown == ("umowiony", "Anna", "Anna", "Prosi o telefon za godzinę")
    assert datetime.now(UTC) - datetime.fromisoformat(saved["at"]) < timedelta(minutes=2)
    assert (acted["responsible"], acted["ordered_by"]) == ("Anna", "system")
    assert {step["version"]["number"] for step in answer["because"]} == {1}
    guard = next(step for step in answer["because"] if step["edge"] == "on_sms#1")
    assert "`record.kwota > 100` held" in guard["words"]["en"]
    assert "warunek `record.kwota > 100` był spełniony" in guard["words"]["pl"]
    assert "more than 2 times" in answer["because"][0]["words"]["en"]
    assert [(each["kind"], each["leads_to"]) for each in answer["next"]] == [
        ("callback", []),
        ("term", ["koniec"]),
    ]
    await office.admin.call("POST", path, json={"event": "zaplacone"}, expect=202)
    await office.becomes_status(case, "zaplacil")
    assert (await office.admin.get(f"/cases/{case}/why", limit=1))["next"] == []
