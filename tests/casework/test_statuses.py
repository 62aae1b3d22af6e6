import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.casework.office import CaseOffice
from tests.scenarios.company import YAML

STATUSES = {
    "nowy": {"title": "Nowy", "initial": True, "qualifier": "unused"},
    "obietnica": {
        "title": "Obiecał wpłatę",
        "description": "Klient podał kwotę i datę.",
        "color": "#2f9e44",
        "qualifier": "callback-public-relative",
        "after": "2d",
        "on_event": {"umorzone": "zamkniety-przez-system"},
    },
    "zamkniety-przez-system": {"for": "system", "qualifier": "terminal"},
}


@pytest.mark.feature(
    "SYS-P-01", "SYS-P-13", "SYS-P-14", "SYS-P-20", "SYS-P-21", "SYS-P-23", "SYS-P-30", "WBX-19"
)
async def test_agent_is_offered_the_statuses_for_agents_by_title_and_color_and_saves_no_other(
    office: CaseOffice,
):
    await office.set_up(STATUSES)
    case = await office.add()
    choices = (await office.anna.client.get(f"/cases/{case}/choices"))["items"]
    assert [(each["status"], each["title"], each["color"]) for each in choices] == [
        ("nowy", "Nowy", None),
        ("obietnica", "Obiecał wpłatę", "#2f9e44"),
    ]
    refused = await office.refused(case, "zamkniety-przez-system")
    assert [problem["code"] for problem in refused["problems"]] == ["status_not_allowed"]
    assert (await office.save(case, "obietnica"))["status"] == "obietnica"
    assert await office.admin.get(f"/cases/{case}/effects") == []


@pytest.mark.feature("SYS-P-24", "SYS-P-25", "SYS-P-26")
async def test_process_without_an_initial_status_begins_with_its_first_and_says_so(office: CaseOffice):
    statuses = {"pierwszy": {"qualifier": "unused"}, "drugi": {"qualifier": "terminal"}}
    text = json.dumps({"process": office.name, "statuses": statuses}).encode()
    checked = await office.admin.call("POST", "/graphs/check", content=text, headers=YAML)
    (notice,) = [each for each in checked["problems"] if each["code"] == "initial_missing"]
    assert (notice["severity"], notice["node"]) == ("notice", "pierwszy")
    await office.set_up(statuses)
    assert (await office.case(await office.add()))["status"] == "pierwszy"
    twice = {name: status | {"initial": True} for name, status in statuses.items()}
    text = json.dumps({"process": office.name, "statuses": twice}).encode()
    checked = await office.admin.call("POST", "/graphs/check", content=text, headers=YAML)
    assert "initial_twice" in [each["code"] for each in checked["problems"]]


@pytest.mark.feature("SYS-P-42")
async def test_action_counted_from_the_callback_runs_when_that_time_has_come(office: CaseOffice):
    await office.template("przypomnienie", "Dzwonimy", "Sprawa {{ case.number }}")
    remind = {"send_mail": {"template": "przypomnienie"}, "delay": {"for": "1s", "from": "callback"}}
    await office.set_up(
        STATUSES
        | {
            "umowiony": {
                "qualifier": "callback-public-agent",
                "actions": [remind | {"on_success": "obietnica"}],
            }
        }
    )
    mail = f"klient-{office.tag}@example.com"
    case = await office.add(emails=(mail,))
    callback = datetime.now(UTC) + timedelta(seconds=3)
    await office.save(case, "umowiony", callback_at=callback.isoformat())
    (coming,) = [
        each for each in (await office.admin.get(f"/cases/{case}/why"))["next"] if each["kind"] == "action"
    ]
    assert datetime.fromisoformat(coming["at"]) == callback + timedelta(seconds=1)
    await office.mail_to(mail)
    await office.becomes_status(case, "obietnica")
    sent = (await office.history(case))[-1]
    assert datetime.fromisoformat(sent["at"]) >= callback + timedelta(seconds=1)


@pytest.mark.feature("SYS-P-41")
async def test_status_left_before_its_delayed_action_cancels_it_unless_that_is_kept(office: CaseOffice):
    for name in ("odwolany", "zachowany"):
        await office.template(f"{name}-{office.tag}", name, "{{ case.number }}")

    def after(name: str, *, keep: bool) -> dict[str, object]:
        return {"send_mail": {"template": f"{name}-{office.tag}"}, "delay": {"for": "2s"}, "keep": keep}

    waiting = {
        "qualifier": "callback-public-relative",
        "after": "1d",
        "actions": [after("odwolany", keep=False), after("zachowany", keep=True)],
    }
    await office.set_up(STATUSES | {"czeka": waiting, "dalej": {"qualifier": "end-of-queue"}})
    mail = f"klient-{office.tag}@example.com"
    case = await office.add(emails=(mail,))
    await office.save(case, "czeka")
    await office.save(case, "dalej")
    assert (await office.mail_to(mail))["subject"] == "zachowany"
    assert [each["subject"] for each in await office.mails(mail)] == ["zachowany"]
