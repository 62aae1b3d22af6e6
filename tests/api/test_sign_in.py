"""Signing in and out, keys, and what a request must be to count as one's own."""

import pytest
from people import Center
from sqlmodel import select

from api.access import COOKIE
from api.passwords import hash_password
from db import sessions, users
from db.tables import UserSession
from domain.access import Role

PASSWORD = "zielony-rower-17"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def zofia(center: Center) -> dict[str, str]:
    new = users.NewUser("zofia@example.com", "Zofia", await hash_password(PASSWORD), [Role.SUPERVISOR])
    async with center.database.unit() as session:
        await users.create(session, None, new)
    return {"email": "Zofia@example.com", "password": PASSWORD}


async def test_cookie_of_a_session_is_out_of_reach_for_scripts_and_other_sites(
    center: Center, zofia: dict[str, str]
):
    client = center.client()
    answer = await client.post("/session", json=zofia, headers=SAME_SITE)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-centralka=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    me = (await client.get("/session")).json()
    assert (me["email"], me["roles"]) == ("zofia@example.com", ["supervisor"])
    assert "list_cases" in me["may"]
    assert "add_user" not in me["may"]
    async with center.database.read() as session:
        stored = (await session.exec(select(UserSession.token_hash))).one()
    assert stored == sessions.hashed(client.cookies[COOKIE]) != client.cookies[COOKIE]


async def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    center: Center, zofia: dict[str, str]
):
    client = center.client()
    await client.post("/session", json=zofia)
    stolen = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    assert (await center.client(**stolen).get("/session")).status_code == 200
    assert (await client.delete("/session", headers=SAME_SITE)).status_code == 204
    assert (await center.client(**stolen).get("/session")).status_code == 401


async def test_session_ends_by_itself(center: Center, zofia: dict[str, str]):
    client = center.client()
    await client.post("/session", json=zofia)
    center.clock.forward(hours=12, seconds=1)
    assert (await client.get("/session")).status_code == 401


async def test_new_password_and_new_roles_sign_out_everywhere(center: Center, zofia: dict[str, str]):
    client = center.client()
    user_id = (await client.post("/session", json=zofia)).json()["id"]
    changed = await center.administrator.patch(
        f"/users/{user_id}", json={"roles": ["agent"]}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200
    assert (await client.get("/session")).status_code == 401


async def test_five_failures_lock_known_and_unknown_addresses_alike(center: Center, zofia: dict[str, str]):
    answers: dict[str, list[tuple[int, str, str | None]]] = {}
    for email in (zofia["email"], "nobody@example.com"):
        for _ in range(6):
            answer = await center.nobody.post("/session", json={"email": email, "password": "wrong-password"})
            told = (answer.status_code, answer.json()["detail"], answer.headers.get("retry-after"))
            answers.setdefault(email, []).append(told)
    known, unknown = answers.values()
    assert known == unknown
    assert [status for status, _, _ in known] == [401] * 5 + [429]
    assert known[5][2] == str(15 * 60 + 1)
    assert (await center.nobody.post("/session", json=zofia)).status_code == 429
    center.clock.forward(minutes=15, seconds=1)
    assert (await center.nobody.post("/session", json=zofia)).status_code == 201


async def test_signing_in_forgets_the_failures_before_it(center: Center, zofia: dict[str, str]):
    for _ in range(2):
        for _ in range(4):
            await center.nobody.post("/session", json={**zofia, "password": "wrong-password"})
        assert (await center.nobody.post("/session", json=zofia)).status_code == 201


@pytest.mark.hostile("H30")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_forged_sessions_and_keys_get_one_constant_answer(center: Center, zofia: dict[str, str]):
    forged = [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2V0Yy9wYXNzd2QifQ.eyJzdWIiOiJhZG1pbiJ9.c2ln",
        "ck_" + "A" * 43,
        "x" * 1_000_000,
        "",
        " ",
        "ź",
    ]
    details: set[tuple[int, str, str]] = set()
    for token in forged:
        for headers in (
            {"Authorization": b"Bearer " + token.encode()},
            {"Cookie": f"{COOKIE}=".encode() + token.encode()},
        ):
            answer = await center.client().get("/users", headers=headers)
            told = answer.json()
            details.add((answer.status_code, told["code"], told["detail"]))
    assert details == {(401, "not_signed_in", "Sign in, or send an API key that is valid.")}
    client = center.client()
    await client.post("/session", json=zofia)
    both = await client.get("/session", headers={"Authorization": "Bearer ck_wrong"})
    assert both.status_code == 401


async def test_key_has_no_more_roles_than_its_user_has_now(center: Center):
    made = await center.administrator.post("/api-keys", json={"name": "skrypt", "roles": ["administrator"]})
    assert made.status_code == 201
    client = center.client(Authorization=f"Bearer {made.json()['secret']}")
    assert (await client.get("/users")).status_code == 200
    refused = await center.administrator.post("/api-keys", json={"name": "skrypt", "roles": ["agent"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "roles_exceeded")
    revoked = await center.administrator.delete(f"/api-keys/{made.json()['id']}")
    assert revoked.status_code == 204
    assert (await client.get("/users")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_another_site_sends_with_my_cookie_is_refused(
    center: Center, zofia: dict[str, str], headers: dict[str, str]
):
    client = center.client()
    await client.post("/session", json=zofia)
    answer = await client.delete("/session", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert (await client.get("/session", headers=headers)).status_code == 200


async def test_first_password_is_generated_and_shown_once(center: Center):
    body = {"email": "nowy@example.com", "name": "Nowy", "roles": ["agent"]}
    key = {"Idempotency-Key": "n1"}
    made = await center.administrator.post("/users", json=body, headers=key)
    again = await center.administrator.post("/users", json=body, headers=key)
    assert again.json() == {**made.json(), "password": None}
    signed = await center.nobody.post(
        "/session", json={"email": "nowy@example.com", "password": made.json()["password"]}
    )
    assert signed.status_code == 201
