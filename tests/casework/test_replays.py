"""What was kept of a case is walked on its graph, and played on a version that came later and on the draft."""

import json
from typing import Any

import pytest

from tests.casework.office import CaseOffice
from tests.casework.test_why import STATUSES, until_rows
from tests.scenarios.company import YAML


async def tell(office: CaseOffice, case: str, event: str, rows: int) -> None:
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": event}, expect=202)
    await until_rows(office, case, rows)


async def replayed(office: CaseOffice, case: str, **asked: Any) -> Any:
    return await office.admin.get(f"/cases/{case}/replay", **asked)


def walked(answer: Any) -> list[tuple[str | None, list[str]]]:
    return [(step["event"], [edge["status"] for edge in step["edges"]]) for step in answer["steps"]]


@pytest.mark.feature("EXT-37")
async def test_past_of_a_case_is_walked_on_its_version_and_leaves_it_where_another_one_leads_elsewhere(
    office: CaseOffice,
):
    await office.set_up(STATUSES)
    case = await office.add(kwota=250)
    await office.save(case, "umowiony")
    await tell(office, case, "mail", 3)
    await tell(office, case, "sms", 5)
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": "chat"}, expect=202)
    await tell(office, case, "mail", 6)
    answer = await replayed(office, case)
    assert walked(answer) == [
        ("created", ["nowy"]),
        ("saved", ["umowiony"]),
        ("contacted", ["odpisal"]),
        ("contacted", ["wazny"]),
        ("effect_done", ["ogloszony"]),
        ("contacted", []),
        ("contacted", ["odpisal"]),
    ]
    assert (answer["divergence"], answer["played_on"], answer["version"], answer["whole"]) == (
        *(None, "pinned", 1),
        True,
    )
    sms = answer["steps"][3]
    assert sms["conditions"] == [{"condition": "record.kwota > 100", "held": True}]
    [edge] = sms["edges"]
    assert edge["path"] == ["statuses", "odpisal", "on_sms", 0]
    assert (edge["line"], edge["column"]) == (1, text_of(office, STATUSES).index('{"when"') + 1)
    assert "napisał" in answer["steps"][2]["words"]["pl"]
    assert answer["steps"][1]["by_name"] == "Anna"
    assert any("available_after" in words["en"] for words in answer["not_kept"])


def text_of(office: CaseOffice, statuses: dict[str, Any]) -> str:
    return json.dumps({"process": office.name, "statuses": statuses})


@pytest.mark.feature("EXT-37")
async def test_same_events_on_another_version_and_on_the_draft_show_the_first_divergence(office: CaseOffice):
    await office.set_up(STATUSES)
    case = await office.add(kwota=250)
    await office.save(case, "umowiony")
    await tell(office, case, "mail", 3)
    await tell(office, case, "sms", 5)
    other = {**STATUSES["odpisal"], "on_sms": "uparty"}
    later = {**STATUSES, "odpisal": other}
    await office.publish_again("process", office.name, text_of(office, later))
    answer = await replayed(office, case, version=2)
    assert (answer["played_on"], answer["version"], answer["recorded_on"]["number"]) == ("version", 2, 1)
    apart = answer["divergence"]
    assert (apart["step"], apart["code"], apart["then"], apart["now"]) == (
        *(4, "otherwise", ["wazny"]),
        ["uparty"],
    )
    assert "“Uparty”" in apart["words"]["en"]
    assert "przeszła do „Ważny”" in apart["words"]["pl"]
    asks_more = {**other, "on_sms": [{"when": "record.kwota > 200", "then": "wazny"}]}
    gone = {name: status for name, status in STATUSES.items() if name != "umowiony"}
    for statuses, code in (
        ({**STATUSES, "odpisal": asks_more}, "not_kept"),
        ({**gone, "nowy": {**STATUSES["nowy"], "on_sms": "wazny"}}, "refused"),
    ):
        path = f"/graphs/process/{office.name}/draft"
        etag = (await office.admin.raw("GET", path)).headers["etag"]
        text = text_of(office, statuses).encode()
        await office.admin.call("PUT", path, content=text, headers={**YAML, "If-Match": etag})
        drafted = await replayed(office, case, version="draft")
        assert (drafted["played_on"], drafted["divergence"]["code"]) == ("draft", code)
    same = await replayed(office, case, version=1)
    assert same["divergence"] is None
