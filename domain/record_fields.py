"""Knows the types of a record's fields and of answers: how each is written, and what is wrong with what is not."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from typing import Final, cast

from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.pl import nip, pesel, regon

from domain import phones
from domain.errors import Problem
from domain.time import parse_date

Value = str | int | float | bool | list[str]
"""A canonical value, as JSON keeps it."""

LONGEST_TEXT: Final = 20_000
_MOST_DIGITS: Final = 15
_GAPS: Final = str.maketrans("", "", " \t\u00a0\u2007\u202f-\u2010\u2011\u2012\u2013")
_SPACES: Final = str.maketrans("", "", " \u00a0\u2007\u202f'")
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?")
_POLISH_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?")
_WORDS_OF_TRUTH = {"true": True, "tak": True, "yes": True, "false": False, "nie": False, "no": False}


class FieldType(StrEnum):
    """What a field or an answer may hold; `text` is FCC-109, the numbers of the registers FCC-106 to 108."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    TRUTH = "truth"
    PESEL = "pesel"
    NIP = "nip"
    REGON = "regon"
    PHONE = "phone"
    MAIL = "mail"


def is_blank(value: object) -> bool:
    """Whether nothing was given: nothing at all, only blanks, or a choice of none."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def parse(kind: FieldType, value: object, choices: Collection[str] = ()) -> Value | Problem:
    """The canonical value of what was written, or what is wrong with it; what is blank is no value.

    Texts are trimmed and in NFC, numbers whole where they can be, dates ISO 8601, phones E.164, PESEL, NIP
    and REGON digits alone, a choice one of `choices`, many a list of them in their order.
    """
    if kind is FieldType.MANY:
        return _many(value, choices)
    if kind is FieldType.TRUTH and isinstance(value, bool):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _wrong("value_not_text")
    text = unicodedata.normalize("NFC", str(value)).strip()
    if not text:
        return _wrong("value_missing")
    if kind is FieldType.CHOICE:
        return text if text in choices else _no_choice(text, choices)
    return _READERS[kind](text)


def _text(text: str) -> str | Problem:
    if len(text) > LONGEST_TEXT:
        return _wrong("text_too_long", most=LONGEST_TEXT)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in text):
        return _wrong("text_control_character")
    return text


def _number(text: str) -> int | float | Problem:
    found = _NUMBER.fullmatch(text.translate(_SPACES))
    if found is None:
        return _wrong("number_invalid")
    sign, whole, part = found.group(1), found.group(2).lstrip("0"), (found.group(3) or "").rstrip("0")
    if len(whole) + len(part) > _MOST_DIGITS:
        return _wrong("number_too_long", most=_MOST_DIGITS)
    return float(f"{sign}{whole or 0}.{part}") if part else int(f"{sign}{whole or 0}")


def _truth(text: str) -> bool | Problem:
    found = _WORDS_OF_TRUTH.get(text.casefold())
    return _wrong("truth_invalid") if found is None else found


def _phone(text: str) -> str | Problem:
    found = phones.normalize(text)
    return found.e164 if isinstance(found, phones.Phone) else found


def _date(text: str) -> str | Problem:
    polish = _POLISH_DATE.fullmatch(text)
    try:
        if polish is None:
            return parse_date(text).isoformat()
        day, month, year = map(int, polish.groups())
        return date(year, month, day).isoformat()
    except ValueError:
        return _wrong("date_invalid")


def _many(value: object, choices: Collection[str]) -> list[str] | Problem:
    if not isinstance(value, list):
        return _wrong("value_not_list")
    given = cast("list[object]", value)
    for one in given:
        if not isinstance(one, str) or one not in choices:
            return _no_choice(str(one), choices)
    return [choice for choice in choices if choice in given]


def _mail(text: str) -> str | Problem:
    local, _, domain = text.rpartition("@")
    fits = len(text) <= 254 and len(local) <= 64 and _LOCAL_PART.fullmatch(local)
    return f"{local}@{domain.lower()}" if fits and _DOMAIN.fullmatch(domain) else _wrong("mail_invalid")


_REGISTERS: Mapping[FieldType, tuple[str, tuple[int, ...], Callable[[str], str]]] = {
    FieldType.PESEL: ("PESEL", (11,), pesel.validate),
    FieldType.NIP: ("NIP", (10,), nip.validate),
    FieldType.REGON: ("REGON", (9, 14), regon.validate),
}


def _registered(kind: FieldType, text: str) -> str | Problem:
    name, lengths, validate = _REGISTERS[kind]
    digits = text.translate(_GAPS)
    if kind is FieldType.NIP and digits[:2].upper() == "PL":
        digits = digits[2:]
    told = {"name": name, "count": len(digits)}
    if not (digits.isascii() and digits.isdigit()):
        return _wrong(f"{kind}_digits", **told)
    if len(digits) not in lengths:
        wanted, wanted_pl = (word.join(map(str, lengths)) for word in (" or ", " albo "))
        return _wrong(f"{kind}_length", **told, lengths=wanted, lengths_pl=wanted_pl)
    try:
        return validate(digits)
    except InvalidComponent:
        return _wrong(f"{kind}_date", **told)
    except InvalidChecksum:
        return _wrong(f"{kind}_checksum", **told)


_READERS: Mapping[FieldType, Callable[[str], Value | Problem]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.TRUTH: _truth,
    FieldType.PHONE: _phone,
    FieldType.MAIL: _mail,
    **{kind: partial(_registered, kind) for kind in _REGISTERS},
}


def _no_choice(text: str, choices: Collection[str]) -> Problem:
    near = get_close_matches(text, choices, 1)
    hint = (f" Did you mean `{near[0]}`?", f" Czy chodziło o `{near[0]}`?") if near else ("", "")
    known = ", ".join(choices)
    return _wrong("choice_unknown", value=text[:80], known=known, hint=hint[0], hint_pl=hint[1])


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "value_missing": ("Nothing is given here. Fill it in.", "Nic tu nie podano. Uzupełnij."),
    "value_not_text": ("A single value is expected here.", "Oczekiwano tu jednej wartości."),
    "value_not_list": ("A list of choices is expected here.", "Oczekiwano tu listy wyborów."),
    "text_too_long": (
        "The text may have at most {most} characters. Shorten it.",
        "Tekst może mieć najwyżej {most} znaków. Skróć go.",
    ),
    "text_control_character": (
        "The text holds a control character. Remove it.",
        "Tekst zawiera znak sterujący. Usuń go.",
    ),
    "number_invalid": (
        "This is not a number. Write it with the digits 0-9, like 1250 or 12,50.",
        "To nie jest liczba. Zapisz ją cyframi 0-9, np. 1250 albo 12,50.",
    ),
    "number_too_long": (
        "The number has more than {most} digits. Give a shorter one.",
        "Liczba ma ponad {most} cyfr. Podaj krótszą.",
    ),
    "date_invalid": (
        "There is no such date. Write it like 2026-11-23 or 23.11.2026.",
        "Nie ma takiej daty. Zapisz ją jak 2026-11-23 albo 23.11.2026.",
    ),
    "choice_unknown": (
        "`{value}` is none of the choices.{hint} Choose one of: {known}.",
        "`{value}` nie jest żadnym z wyborów.{hint_pl} Wybierz jeden z: {known}.",
    ),
    "truth_invalid": ("Answer yes or no (true or false).", "Odpowiedz tak albo nie (true lub false)."),
    "mail_invalid": (
        "This is not a mail address. Write it like name@example.com.",
        "To nie jest adres e-mail. Zapisz go jak nazwa@example.com.",
    ),
    "digits": (
        "{name} has only the digits 0-9. Remove everything else.",
        "{name} składa się tylko z cyfr 0-9. Usuń wszystko inne.",
    ),
    "length": (
        "{name} has {lengths} digits, this one has {count}. Check whether one is missing or too many.",
        "{name} ma {lengths} cyfr, a ten ma {count}. Sprawdź, czy którejś nie brakuje lub nie jest za dużo.",
    ),
    "checksum": (
        "The check digit of this {name} is wrong. Compare it digit by digit; two may be swapped.",
        "Cyfra kontrolna tego numeru {name} się nie zgadza. Porównaj cyfry; może dwie są zamienione.",
    ),
    "date": (
        "This {name} begins with a date of birth that does not exist. Compare its first six digits.",
        "Ten {name} zaczyna się od daty urodzenia, której nie ma. Porównaj pierwsze sześć cyfr.",
    ),
}


def _wrong(code: str, **data: object) -> Problem:
    en, pl = _SENTENCES.get(code) or _SENTENCES[code.partition("_")[2]]
    data.setdefault("lengths_pl", data.get("lengths"))
    pl = pl.replace("{lengths}", "{lengths_pl}")
    for name, value in data.items():
        en, pl = en.replace("{" + name + "}", str(value)), pl.replace("{" + name + "}", str(value))
    return Problem(code, en, pl)
