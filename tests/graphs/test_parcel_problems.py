"""A parcel and a notification are checked with their process, not when the customer waits for them."""

from typing import Any

import pytest
from graph_documents import END, errors, process

from graphs import check

PARCEL = {
    "name": "{{ contact.name }}",
    "street": "{{ record.ulica }}",
    "postcode": "{{record.kod}}",
    "city": "Łódź",
    "weight_kg": "0.5",
}
PLACE = "actions.0.send_courier.parcel"


def _sending(**parcel: str) -> str:
    fields = {name: text for name, text in (PARCEL | parcel).items() if text}
    return _with({"send_courier": {"service": "gls", "parcel": fields}})


def _with(action: dict[str, Any]) -> str:
    return process(a=END | {"actions": [action]})


@pytest.mark.parametrize(
    ("broken", "code", "field"),
    [
        ({"postcod": "1"}, "parcel_unknown", f"{PLACE}.postcod"),
        ({"city": ""}, "parcel_missing", PLACE),
        ({"weight_kg": "50"}, "parcel_weight", f"{PLACE}.weight_kg"),
        ({"country": "Polska"}, "parcel_country", f"{PLACE}.country"),
        ({"phone": "{{ contact.fone }}"}, "text_name_unknown", f"{PLACE}.phone"),
        ({"phone": "{{ contact.phone|upper }}"}, "text_braces", f"{PLACE}.phone"),
        ({"content": "{% if 1 %}"}, "text_braces", f"{PLACE}.content"),
    ],
)
def test_what_could_not_be_ordered_is_said_at_its_place(broken: dict[str, str], code: str, field: str):
    assert errors(_sending(**broken)) == [(code, "a", field)]
    assert errors(_sending()) == []


def test_the_sentences_are_those_of_the_order():
    (problem,) = (found for found in check(_sending(postcode="1")).problems if found.severity == "error")
    assert problem.message == "A Polish postcode has five digits, like 00-950."
    assert problem.message_pl == "Polski kod pocztowy ma pięć cyfr, na przykład 00-950."
    assert problem.line is not None


@pytest.mark.parametrize(
    ("text", "code"), [("{{ contact.fone }}", "text_name_unknown"), ("{{ }}", "text_braces")]
)
def test_a_notification_names_what_a_case_has(text: str, code: str):
    assert errors(_with({"notify": {"text": text}})) == [(code, "a", "actions.0.notify.text")]
    assert errors(_with({"notify": {"text": "Pilne: {{ record.kwota }}"}})) == []
