"""Knows what the author of an SMS is told when it is uploaded, and what the customer gets."""

import pytest

from domain.effects import Draft
from domain.errors import Invalid
from domain.merge_fields import MERGE_FIELDS
from messaging.sms.channel import sms_line
from messaging.sms.services import SmsService
from messaging.sms.sms import Sms
from messaging.sms.templates import check_sms_template, render_sms
from messaging.transports import Accepted, Answer, Transport

CONTEXT = {"contact": {"name": "Łucja"}, "case": {"number": 7}, "record": {"debt": "12,50"}}


def said(body: str) -> list[tuple[str, str]]:
    return [(found.severity, found.code) for found in check_sms_template(body, MERGE_FIELDS)]


def sentence(body: str) -> str:
    return check_sms_template(body, MERGE_FIELDS)[0].message


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Sprawa {{ case.number }}.", [("notice", "sms_parts")]),
        ("Dzień dobry", [("notice", "sms_alphabet")]),
        ("{{ contact.name }}", [("notice", "sms_alphabet_of_fields")]),
        ("{{ record.debt }}", [("notice", "sms_alphabet_of_fields")]),
        ("{{ contact.mail }} {{ contact.phone }}", [("notice", "sms_parts")]),
        ("{{ contact.nmae }}", [("error", "template_unknown_variable")]),
        ("{% include 'x' %}", [("error", "template_forbidden")]),
        ("a" * 10_000, [("error", "sms_too_long")]),
        ("{{ 'abc' * 3000 }}", [("error", "sms_too_long")]),
        (
            "a" * 800 + "{{ contact.name }}",
            [("warning", "sms_too_long"), ("notice", "sms_alphabet_of_fields")],
        ),
        ("a\x1bb", [("error", "sms_text_invalid")]),
        (" ", [("error", "sms_empty")]),
        ("{% for name, value in contact|items %}{{ name }}{% endfor %}", []),
        ("{% if case.number > 5 %}Tak{% else %}Nie{% endif %}", [("notice", "sms_parts")]),
    ],
)
def test_the_author_is_told_what_is_wrong_and_what_it_costs(body: str, found: list[tuple[str, str]]):
    assert said(body) == found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a" * 161, "This SMS takes 2 parts with the longest fields."),
        ("a" * 150 + "ł", "The letter ł makes this SMS UCS-2: 3 parts with the longest fields, else 1."),
        ("😀" * 80, "The letter 😀 makes this SMS UCS-2: 3 parts with the longest fields, else 1."),
        (
            "a" * 120 + "{{ contact.name }}",
            "This SMS takes 3 parts with the longest fields if one has a letter such as ż, else 1.",
        ),
        ("a" * 10_000, "This text takes 66 SMS parts; at most 10 are sent. Shorten it."),
        ("😀" * 2_500, "This text takes 76 SMS parts; at most 10 are sent. Shorten it."),
    ],
)
def test_the_number_of_parts_is_named(body: str, expected: str):
    assert sentence(body) == expected


def test_a_template_is_filled_in():
    assert render_sms("{{ contact.name }}, sprawa {{ case.number }}: {{ record.debt }} zł\n", CONTEXT) == (
        "Łucja, sprawa 7: 12,50 zł"
    )


@pytest.mark.parametrize(
    ("name", "code"), [("a" * 2_000, "sms_too_long"), ("a\x00", "sms_text_invalid"), (" ", "sms_empty")]
)
def test_what_turns_out_to_be_no_message_is_not_sent(name: str, code: str):
    with pytest.raises(Invalid) as refusal:
        render_sms("{{ contact.name }}", {"contact": {"name": name}})
    assert refusal.value.problems[0].code == code


class Nowhere(Transport[Sms]):
    async def transmit(self, key: str, message: Sms) -> Answer:
        return Accepted(message.text)


def test_a_message_is_written_once_and_read_again():
    line = sms_line(Nowhere(), SmsService(senders=("Centralka",), sender="Centralka"))
    letter = line.written(
        Draft("+48500100200", "biuro@example.com", "", "Hej {{ contact.name }}", {}, CONTEXT)
    )
    assert line.message(letter) == Sms("Centralka", "+48500100200", "Hej Łucja")
    with pytest.raises(Invalid):
        line.written(Draft("nobody", None, "", "Hej", {}, CONTEXT))
