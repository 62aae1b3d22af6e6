"""Reading a case by the shortest way: the same answers as by the long one, and nobody is let in for a moment longer."""

from typing import Any

import httpx2
from people import CAMPAIGN, Center

from api.access import COOKIE
from db import sessions
from domain.access import Role

LONG_WAY = {"by": "the long way"}
"""A query that nobody asks for: with one, FastAPI answers."""


def told(answer: httpx2.Response) -> tuple[int, Any, dict[str, str]]:
    """All that an answer says; errors have ids of their own."""
    names = ("etag", "content-type", "content-language", "www-authenticate")
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    return answer.status_code, {**answer.json(), "error_id": None}, headers


async def both_ways(client: httpx2.AsyncClient, case: str) -> httpx2.Response:
    short = await client.get(f"/cases/{case}")
    assert told(short) == told(await client.get(f"/cases/{case}", params=LONG_WAY))
    return short


async def test_everybody_is_answered_the_same_by_both_ways(center: Center):
    await center.open_campaign()
    case = (await center.add_case(kwota=100))["id"]
    await center.hire("obca", Role.AGENT)
    answers = {name: await both_ways(client, case) for name, client in center.clients.items()}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "agent": 200,
        "designer": 403,
        "supervisor": 404,
        "manager": 200,
        "administrator": 200,
        "obca": 404,
        "nobody": 401,
    }
    assert answers["agent"].headers["etag"] == '"1"'
    for name in ("manager", "obca", "designer", "nobody"):
        await both_ways(center.clients[name], "nobody-s")


async def test_what_was_changed_is_shown_by_the_next_read(center: Center):
    await center.open_campaign()
    case = (await center.add_case("+48 600 100 200"))["id"]
    await both_ways(center.agent, case)
    changed = await center.manager.patch(
        f"/cases/{case}/contact", json={"phones": ["+48 600 100 201"]}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    blocked = await center.manager.post("/do-not-call", json={"number": "+48600100201"})
    assert blocked.status_code == 201, blocked.text
    shown = await both_ways(center.agent, case)
    assert shown.json()["contact"]["phones"] == ["+48600100201"]
    assert shown.json()["do_not_call"] == "global"
    assert shown.headers["etag"] == changed.headers["etag"]


async def test_key_that_was_revoked_opens_nothing_from_then_on(center: Center):
    await center.open_campaign()
    case = (await center.add_case())["id"]
    made = (
        await center.administrator.post("/api-keys", json={"name": "x", "roles": ["administrator"]})
    ).json()
    client = center.client(Authorization=f"Bearer {made['secret']}")
    assert (await both_ways(client, case)).status_code == 200
    assert (await center.administrator.delete(f"/api-keys/{made['id']}")).status_code == 204
    assert (await both_ways(client, case)).status_code == 401


async def test_session_that_was_ended_opens_nothing_from_then_on(center: Center):
    await center.open_campaign()
    case = (await center.add_case())["id"]
    async with center.database.unit() as session:
        await sessions.sign_in(session, "agent@example.com", center.ids["agent"], "ciasteczko")
    client = center.client(Cookie=f"{COOKIE}=ciasteczko")
    assert (await both_ways(client, case)).status_code == 200
    forged = center.client(Cookie=f"{COOKIE}=ciasteczko", Authorization="Bearer ck_wrong")
    assert (await both_ways(forged, case)).status_code == 401
    async with center.database.unit() as session:
        await sessions.sign_out(session, "ciasteczko")
    assert (await both_ways(client, case)).status_code == 401


async def test_role_and_place_that_were_taken_open_nothing_from_then_on(center: Center):
    opened = await center.open_campaign()
    case = (await center.add_case())["id"]
    assert (await both_ways(center.agent, case)).status_code == 200
    alone = await center.designer.put(
        "/campaigns/windykacja", json={**CAMPAIGN, "members": []}, headers={"If-Match": f'"{opened["etag"]}"'}
    )
    assert alone.status_code == 200, alone.text
    assert (await both_ways(center.agent, case)).status_code == 404
    assert (await both_ways(center.manager, case)).status_code == 200
    path = f"/users/{center.ids['manager']}"
    taken = await center.administrator.patch(path, json={"roles": ["designer"]}, headers={"If-Match": '"1"'})
    assert taken.status_code == 200, taken.text
    assert (await both_ways(center.manager, case)).status_code == 403
