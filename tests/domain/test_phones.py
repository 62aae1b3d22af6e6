"""Phone numbers as people write them, and those that nobody may dial."""

import pytest

from domain.access import Role, Who
from domain.errors import Problem
from domain.phones import Phone, called_numbers, is_withheld, normalize
from domain.prompts import prompt_hash


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("+48 123‑456‑789", "+48123456789"),
        ("+48\u00a0123\u00a0456 789", "+48123456789"),
        ("0048 600 100 200", "+48600100200"),
        ("22 123 45 67", "+48221234567"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_number_is_read_as_people_write_it(text: str, e164: str) -> None:
    assert normalize(text) == Phone(e164, text)


@pytest.mark.parametrize(
    "text", ["+48123456789\n", "٤٨123456789", "", "+", "+999123", "abc", "1" * 41, "+48" + "1" * 20]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    found = normalize(text)
    assert isinstance(found, Problem)
    assert found.code == "phone_invalid"


@pytest.mark.parametrize(
    "text",
    [
        "112",
        "997",
        "*21*48123456789#",
        "+88212345678",
        "0700123456",
        "+48123456789;ext=5",
        "100&PJSIP/x",
        "12",
    ],
)
def test_number_that_nobody_may_dial_is_refused(text: str) -> None:
    found = normalize(text)
    assert isinstance(found, Problem)
    assert found.code == "number_not_allowed"


@pytest.mark.parametrize(
    ("called", "likeliest"),
    [
        ("48221234567", "+48221234567"),
        ("0048221234567", "+48221234567"),
        ("221234567", "+48221234567"),
        ("s", "+"),
    ],
)
def test_called_number_is_what_the_line_meant(called: str, likeliest: str) -> None:
    assert called_numbers(called)[0] == likeliest


def test_withheld_number_is_known_by_its_words() -> None:
    assert is_withheld(" Anonymous ")
    assert not is_withheld("+48123456789")


def test_roles_tell_how_far_one_sees() -> None:
    agent, designer, manager = (
        Who("id", "n", "e", "pl", frozenset({role})) for role in (Role.AGENT, Role.DESIGNER, Role.MANAGER)
    )
    assert agent.has(Role.AGENT, Role.DESIGNER)
    assert not agent.has(Role.MANAGER)
    assert [who.sees_everything for who in (agent, designer, manager)] == [False, False, True]
    assert [who.sees_all_campaigns for who in (agent, designer, manager)] == [False, True, True]


def test_same_text_in_another_voice_is_another_prompt() -> None:
    assert prompt_hash("a", "pl") == prompt_hash("a", "pl") != prompt_hash("a", "en")
    assert len(prompt_hash("a", "pl")) == 32
