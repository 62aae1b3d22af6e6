"""Knows which text messages are refused before any gateway sees them, and why."""

import pytest

from domain.errors import Invalid
from messaging.sms.sms import Sms, may_be_sender, sms

OURS = ("Centralka", "+48221234567", "7055")


def codes(sender: str = "Centralka", recipient: str = "+48500100200", text: str = "Hej") -> list[str]:
    with pytest.raises(Invalid) as refusal:
        sms(sender, recipient, text, OURS)
    return [found.code for found in refusal.value.problems]


@pytest.mark.parametrize("sender", OURS)
def test_a_message_of_a_registered_sender_is_taken(sender: str):
    assert sms(sender, "+48500100200", "Hej", OURS) == Sms(sender, "+48500100200", "Hej")


@pytest.mark.parametrize("sender", ["Policja", "centralka", "+48221234568", "112"])
def test_a_sender_that_is_not_ours_is_refused(sender: str):
    assert codes(sender) == ["sender_not_registered"]


def test_the_nearest_registered_sender_is_named():
    with pytest.raises(Invalid) as refusal:
        sms("Centralke", "+48500100200", "Hej", OURS)
    assert "Did you mean Centralka?" in refusal.value.problems[0].message


@pytest.mark.parametrize(
    "sender", ["", "Dwanascie123", "Żabka", "12", "123456789", " Firma", "a\nb", "+0123456789"]
)
def test_what_no_network_shows_is_no_sender(sender: str):
    assert not may_be_sender(sender)
    assert codes(sender) == ["sender_invalid"]


@pytest.mark.parametrize(
    "recipient", ["500100200", "+48 500", "+0500100200", "", "+48500100200\n", "+4850010020٣"]
)
def test_a_recipient_is_a_number_in_e164(recipient: str):
    assert codes(recipient=recipient) == ["phone_invalid"]


@pytest.mark.parametrize("text", ["a\x1bb", "\x00", "tab\there", "a\x85", "\ud83d", "\x7f"])
def test_no_control_character_is_sent(text: str):
    assert codes(text=text) == ["sms_text_invalid"]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_empty_message_is_sent(text: str):
    assert codes(text=text) == ["sms_empty"]


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 10_000, 66), ("😀" * 2_500, 76), ("€" * 5_000, 66), ("a" * 1_531, 11)]
)
def test_a_text_that_is_too_long_is_refused_with_its_number_of_parts(text: str, parts: int):
    with pytest.raises(Invalid) as refusal:
        sms("Centralka", "+48500100200", text, OURS)
    (found,) = refusal.value.problems
    assert (found.code, f" {parts} " in found.message) == ("sms_too_long", True)


def test_ten_parts_are_the_most():
    assert sms("Centralka", "+48500100200", "a" * 1_530, OURS).text == "a" * 1_530
