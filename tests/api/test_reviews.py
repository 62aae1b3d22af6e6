"""Four eyes through the API: a draft that needs a second person is published only when one has approved of it."""

from typing import Any

import pytest
from people import PROCESS, YAML, Center, pretty

from app.settings import GraphSettings, Settings
from domain.access import Role

PATH = "/graphs/process/windykacja"
DEMANDING = PROCESS.replace("statuses:", "review: required\nstatuses:", 1)


async def save(client: Any, text: str) -> str:
    present = await client.get(f"{PATH}/draft")
    read = {"If-Match": present.headers["etag"]} if present.status_code == 200 else {}
    saved = await client.put(f"{PATH}/draft", content=text, headers={**YAML, **read})
    assert saved.status_code == 200, saved.text
    return saved.headers["etag"]


async def review(client: Any, etag: str, *, approve: bool = True, note: str = "") -> Any:
    body = {"approve": approve, "note": note}
    return await client.post(f"{PATH}/draft/review", json=body, headers={"If-Match": etag})


@pytest.mark.feature("NEW-18")
async def test_process_that_demands_it_is_published_when_another_designer_has_approved(center: Center):
    other = await center.hire("ewa", Role.DESIGNER)
    etag = await save(center.designer, DEMANDING)
    refused = await center.designer.post(f"{PATH}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "review_needed"), pretty(refused)
    assert "Designer" in refused.json()["detail"]
    own = await review(center.designer, etag)
    assert (own.status_code, own.json()["code"]) == (409, "own_draft")
    assert (await review(center.agent, etag)).status_code == 403
    rejected = await review(other, etag, approve=False, note="odmowa bez powodu")
    assert (rejected.json()["approved"], rejected.json()["opinions"][0]["note"]) == (
        False,
        "odmowa bez powodu",
    )
    assert "Ewa" in (await center.designer.post(f"{PATH}/publish")).json()["detail"]
    approved = await review(other, etag)
    assert (approved.json()["approved"], approved.json()["authors"]) == (True, ["Designer"])
    assert (await center.designer.post(f"{PATH}/publish")).json()["number"] == 1


async def test_change_after_the_approval_needs_another_one(center: Center):
    other = await center.hire("ewa", Role.DESIGNER)
    read = await save(center.designer, DEMANDING)
    assert (await review(other, read)).json()["approved"]
    changed = await save(center.designer, DEMANDING.replace("15min", "20min"))
    refused = await center.designer.post(f"{PATH}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "review_needed")
    late = await review(other, read)
    assert (late.status_code, late.json()["theirs"]["opinions"][0]["stale"]) == (412, True)
    assert (await review(other, changed)).json()["approved"]
    await save(other, DEMANDING.replace("15min", "25min"))
    state = (await center.designer.get(f"{PATH}/draft/review")).json()
    assert (state["needed"], state["approved"], state["opinions"]) == (True, False, [])
    assert sorted(state["authors"]) == ["Designer", "Ewa"]


async def test_draft_cannot_lift_the_demand_by_itself(center: Center):
    other = await center.hire("ewa", Role.DESIGNER)
    await review(other, await save(center.designer, DEMANDING))
    await center.designer.post(f"{PATH}/publish")
    etag = await save(center.designer, PROCESS)
    refused = await center.designer.post(f"{PATH}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "review_needed")
    await review(other, etag)
    assert (await center.designer.post(f"{PATH}/publish")).json()["number"] == 2
    await save(other, PROCESS.replace("15min", "20min"))
    assert (await other.post(f"{PATH}/publish")).json()["number"] == 3


class TestOfWholeInstallation:
    @pytest.fixture
    def settings(self, tmp_path: Any) -> Settings:
        return Settings(state=tmp_path, graphs=GraphSettings(review=True))

    async def test_every_graph_needs_a_second_person(self, center: Center):
        etag = await save(center.designer, PROCESS)
        refused = await center.designer.post(f"{PATH}/publish", headers={"Accept-Language": "pl"})
        assert (refused.status_code, refused.json()["code"]) == (409, "review_needed")
        assert "inny projektant" in refused.json()["detail"]
        await review(center.administrator, etag)
        assert (await center.designer.post(f"{PATH}/publish")).json()["number"] == 1
        back = await center.designer.post(f"{PATH}/rollback", json={"to": 1})
        assert back.status_code == 200
