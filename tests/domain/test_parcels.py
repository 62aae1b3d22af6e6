"""A parcel is read from texts; what a courier would send back is said before it is ordered."""

from decimal import Decimal

import pytest

from domain.errors import Problem
from domain.parcels import PARCEL_FIELDS, Cash, Parcel, ParcelService, check_texts, read_parcel

ANNA = {
    "name": "Anna  Nowak-Wójcik",
    "street": "ul. Prosta",
    "house": "51/7",
    "postcode": "00838",
    "city": "Warszawa",
    "phone": "601 234 567",
    "weight_kg": "2,5",
}


def _codes(found: Parcel | tuple[Problem, ...]) -> list[tuple[str, str | None]]:
    assert isinstance(found, tuple)
    return [(problem.code, problem.field) for problem in found]


def test_parcel_is_read_as_people_write_it():
    assert read_parcel(ANNA) == Parcel(
        name="Anna Nowak-Wójcik",
        street="ul. Prosta",
        house="51/7",
        postcode="00-838",
        city="Warszawa",
        phone="+48601234567",
        weight_kg=Decimal("2.5"),
    )


def test_cash_and_services_are_read():
    parcel = read_parcel({**ANNA, "cod_amount": "129,90", "services": "saturday, before_12"})
    assert isinstance(parcel, Parcel)
    assert parcel.cash == Cash(Decimal("129.90"), "PLN")
    assert parcel.services == (ParcelService.BEFORE_12, ParcelService.SATURDAY)


def test_an_empty_text_is_no_field():
    assert read_parcel({**ANNA, "phone": "", "mail": " ", "country": ""}) == read_parcel(
        {name: text for name, text in ANNA.items() if name != "phone"}
    )


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("postcode", "00-83", "parcel_postcode_polish"),
        ("postcode", "٠٠-٨٣٨", "parcel_postcode_polish"),
        ("country", "Polska", "parcel_country"),
        ("country", "XX", "parcel_country"),
        ("phone", "112", "parcel_phone"),
        ("phone", "zadzwoń", "parcel_phone"),
        ("mail", "anna", "parcel_mail"),
        ("weight_kg", "0", "parcel_weight"),
        ("weight_kg", "0.009", "parcel_weight"),
        ("weight_kg", "31.501", "parcel_weight"),
        ("weight_kg", "-1", "parcel_weight"),
        ("weight_kg", "NaN", "parcel_weight"),
        ("weight_kg", "1e1", "parcel_weight"),
        ("cod_amount", "0", "parcel_amount"),
        ("cod_amount", "1.001", "parcel_amount"),
        ("cod_amount", "100000", "parcel_amount"),
        ("cod_currency", "zł", "parcel_currency"),
        ("services", "sunday", "parcel_service"),
        ("name", "N" * 121, "parcel_long"),
        ("city", "Łódź\x00", "parcel_control"),
        ("city", "Łódź\ud800", "parcel_control"),
    ],
)
def test_a_wrong_value_is_named_with_its_field(name: str, text: str, code: str):
    found = read_parcel({**ANNA, name: text})
    assert (code, f"parcel.{name}") in _codes(found)
    assert isinstance(found, tuple)
    assert all("{" not in problem.message + problem.message_pl for problem in found)


@pytest.mark.parametrize(("weight", "read"), [("0.01", "0.01"), ("31,5", "31.5"), ("3 kg", "3")])
def test_the_lightest_and_the_heaviest_are_taken(weight: str, read: str):
    parcel = read_parcel({**ANNA, "weight_kg": weight})
    assert isinstance(parcel, Parcel)
    assert parcel.weight_kg == Decimal(read)


def test_a_foreign_postcode_is_as_its_country_writes_it():
    abroad = {**ANNA, "country": "GB", "phone": "+44 20 7946 0018", "postcode": "SW1A 1AA"}
    parcel = read_parcel(abroad)
    assert isinstance(parcel, Parcel)
    assert parcel.postcode == "SW1A 1AA"
    assert _codes(read_parcel({**abroad, "postcode": "?"})) == [("parcel_postcode", "parcel.postcode")]


def test_everything_wrong_is_said_at_once():
    assert _codes(read_parcel({"nmae": "Anna", "city": "Łódź", "postcode": "1"})) == [
        ("parcel_unknown", "parcel.nmae"),
        ("parcel_missing", "parcel.name"),
        ("parcel_missing", "parcel.street"),
        ("parcel_missing", "parcel.weight_kg"),
        ("parcel_postcode_polish", "parcel.postcode"),
    ]


def test_a_near_miss_is_told_the_field():
    (unknown, *_) = check_texts({**ANNA, "postcod": "1"})
    assert "postcode" in unknown.message
    (unknown, *_) = check_texts({**ANNA, "q": "1"})
    assert all(name in unknown.message_pl for name in PARCEL_FIELDS)


def test_only_literal_texts_are_judged_when_a_document_is_checked():
    written = {
        **ANNA,
        "name": "{{ contact.name }}",
        "postcode": "{{ record.kod }}",
        "weight_kg": "{% if 1 %}",
    }
    assert check_texts(written) == ()
    assert _codes(check_texts({**written, "weight_kg": "ciężka"})) == [("parcel_weight", "parcel.weight_kg")]
    foreign = {**ANNA, "country": "{{ record.kraj }}", "postcode": "SW1A 1AA"}
    assert check_texts(foreign) == ()
