import pytest

from tests.casework.office import CaseOffice

STATUSES = {
    "nowy": {"title": "Nowy", "initial": True, "qualifier": "unused", "on_mail": "odpisal"},
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
    "ogloszony": {"title": "Ogłoszony", "for": "system", "qualifier": "none", "on_mail": "odpisal"},
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


@pytest.mark.feature("NEW-08", "SYS-P-52", "SYS-P-53", "SYS-P-80", "SYS-P-81", "SYS-P-83")
async def test_why_names_the_edge_the_version_and_the_guard_of_ten_steps_and_what_comes_next(
    office: CaseOffice,
):
    await office.set_up(STATUSES)
    case = await office.add(kwota=250)
    path = f"/cases/{case}/events"
    for event, status in (("mail", "odpisal"), ("sms", "ogloszony"), ("mail", "odpisal"), ("mail", "uparty")):
        await office.admin.call("POST", path, json={"event": event}, expect=202)
        await office.becomes_status(case, status)
    answer = await office.admin.get(f"/cases/{case}/why")
    print(answer)
    steps = [(step["status"], step["edge"]) for step in reversed(answer["because"])]
    assert steps == [
        ("nowy", "created"),
        ("odpisal", "on_mail"),
        ("wazny", "on_sms#1"),
        ("ogloszony", "actions.0.on_success"),
        ("odpisal", "on_mail"),
        ("odpisal", "on_mail"),
        ("uparty", "counter"),
    ]
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
