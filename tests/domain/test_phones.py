import pytest

from domain.errors import Problem
from domain.phones import Phone, called_numbers, normalize


@pytest.mark.parametrize(
    "text", ["+48123456789", "123456789", "48123456789", "0048 123 456 789", "+48\u00a0123\u2011456\u2011789"]
)
def test_what_people_write_is_one_number(text: str):
    assert normalize(text) == Phone("+48123456789", text)


@pytest.mark.parametrize(
    "text", ["+48123456789\n", "٤٨123456789", "", "+", "12345", "+48 12", "abc", "+48123456789\x00", "1" * 41]
)
def test_what_is_no_number_is_told(text: str):
    problem = normalize(text)
    assert isinstance(problem, Problem)
    assert problem.code in ("phone_invalid", "number_not_allowed")


@pytest.mark.parametrize("text", ["+48123456789\n", "٤٨123456789"])
def test_line_breaks_and_foreign_digits_are_invalid(text: str):
    problem = normalize(text)
    assert isinstance(problem, Problem)
    assert problem.code == "phone_invalid"


@pytest.mark.parametrize(
    "text",
    [
        *("112", "997", "19115", "+88212345678", "0700123456", "700123456", "801123456", "+979123456789"),
        *("*21*48123456789#", "+48123456789;ext=5", "100&PJSIP/0088@trunk"),
    ],
)
def test_emergency_premium_and_service_numbers_are_not_allowed(text: str):
    problem = normalize(text)
    assert isinstance(problem, Problem)
    assert problem.code == "number_not_allowed"


def test_number_of_another_country_is_read_with_its_code():
    assert normalize("+49 30 123456") == Phone("+4930123456", "+49 30 123456")


def test_called_number_is_tried_in_every_way_that_lines_deliver_it():
    assert called_numbers("221234567")[0] == "+48221234567"
    assert called_numbers("٢٢") == ()
