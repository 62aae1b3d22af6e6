from datetime import UTC, datetime, timedelta

import pytest

from tests.casework.office import CaseOffice


@pytest.mark.feature("FCC-15")
async def test_case_under_way_follows_its_campaign_when_its_rules_change(office: CaseOffice):
    later = {"qualifier": "callback-public-agent"}
    await office.set_up(
        {"nowy": {"initial": True, "qualifier": "unused"}, "termin": later},
        records={"latest_recontact": "7d"},
    )
    case = await office.add()
    near, far = ((datetime.now(UTC) + timedelta(days=days)).isoformat() for days in (5, 20))
    await office.save(case, "termin", callback_at=near)
    await office.refused(case, "termin", callback_at=far)
    answer = await office.admin.raw("GET", f"/campaigns/{office.name}")
    document = answer.json()["document"] | {"records": {"latest_recontact": "30d"}}
    tag = {"If-Match": answer.headers["etag"]}
    await office.admin.call("PUT", f"/campaigns/{office.name}", json=document, headers=tag)
    await office.save(case, "termin", callback_at=far)
    assert (await office.case(case))["due_at"][:10] == far[:10]
