"""Who sees what, and whose number is not told."""

from domain.access import Role, Who
from domain.errors import Problem
from domain.phones import called_numbers, is_withheld, normalize
from domain.prompts import prompt_hash


def test_roles_tell_how_far_one_sees() -> None:
    agent, designer, manager = (
        Who("id", "n", "e", "pl", frozenset({role})) for role in (Role.AGENT, Role.DESIGNER, Role.MANAGER)
    )
    assert agent.has(Role.AGENT, Role.DESIGNER)
    assert not agent.has(Role.MANAGER)
    assert [who.sees_everything for who in (agent, designer, manager)] == [False, False, True]
    assert [who.sees_all_campaigns for who in (agent, designer, manager)] == [False, True, True]


def test_withheld_number_is_known_by_its_words() -> None:
    assert is_withheld(" Anonymous ")
    assert not is_withheld("+48123456789")


def test_number_that_cannot_exist_is_invalid_and_one_with_00_is_foreign() -> None:
    found = normalize("+48 100 000 000 000")
    assert isinstance(found, Problem)
    assert found.code == "phone_invalid"
    assert called_numbers("0048221234567") == ("+48221234567",)
    assert called_numbers("s") == ("+",)


def test_same_text_in_another_voice_is_another_prompt() -> None:
    assert prompt_hash("a", "pl") == prompt_hash("a", "pl") != prompt_hash("a", "en")
    assert len(prompt_hash("a", "pl")) == 32
