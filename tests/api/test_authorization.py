"""Who may call what: the whole table, compared with the routes themselves; and what is out of sight."""

import pytest
from people import Center

from api.permissions import operations
from domain.access import Role

A, D, S, M, X = Role.AGENT, Role.DESIGNER, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR
EVERYBODY = frozenset(Role)
PUBLIC = None
PEOPLE = {M, X}
GRAPHS = {D, S, M, X}
WORK = {A, S, M, X}
TABLE: dict[tuple[str, str], frozenset[Role] | set[Role] | None] = {
    ("POST", "/session"): PUBLIC,
    ("GET", "/session"): EVERYBODY,
    ("DELETE", "/session"): EVERYBODY,
    ("POST", "/users"): {X},
    ("GET", "/users"): PEOPLE,
    ("GET", "/users/{user_id}"): PEOPLE,
    ("PATCH", "/users/{user_id}"): {X},
    ("POST", "/api-keys"): {X},
    ("GET", "/api-keys"): {X},
    ("DELETE", "/api-keys/{key_id}"): {X},
    ("POST", "/phones"): {X},
    ("GET", "/phones"): {X},
    ("GET", "/phones/{phone_id}"): {X},
    ("PATCH", "/phones/{phone_id}"): {X},
    ("DELETE", "/phones/{phone_id}"): {X},
    ("POST", "/numbers"): {X},
    ("GET", "/numbers"): GRAPHS,
    ("DELETE", "/numbers/{number}"): {X},
    ("PUT", "/trunks/{name}"): {X},
    ("GET", "/trunks"): {X},
    ("DELETE", "/trunks/{name}"): {X},
    ("GET", "/services"): {D, X},
    ("GET", "/services/{name}"): {D, X},
    ("PUT", "/services/{name}"): {X},
    ("DELETE", "/services/{name}"): {X},
    ("POST", "/services/{name}/test"): {X},
    ("GET", "/secrets"): {X},
    ("PUT", "/secrets/{name}"): {X},
    ("DELETE", "/secrets/{name}"): {X},
    ("POST", "/templates"): {D, X},
    ("GET", "/templates"): GRAPHS,
    ("GET", "/templates/{name}"): GRAPHS,
    ("POST", "/graphs/check"): GRAPHS,
    ("POST", "/graphs/publish"): {D, X},
    ("GET", "/graphs/{kind}"): GRAPHS,
    ("GET", "/graphs/{kind}/{name}"): GRAPHS,
    ("GET", "/graphs/{kind}/{name}/draft"): GRAPHS,
    ("PUT", "/graphs/{kind}/{name}/draft"): {D, X},
    ("POST", "/graphs/{kind}/{name}/publish"): {D, X},
    ("GET", "/graphs/process/{name}/scenarios"): GRAPHS,
    ("PUT", "/graphs/process/{name}/scenarios"): {D, X},
    ("GET", "/graphs/{kind}/{name}/versions"): GRAPHS,
    ("GET", "/graphs/{kind}/{name}/versions/{number}"): GRAPHS,
    ("GET", "/graphs/{kind}/{name}/diff"): GRAPHS,
    ("POST", "/graphs/{kind}/{name}/diff"): GRAPHS,
    ("POST", "/graphs/{kind}/{name}/rollback"): {D, X},
    ("POST", "/graphs/process/step"): GRAPHS,
    ("POST", "/graphs/ivr/step"): GRAPHS,
    ("GET", "/graphs/{kind}/{name}/draft/review"): GRAPHS,
    ("POST", "/graphs/{kind}/{name}/draft/review"): {D, X},
    ("GET", "/campaigns"): EVERYBODY,
    ("GET", "/campaigns/{name}"): EVERYBODY,
    ("PUT", "/campaigns/{name}"): {D, M, X},
    ("DELETE", "/campaigns/{name}"): {D, M, X},
    ("POST", "/campaigns/{name}/start"): GRAPHS,
    ("POST", "/campaigns/{name}/stop"): GRAPHS,
    ("GET", "/campaigns/{name}/versions"): EVERYBODY,
    ("POST", "/campaigns/{name}/versions"): {D, M, X},
    ("GET", "/campaigns/{name}/split"): EVERYBODY,
    ("PUT", "/campaigns/{name}/split"): {D, M, X},
    ("POST", "/campaigns/{name}/split/end"): {D, M, X},
    ("POST", "/campaigns/{name}/cases"): WORK,
    ("GET", "/cases"): WORK,
    ("GET", "/cases/{case_id}"): WORK,
    ("GET", "/cases/{case_id}/choices"): WORK,
    ("PATCH", "/cases/{case_id}"): WORK,
    ("PATCH", "/cases/{case_id}/contact"): WORK,
    ("POST", "/cases/{case_id}/recall"): WORK,
    ("POST", "/cases/{case_id}/owner"): {S, M, X},
    ("POST", "/cases/{case_id}/events"): {S, M, X},
    ("GET", "/cases/{case_id}/why"): WORK,
    ("GET", "/cases/{case_id}/replay"): {S, M, X},
    ("GET", "/notifications"): WORK,
    ("POST", "/notifications/{notification_id}/read"): WORK,
    ("GET", "/do-not-call"): {S, M, X},
    ("POST", "/do-not-call"): {S, M, X},
    ("DELETE", "/do-not-call/{block_id}"): {S, M, X},
    ("GET", "/cases/{case_id}/history"): WORK,
    ("GET", "/cases/{case_id}/effects"): WORK,
    ("POST", "/cases/{case_id}/disposition"): WORK,
    ("GET", "/cases/{case_id}/script"): WORK,
    ("PUT", "/cases/{case_id}/script/answers"): WORK,
    ("POST", "/cases/{case_id}/script/submit"): WORK,
    ("GET", "/calls"): WORK,
    ("GET", "/calls/{call_id}"): WORK,
    ("GET", "/calls/{call_id}/replay"): {S, M, X},
    ("POST", "/calls/{call_id}/hang-up"): WORK,
    ("GET", "/calls/{call_id}/inbound-statuses"): WORK,
    ("PUT", "/calls/{call_id}/inbound-status"): WORK,
    ("GET", "/calls/{call_id}/recordings"): {S, M, X},
    ("GET", "/recordings"): {S, M, X},
    ("GET", "/recordings/{recording_id}"): {S, M, X},
    ("POST", "/inbound-call-statuses"): {D, M, X},
    ("GET", "/inbound-call-statuses"): EVERYBODY,
    ("GET", "/inbound-call-statuses/{name}"): EVERYBODY,
    ("PATCH", "/inbound-call-statuses/{name}"): {D, M, X},
    ("GET", "/agents"): {S, M, X},
    ("PATCH", "/campaigns/{name}/members/{agent_id}"): {S, M, X},
    ("GET", "/agents/me"): {A},
    ("GET", "/agents/{agent_id}"): WORK,
    ("PUT", "/agents/me/state"): {A},
    ("PUT", "/agents/me/campaigns/{name}"): {A},
    ("POST", "/agents/me/wrap-up/extend"): {A},
    ("POST", "/agents/me/wrap-up/end"): {A},
    ("POST", "/agents/me/waiting/end"): {A},
    ("GET", "/recalls"): WORK,
    ("GET", "/messages"): WORK,
    ("GET", "/messages/caught"): {X},
    ("GET", "/messages/{message_id}"): WORK,
    ("GET", "/messages/{message_id}/label"): WORK,
    ("GET", "/events"): EVERYBODY,
    ("GET", "/audit"): {X},
    ("GET", "/health/live"): PUBLIC,
    ("GET", "/health/ready"): PUBLIC,
    ("GET", "/schemas/case.xsd"): PUBLIC,
}
# Anything but 401 and 403 says that the role was enough. The stream never ends, and has its own test.
CALLABLE = {route: roles for route, roles in TABLE.items() if route != ("GET", "/events")}


