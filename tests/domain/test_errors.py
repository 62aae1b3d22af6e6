"""Errors speak both languages with their data filled in."""

from domain.errors import CentralkaError, NotFound, Problem, Refused, error_of
from domain.ids import uuid7


def test_error_says_its_sentence_in_both_languages() -> None:
    error = NotFound(kind="process", name="x")
    assert str(error) == "There is no process x. Check the name, or list what there is."
    assert error.sentence("pl") == "Nie ma: process x. Sprawdź nazwę albo wyświetl listę."


def test_error_carries_its_problems() -> None:
    problem = Problem("a", "b", "c")
    assert Refused([problem], reason="no").problems == (problem,)
    assert CentralkaError().sentence() == "Something went wrong."


def test_uuid7_is_ordered_by_time_and_marked_as_version_7() -> None:
    early, late = uuid7(1, 2**80 - 1), uuid7(2, 0)
    assert early < late
    assert (len(late), late[12], late[16]) == (32, "7", "8")


def test_error_is_made_again_from_its_code_in_another_process() -> None:
    assert str(error_of("not_found", {"kind": "case", "name": 7})) == str(NotFound(kind="case", name=7))
    assert type(error_of("no_such_code", {})) is CentralkaError
