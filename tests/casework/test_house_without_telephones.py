import pytest

from tests.casework.office import CaseOffice

STATUSES = {
    "nowy": {"initial": True, "qualifier": "unused"},
    "wyslij": {
        "qualifier": "waiting",
        "actions": [
            {
                "send_mail": {"template": "potwierdzenie"},
                "delay": {"for": "1s", "from": "status"},
                "on_success": "wyslane",
                "on_failure": "blad",
            }
        ],
    },
    "wyslane": {"for": "system", "qualifier": "success-terminal"},
    "blad": {"for": "system", "qualifier": "terminal"},
}


@pytest.mark.feature("FCC-132", "SYS-P-29", "SYS-P-39", "SYS-P-41", "SYS-P-43", "SYS-P-67", "SYS-P-83")
async def test_status_saved_by_an_agent_sends_its_mail_after_the_delay_and_its_success_closes_the_case(
    office: CaseOffice,
):
    await office.template("potwierdzenie", "Dzień dobry {{ contact.name }}", "Sprawa {{ case.number }}")
    await office.set_up(STATUSES)
    case = await office.add(emails=(f"klient-{office.tag}@example.com",))
    saved = await office.save(case, "wyslij", note="proszę wysłać")
    assert (saved["status"], saved["lifecycle"], saved["due_at"]) == ("wyslij", "wait", None)
    mail = await office.mail_to(f"klient-{office.tag}@example.com")
    assert mail["subject"] == "Dzień dobry Łukasz Żak"
    closed = await office.becomes_status(case, "wyslane")
    assert closed["finished"]
    created, waiting, sent = await office.history(case)
    assert [row["edge"] for row in (created, waiting, sent)] == ["created", "saved", "actions.0.on_success"]
    assert (waiting["note"], waiting["ordered_by_name"]) == ("proszę wysłać", "Anna")
    assert sent["ordered_by"] == "system"