def test_the_table_names_every_route_and_its_roles(center: Center):
    found = {
        (operation.method, operation.path.removeprefix("/api/v1")): operation.roles
        or (None if operation.roles is None else EVERYBODY)
        for operation in operations(center.app)
    }
    assert found == {route: roles and frozenset(roles) for route, roles in TABLE.items()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_route_refuses_whoever_has_not_the_role(center: Center):
    wrong: list[tuple[str, str, str, int]] = []
    for (method, path), roles in CALLABLE.items():
        address = path.replace("{kind}", "process").replace("{number}", "1").replace("{", "").replace("}", "")
        for who in ("nobody", *Role):
            status = (await center.clients[who].request(method, address, json={})).status_code
            expected = 401 if who == "nobody" else 403
            allowed = roles is PUBLIC or who in roles
            if ((status in (401, 403)) == allowed and path != "/session") or (
                not allowed and status != expected
            ):
                wrong.append((method, path, who, status))
    assert wrong == []


@pytest.mark.hostile("H32")
async def test_ids_of_other_campaigns_are_as_absent_ones(center: Center):
    await center.open_campaign()
    case = await center.add_case()
    await center.hire("stranger", Role.AGENT)
    absent = "0" * 32
    assert (await center.agent.get(f"/cases/{case['id']}")).status_code == 200
    for path in ("/cases/{}", "/cases/{}/history", "/cases/{}/choices"):
        seen, nothing = [
            (await center.stranger.get(path.format(name))).json() for name in (case["id"], absent)
        ]
        assert seen["status"] == nothing["status"] == 404
        assert seen["detail"].replace(case["id"], absent) == nothing["detail"]
    for body, path in (({"fields": {"a": 1}}, "/cases/{}"),):
        answers = [await center.stranger.patch(path.format(name), json=body) for name in (case["id"], absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
    save = {"status": "odmowa"}
    for name in (case["id"], absent):
        key = {"Idempotency-Key": f"k-{name}"}
        saved = await center.stranger.post(f"/cases/{name}/disposition", json=save, headers=key)
        assert saved.status_code == 404
    assert (await center.stranger.get("/campaigns/windykacja")).status_code == 404
    record = {"contact": {"phones": ["+48600100200"]}}
    assert (await center.stranger.post("/campaigns/windykacja/cases", json=record)).status_code == 404
    for path in ("/cases", "/calls", "/messages", "/recalls", "/campaigns"):
        assert (await center.stranger.get(path)).json()["items"] == []
    assert (await center.stranger.get("/cases", params={"campaign": "windykacja"})).json()["items"] == []
    assert (await center.stranger.get(f"/agents/{center.ids['agent']}")).status_code == 404


@pytest.mark.hostile("H31")
async def test_no_form_takes_a_field_that_it_does_not_know(center: Center):
    hidden = {"id": "x", "tenant_id": 1, "is_admin": True, "created_at": "2020-01-01", "password_hash": "x"}
    document = center.app.openapi()
    forms = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "$ref" not in content.get("application/json", {}).get("schema", {}):
                continue
            forms += 1
            address = path.removeprefix("/api/v1").replace("{kind}", "process")
            client = center.agent if "/agents/me" in path else center.administrator
            answer = await client.request(
                method, address, json=hidden, headers={"Idempotency-Key": "k", "If-Match": '"1"'}
            )
            problems = {(p["code"], p["field"]) for p in answer.json()["problems"]}
            assert answer.status_code == 422, (method, path, answer.text)
            assert {("unknown_field", name) for name in hidden} <= problems, (method, path)
    assert forms >= 15
