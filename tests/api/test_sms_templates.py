"""Knows how the template of an SMS is uploaded: what it costs is said, what could not be sent is refused."""

from typing import Any

import pytest
from people import Center

POLISH = {"Accept-Language": "pl"}


async def _posted(center: Center, body: str, **more: Any) -> tuple[int, dict[str, Any]]:
    form = {"name": "przypomnienie", "channel": "sms", "body": body, **more}
    answer = await center.designer.post("/templates", json=form)
    return answer.status_code, answer.json()


async def test_the_designer_of_an_sms_is_told_which_letter_makes_it_long(center: Center):
    status, stored = await _posted(center, "a" * 150 + "ł")
    assert (status, stored["channel"], stored["subject"]) == (201, "sms", "")
    (notice,) = stored["notices"]
    assert (notice["severity"], notice["code"]) == ("notice", "sms_alphabet")
    assert "ł" in notice["message"]
    assert "3 parts" in notice["message"]
    listed = (await center.designer.get("/templates/przypomnienie")).json()
    assert (listed["channel"], listed["number"]) == ("sms", 1)


@pytest.mark.hostile("H25")
@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ("a" * 10_000, "sms_too_long", " 66 "),
        ("😀" * 2_500, "sms_too_long", " 76 "),
        ("€" * 5_000, "sms_too_long", " 66 "),
        ("Hej \x1b<", "sms_text_invalid", "control"),
    ],
)
async def test_an_sms_that_cannot_be_sent_is_refused_with_its_number_of_parts(
    center: Center, body: str, code: str, says: str
):
    status, refusal = await _posted(center, body)
    (problem,) = refusal["problems"]
    assert (status, problem["code"], problem["field"]) == (422, code, "body")
    assert says in problem["message"]
    assert (await center.designer.get("/templates/przypomnienie")).status_code == 404


async def test_what_is_only_unusually_long_is_taken_with_a_warning(center: Center):
    status, stored = await _posted(center, "a" * 1_000 + "{{ contact.name }}")
    assert (status, [one["severity"] for one in stored["notices"]]) == (201, ["warning", "notice"])


async def test_a_mail_has_a_subject_and_an_sms_has_none(center: Center):
    status, refusal = await _posted(center, "Hej", subject="Temat")
    assert (status, refusal["problems"][0]["code"]) == (422, "unknown_field")
    form = {"name": "list", "body": "Hej"}
    answer = await center.designer.post("/templates", json=form, headers=POLISH)
    assert (answer.status_code, answer.json()["problems"][0]["message"]) == (422, "Mail musi mieć temat.")
    answer = await center.designer.post("/templates", json={**form, "subject": "Temat"})
    assert (answer.status_code, answer.json()["channel"], answer.json()["notices"]) == (201, "mail", [])


async def test_a_status_that_sends_an_sms_names_a_template_of_one(center: Center):
    await _posted(center, "Hej")
    await center.designer.post("/templates", json={"name": "list", "subject": "Temat", "body": "Hej"})

    async def problems(**action: Any) -> list[str]:
        status = {"initial": True, "qualifier": "none", "actions": [action]}
        document = {"process": "wysylka", "statuses": {"nowy": status, "koniec": {"qualifier": "terminal"}}}
        answer = await center.designer.post("/graphs/check", json=document)
        return [found["code"] for found in answer.json()["problems"] if "template" in found["code"]]

    assert await problems(send_sms={"template": "przypomnienie"}) == []
    assert await problems(send_mail={"template": "list"}) == []
    assert await problems(send_sms={"template": "list"}) == ["template_unknown"]
    assert await problems(send_mail={"template": "przypomnienie"}) == ["template_unknown"]
