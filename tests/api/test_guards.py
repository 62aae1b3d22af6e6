"""Guards of processes through the API: what is taken, and what is refused with the place and the reason."""

import json
import time
from typing import Any

import pytest
from people import YAML, Center

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BACK_REFERENCE = "contact.name.matches('(a)\\\\1')"


def guarded(when: str) -> str:
    """A process with one guard; written over several lines, so that places tell something."""
    way = [{"when": when, "then": "koniec"}, {"then": "stay"}]
    nodes = {
        "nowy": {"initial": True, "on_dialer": {"busy": way}},
        "koniec": {"for": "system", "qualifier": "terminal"},
    }
    return json.dumps({"process": "p", "statuses": nodes}, indent=1)


async def refused(center: Center, when: str) -> list[dict[str, Any]]:
    """The problems of a guard for which nothing is published."""
    text = guarded(when)
    began = time.monotonic()
    told = (await center.designer.post("/graphs/check", content=text, headers=YAML)).json()
    assert time.monotonic() - began < 5, "the check was slow"
    assert not told["valid"]
    saved = await center.designer.put("/graphs/process/p/draft", content=text, headers=YAML)
    assert saved.status_code == 200
    published = await center.designer.post("/graphs/process/p/publish")
    assert published.status_code == 422
    assert published.json()["problems"] == told["problems"]
    assert (await center.designer.get("/graphs/process/p")).json()["number"] == 0
    return [problem for problem in told["problems"] if problem["severity"] == "error"]


@SQLITE
@pytest.mark.hostile("H18")
@pytest.mark.parametrize(
    ("when", "character"),
    [
        ("__import__('os')", 11),
        ("__import__('os').system('id') == 0", 24),
        ("().__class__", 2),
        ("().__class__.__bases__[0].__subclasses__() == []", 2),
        ("a" * 900_000, 2001),
        ("(" * 900_000, 2001),
        ("(" * 450_000 + "true" + ")" * 450_000, 2001),
        ("(" * 900 + "true" + ")" * 900, 900),
        ("attempts.busy >", 16),
    ],
    ids=["import", "import and call", "class", "classes", "long", "open", "nested", "deep", "unfinished"],
)
async def test_expression_that_reaches_outside_or_explodes_is_refused_with_its_column(
    center: Center, when: str, character: int
):
    problem = (await refused(center, when))[-1]
    assert problem["code"] == "expression_syntax"
    assert (problem["line"], problem["node"], problem["field"]) == (9, "nowy", "on_dialer.busy.0.when")
    assert problem["column"] >= 1
    assert f"character {character}:" in problem["message"]


@SQLITE
@pytest.mark.hostile("H19")
@pytest.mark.parametrize(
    "when",
    [
        BACK_REFERENCE,
        "contact.name.matches('(?=a)b')",
        f"contact.name.matches('{'a' * 5_000}')",
        f"contact.name.matches('{'a' * 300}')",
        "contact.name.matches(contact.mail)",
        "contact.name.matches('(a{900}){900}')",
    ],
    ids=["back-reference", "look-ahead", "5,000 characters", "300 characters", "no literal", "repetitions"],
)
async def test_pattern_that_re2_does_not_take_is_refused(center: Center, when: str):
    (problem,) = await refused(center, when)
    assert (problem["code"], problem["line"]) == ("regex_unsupported", 9)
    assert "character 14 " in problem["message"]


@SQLITE
@pytest.mark.hostile("H19")
@pytest.mark.parametrize("pattern", ["^(a+)+$", "(.*)*"])
async def test_pattern_that_re2_takes_in_linear_time_is_published(center: Center, pattern: str):
    published = await center.publish("process", "p", guarded(f"contact.name.matches('{pattern}')"))
    assert published["number"] == 1


@SQLITE
async def test_wrong_names_and_types_come_at_once_with_the_nearest_name(center: Center):
    problems = await refused(center, "attempts.bussy > 1 && case.status == 1")
    told = {problem["code"]: problem for problem in problems}
    assert set(told) == {"expression_unknown_name", "expression_type"}
    assert "Did you mean `attempts.busy`?" in told["expression_unknown_name"]["message"]
    polish = YAML | {"Accept-Language": "pl"}
    text = guarded("attempts.bussy > 1")
    again = (await center.designer.post("/graphs/check", content=text, headers=polish)).json()
    assert any("Czy chodziło o `attempts.busy`?" in problem["message"] for problem in again["problems"])
