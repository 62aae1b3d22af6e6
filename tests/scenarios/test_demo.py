"""The demo, as somebody types it beside a running system."""

import re

import pytest

from app.examples import names
from tests.scenarios.company import Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(150)]
STORY = (
    "call in:",
    "block: announcement",
    "queued:",
    "is free",
    "offered:",
    "talking:",
    "wrap-up",
    "status: obietnica",
    "mail (confirmed): lukasz@demo.example.com",
    "| potwierdzamy ustalenie: wpłata 120 zł",
    "dial: +48501002003",
    "talking:",
    "wrap-up",
    "status: zaplacone; the case is closed",
)


async def test_demo_prints_the_whole_story_in_order_and_what_it_cost(company: Company):
    done = company.command("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    place = 0
    for words in STORY:
        place = done.stdout.find(words, place)
        assert place >= 0, f"{words}\n{done.stdout}"
    assert "dial:" not in done.stdout.partition("wrap-up")[0], "who calls in is not dialled before"
    assert re.search(
        r"history events: call \d+, call \d+, case \d+, agent \d+, campaign \d+ = \d+", done.stdout
    )
    assert (await company.admin.get("/cases", campaign="demo", finished=False))["items"] == []
    played = re.findall(r"  (\S+): \d+ passed, 0 failed; \d+ days in \d", done.stdout)
    assert len(played) == len(names())
    for process in played:
        assert (await company.admin.get(f"/graphs/process/{process}"))["number"] == 1
