"""The API keeps its own description: what it answers to anything that the description allows, and beyond."""

import asyncio
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from people import Center

from api.application import openapi_document
from app.generated import REFERENCE, text_of

SCHEMA = schemathesis.openapi.from_dict(openapi_document())


async def test_health_says_what_does_not_answer(center: Center):
    assert (await center.nobody.get("/health/live")).json() == {"status": "live"}
    ready = await center.nobody.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    await center.database.close()
    root = await center.nobody.get("https://centralka.test/health/live")
    assert root.headers["location"] == "/api/v1/health/live"


def test_committed_description_is_fresh():
    assert (REFERENCE / "openapi.json").read_text(encoding="utf-8") == text_of(openapi_document())


def test_every_operation_is_described_with_its_roles_and_errors():
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            assert "4XX" in operation["responses"], (method, path)


async def test_nothing_that_is_sent_makes_the_api_fail(center: Center):
    await center.open_campaign()
    failures: list[tuple[str, str, int, str]] = []
    cases = await asyncio.to_thread(_cases)
    for case in cases:
        client = center.agent if "/agents/me" in case["path"] else center.administrator
        answer = await client.request(
            case["method"], case["path"], params=case["query"], json=case["body"], headers=case["headers"]
        )
        if answer.status_code >= 500 or (answer.status_code >= 400 and "code" not in answer.json()):
            failures.append((case["method"], case["path"], answer.status_code, answer.text))
    assert len(cases) > 200
    assert failures == []


def _cases() -> list[dict[str, Any]]:
    """Some requests for each operation, made from the description."""
    made: list[dict[str, Any]] = []
    for found in SCHEMA.get_all_operations():
        operation = found.ok()
        if operation.path.endswith("/events"):
            continue
        _collect(operation, made)
    return made


def _collect(operation: Any, made: list[dict[str, Any]]) -> None:
    @settings(
        max_examples=10,
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def remember(case: Any) -> None:
        made.append(
            {
                "method": case.method,
                "path": case.formatted_path.removeprefix("/api/v1"),
                "query": case.query or {},
                "body": case.body if isinstance(case.body, dict | list) else None,
                "headers": {str(k): str(v) for k, v in (case.headers or {}).items()},
            }
        )

    remember()
