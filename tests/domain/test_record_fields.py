"""Every type of field: what people write, the value that is kept, and what is said of what cannot be."""

import pytest

from domain.errors import Problem
from domain.record_fields import FieldType, is_blank, parse

CHOICES = ("tak", "nie", "nie-wiem")


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        *(("text", " Zażółć ", "Zażółć"), ("text", "a\nb", "a\nb"), ("text", "Zaz\u0307o", "Zażo")),
        *(("text", 0, "0"), ("number", "1 234,50", 1234.5), ("number", "-12.00", -12), ("number", 7, 7)),
        *(("number", "007", 7), ("number", 2.5, 2.5), ("number", "-0", 0), ("number", "0,05", 0.05)),
        *(("date", "2026-02-28", "2026-02-28"), ("date", "1.12.2026", "2026-12-01")),
        *(
            ("choice", "nie", "nie"),
            ("many", ["nie-wiem", "tak", "tak"], ["tak", "nie-wiem"]),
            ("many", [], []),
        ),
        *(("truth", True, True), ("truth", "Nie", False), ("truth", "true", True)),
        *(("pesel", "44051401359", "44051401359"), ("pesel", "02211307589", "02211307589")),
        *(("pesel", "440514 01359", "44051401359"), ("nip", "PL 856-734-62-15", "8567346215")),
        *(("regon", "192598184", "192598184"), ("regon", "12345678512347", "12345678512347")),
        *(("phone", "600 100 200", "+48600100200"), ("phone", "0048 600100200", "+48600100200")),
        *(
            ("mail", "Jan.Kowalski@Example.COM", "Jan.Kowalski@example.com"),
            ("mail", "a@żółw.pl", "a@żółw.pl"),
        ),
    ],
)
def test_what_people_write_becomes_one_value(kind: str, written: object, kept: object):
    found = parse(FieldType(kind), written, CHOICES)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        *(
            ("text", "", "value_missing"),
            ("text", " \u00a0", "value_missing"),
            ("text", None, "value_not_text"),
        ),
        *(("text", "a\x07", "text_control_character"), ("text", "a" * 20_001, "text_too_long")),
        *(("text", ["a"], "value_not_text"), ("text", True, "value_not_text")),
        *(
            ("number", "12a", "number_invalid"),
            ("number", "1,2,3", "number_invalid"),
            ("number", "١٢", "number_invalid"),
        ),
        *(("number", float("inf"), "number_invalid"), ("number", "1" * 16, "number_too_long")),
        *(("number", "1e9", "number_invalid"), ("number", True, "value_not_text")),
        *(
            ("date", "2026-02-30", "date_invalid"),
            ("date", "31.4.2026", "date_invalid"),
            ("date", "jutro", "date_invalid"),
        ),
        *(
            ("choice", "Tak", "choice_unknown"),
            ("many", "tak", "value_not_list"),
            ("many", ["no"], "choice_unknown"),
        ),
        *(("many", [1], "choice_unknown"), ("truth", "może", "truth_invalid"), ("truth", 1, "truth_invalid")),
        *(("pesel", "4405140135", "pesel_length"), ("pesel", "44051401358", "pesel_checksum")),
        *(("pesel", "4405140135A", "pesel_digits"), ("pesel", "٤٤٠٥١٤٠١٣٥٩", "pesel_digits")),
        *(("pesel", "02381307589", "pesel_date"), ("pesel", "00000000000", "pesel_date")),
        *(
            ("nip", "856734621", "nip_length"),
            ("nip", "8567346216", "nip_checksum"),
            ("nip", "DE8567346215", "nip_digits"),
        ),
        *(("regon", "1925981841", "regon_length"), ("regon", "192598183", "regon_checksum")),
        *(("regon", "12345678612342", "regon_checksum"), ("regon", "12345678512348", "regon_checksum")),
        *(("phone", "12", "number_not_allowed"), ("phone", "abc", "phone_invalid")),
        *(
            ("mail", "jan", "mail_invalid"),
            ("mail", "jan@localhost", "mail_invalid"),
            ("mail", "@a.pl", "mail_invalid"),
        ),
        *(
            ("mail", "a b@a.pl", "mail_invalid"),
            ("mail", "a@a..pl", "mail_invalid"),
            ("mail", "a\n@a.pl", "mail_invalid"),
        ),
    ],
)
def test_what_is_no_value_is_told(kind: str, written: object, code: str):
    found = parse(FieldType(kind), written, CHOICES)
    assert isinstance(found, Problem), found
    assert found.code == code
    assert "{" not in found.message + found.message_pl


def test_length_and_check_digit_are_told_apart():
    short, swapped = parse(FieldType.PESEL, "4405140135"), parse(FieldType.PESEL, "44051401395")
    assert isinstance(short, Problem)
    assert short.message.startswith("PESEL has 11 digits, this one has 10.")
    assert short.message_pl.startswith("PESEL ma 11 cyfr, a ten ma 10.")
    assert isinstance(swapped, Problem)
    assert swapped.message.startswith("The check digit of this PESEL is wrong.")
    long = parse(FieldType.REGON, "1925981841")
    assert isinstance(long, Problem)
    assert long.message_pl.startswith("REGON ma 9 albo 14 cyfr, a ten ma 10.")


def test_choice_that_is_nearly_right_names_the_nearest():
    found = parse(FieldType.CHOICE, "nie-wien", CHOICES)
    assert isinstance(found, Problem)
    assert "`nie-wiem`?" in found.message


@pytest.mark.parametrize(
    ("value", "blank"), [(None, True), (" ", True), ([], True), (0, False), (False, False)]
)
def test_blank_is_only_what_says_nothing(value: object, blank: bool):
    assert is_blank(value) is blank
