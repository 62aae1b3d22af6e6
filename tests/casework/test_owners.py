import pytest

from tests.casework.office import CaseOffice

PRIVATE = {"qualifier": "callback-private-relative", "after": "2h"}
STATUSES = {
    "nowy": {"initial": True, "qualifier": "unused"},
    "moja": PRIVATE,
    "szefa": {"qualifier": "callback-public-relative", "after": "2h", "owner": {"agent": "jan"}},
    "dalej": {"qualifier": "callback-public-relative", "after": "1h", "owner": "none"},
    "komus": PRIVATE | {"owner": "choose"},
}


async def set_up(office: CaseOffice, jan: str) -> None:
    statuses = STATUSES | {"szefa": STATUSES["szefa"] | {"owner": {"agent": jan}}}
    await office.set_up(statuses, *office.agents)


@pytest.mark.feature("SYS-P-16", "SYS-P-17", "SYS-P-18", "FCC-134")
async def test_responsible_is_who_saves_who_is_named_who_is_chosen_or_who_was_before(office: CaseOffice):
    jan = await office.hire_agent("jan", phone=False)
    await set_up(office, jan.email)
    case = await office.add()
    assert (await office.save(case, "moja"))["owner_id"] == office.anna.id
    assert (await office.save(case, "szefa"))["owner_id"] == jan.id
    assert (await office.save(case, "dalej"))["owner_id"] == jan.id
    assert (await office.save(case, "komus", owner=office.anna.email))["owner_id"] == office.anna.id
    refused = await office.refused(case, "komus")
    assert refused["problems"][0]["code"] == "owner_missing"
    assert [row["responsible"] for row in await office.history(case)] == [None, "Anna", "Jan", "Jan", "Anna"]


@pytest.mark.feature("FCC-161", "SYS-P-19")
async def test_private_case_of_an_agent_who_is_gone_is_seen_by_the_supervisor_and_given_to_another(
    office: CaseOffice,
):
    jan = await office.hire_agent("jan", phone=False)
    await set_up(office, jan.email)
    case, other = await office.add(), await office.add(office.customer(1))
    await office.save(case, "moja", by=jan)
    await office.save(other, "moja")
    orphans = {"campaign": office.name, "orphaned": True}
    assert (await office.admin.get("/cases", **orphans))["items"] == []
    user = await office.admin.raw("GET", f"/users/{jan.id}")
    await office.admin.call(
        "PATCH", f"/users/{jan.id}", json={"active": False}, headers={"If-Match": user.headers["etag"]}
    )
    assert [each["id"] for each in (await office.admin.get("/cases", **orphans))["items"]] == [case]
    (obstacle,) = (await office.admin.get(f"/cases/{case}/why"))["obstacles"]
    assert "its agent does not work in the campaign" in obstacle["en"]
    given = await office.admin.post(f"/cases/{case}/owner", {"owner": office.anna.email})
    assert (given["owner_id"], given["status"], given["visibility"]) == (office.anna.id, "moja", "private")
    assert (await office.admin.get("/cases", **orphans))["items"] == []
    assert (await office.history(case))[-1]["edge"] == "changed.owner"
    recalls = (await office.anna.client.get("/recalls"))["items"]
    assert {each["case_id"] for each in recalls} == {case, other}
    stranger = await office.hire_agent("obcy", phone=False)
    refused = await office.admin.call(
        "POST", f"/cases/{case}/owner", json={"owner": stranger.email}, expect=422
    )
    assert refused["problems"][0]["code"] == "owner_unknown"
