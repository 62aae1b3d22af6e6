"""Hostile mail templates through the door where they come: the upload."""

import resource
import time

import pytest
from people import Center

MEGABYTE = 1 << 10


async def upload(center: Center, body: str, subject: str = "Dzień dobry") -> list[dict[str, str]]:
    """The problems of a refused template; nothing of it is kept."""
    form = {"name": "wrogi", "subject": subject, "body": body}
    answer = await center.designer.post("/templates", json=form, headers={"Accept-Language": "en"})
    assert answer.status_code == 422, answer.text
    assert (await center.designer.get("/templates/wrogi")).status_code == 404
    return answer.json()["problems"]


@pytest.mark.hostile("H20")
@pytest.mark.parametrize(
    "escape",
    [
        "{{ ''.__class__ }}",
        "{% import 'x' as y %}",
        "{% include '/etc/passwd' %}",
        "{{ contact.name|attr('format') }}",
        "{{ contact.name.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum() }}",
        "{{ [1]|map(attribute='real') }}",
    ],
)
async def test_way_out_of_a_template_is_refused_with_its_line(center: Center, escape: str):
    problems = await upload(center, f"Dzień dobry\n\n{escape}")
    found = [(each["code"], each["line"], each["field"]) for each in problems]
    assert set(found) <= {("template_forbidden", 3, "body"), ("template_unknown_variable", 3, "body")}
    assert found


@pytest.mark.hostile("H21")
@pytest.mark.parametrize(
    "bomb",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 'a'.center(2 * 10**8) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ],
)
async def test_expensive_template_is_refused_in_time_and_takes_no_memory(center: Center, bomb: str):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    problems = await upload(center, bomb)
    took = time.monotonic() - began
    assert {each["code"] for each in problems} <= {"template_too_expensive", "template_forbidden"}
    assert took < 3 * 1.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * MEGABYTE


@pytest.mark.hostile("H22")
async def test_unknown_variable_is_refused_at_upload_with_the_nearest_name(center: Center):
    (problem,) = await upload(center, "Dzień dobry {{ contcat.name }}")
    assert problem["code"] == "template_unknown_variable"
    assert "contact.name" in problem["message"]


@pytest.mark.hostile("H23")
@pytest.mark.parametrize("subject", ["Witamy\r\nBcc: wszyscy@example.com", "x" * 2_000])
async def test_subject_of_more_lines_or_2000_characters_is_refused(center: Center, subject: str):
    problems = await upload(center, "Treść", subject)
    assert [(each["code"], each["field"]) for each in problems] == [("subject_invalid", "subject")]
