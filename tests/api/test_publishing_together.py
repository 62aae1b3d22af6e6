"""Several documents published by one request: all of them or none, each before what names it."""

import json
from typing import Any

import pytest
from people import CAMPAIGN, IVR, PROCESS, Center

SCENARIOS = """scenarios: windykacja
stories:
  Zajęty:
    - {dial: busy, then: {status: za-15-min, due: in %s}}
"""
TESTED = PROCESS.replace("statuses:", "tests: required\nstatuses:", 1)


def campaign(**more: Any) -> str:
    return json.dumps(CAMPAIGN | {"numbers": []} | more)


async def publish(center: Center, *documents: str | tuple[str, int]) -> Any:
    pairs = [(each, None) if isinstance(each, str) else each for each in documents]
    body = {"documents": [{"text": text, "etag": etag} for text, etag in pairs]}
    return await center.designer.post("/graphs/publish", json=body)


@pytest.mark.feature("EXT-41", "NEW-14")
async def test_documents_that_name_each_other_come_in_any_order(center: Center):
    answer = await publish(center, campaign(), TESTED, IVR, SCENARIOS % "15min")
    assert answer.status_code == 200, answer.text
    put, process, ivr, scenarios = answer.json()
    assert (put["name"], put["etag"], put["on"]) == ("windykacja", 1, False)
    assert (process["kind"], process["number"]) == ("process", 1)
    assert [use["campaign"] for use in process["campaigns"]] == ["windykacja"]
    assert (ivr["kind"], ivr["name"]) == ("ivr", "linia")
    assert [story["passed"] for story in scenarios["stories"]] == [True]
    inner = "ivr: wejscie\nblocks:\n  a: {block: announcement, say: Witaj, next: b}\n  b: {block: return}\n"
    outer = IVR.replace("linia", "centrala").replace("next: kolejka", "next: dalej") + (
        "  dalej: {block: subtree, tree: wejscie, next: kolejka}\n"
    )
    nested = await publish(center, outer, inner)
    assert [each["name"] for each in nested.json()] == ["centrala", "wejscie"], nested.text
    changed = TESTED.replace("15min", "20min")
    again = await publish(center, (changed, 1), (SCENARIOS % "20min", 1), (campaign(title="Nowa"), 1))
    assert [each.get("number") or each["etag"] for each in again.json()] == [2, 2, 2]


@pytest.mark.parametrize(
    ("documents", "status", "code", "document"),
    [
        (
            [PROCESS, IVR, campaign(members=[{"agent": "nikt@example.com"}])],
            *(422, "agent_unknown", "campaign windykacja"),
        ),
        ([IVR, SCENARIOS % "2h", TESTED], 422, "expected_otherwise", "process windykacja"),
        ([IVR, "process: zly\nstatuses: {a: {on_mail: b}}\n"], 422, "target_unknown", "process zly"),
        ([PROCESS, (IVR, 7)], 412, "changed_meanwhile", "ivr linia"),
    ],
)
async def test_one_that_is_refused_refuses_all_and_is_named(
    center: Center, documents: list[Any], status: int, code: str, document: str
):
    answer = await publish(center, *documents)
    told = answer.json()
    assert (answer.status_code, told["document"]) == (status, document), answer.text
    assert code in {told["code"], *(each["code"] for each in told["problems"])}
    for kind in ("process", "ivr"):
        assert (await center.designer.get(f"/graphs/{kind}")).json()["items"] == []
    assert (await center.designer.get("/campaigns")).json()["items"] == []
    assert (await center.designer.get("/graphs/process/windykacja/scenarios")).status_code == 404


async def test_a_document_goes_over_the_version_that_was_read(center: Center):
    await publish(center, PROCESS, IVR)
    blind = await publish(center, PROCESS.replace("15min", "20min"), IVR)
    assert (blind.status_code, blind.json()["code"]) == (428, "if_match_needed")
    assert blind.json()["document"] == "process windykacja"
