"""Knows what a courier is told about a parcel: its fields, which are needed, and what each may hold."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from phonenumbers import SUPPORTED_REGIONS

from domain.errors import Problem
from domain.parcel_sentences import parcel_problem
from domain.phones import normalize

LIGHTEST, HEAVIEST = Decimal("0.01"), Decimal("31.5")
DEAREST = Decimal("99999.99")
HOME: Final = "PL"
REQUIRED: Final = ("name", "street", "postcode", "city", "weight_kg")
_LONGEST: Final = {
    "name": 120,
    "street": 50,
    "house": 12,
    "city": 30,
    "content": 60,
    "reference": 12,
    "mail": 80,
}
_NUMBER: Final = re.compile(r"[0-9]{1,6}([.,][0-9]{1,3})?")
_POLISH: Final = re.compile(r"([0-9]{2})-?([0-9]{3})")
_FOREIGN: Final = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,14}")
_MAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class ParcelService(StrEnum):
    """What may be asked beyond plain delivery; each courier offers some of them."""

    BEFORE_10 = "before_10"
    BEFORE_12 = "before_12"
    SATURDAY = "saturday"
    DOCUMENTS_BACK = "documents_back"


@dataclass(frozen=True, slots=True)
class Cash:
    """What the recipient pays at the door, in units of an ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """`house` may stand in `street`; `phone` is E.164; `reference` is ours, for people."""

    name: str
    street: str
    postcode: str
    city: str
    weight_kg: Decimal
    house: str = ""
    country: str = HOME
    phone: str = ""
    mail: str = ""
    content: str = ""
    reference: str = ""
    cash: Cash | None = None
    services: tuple[ParcelService, ...] = ()


_Value = str | Decimal | tuple[ParcelService, ...]
_Reader = Callable[[str, str, str], _Value | Problem]


def check_names(names: Collection[str]) -> tuple[Problem, ...]:
    """Everything wrong with the names of a parcel's fields; those that are needed must be there."""
    unknown = [_unknown(name) for name in names if name not in PARCEL_FIELDS]
    return (*unknown, *(parcel_problem("missing", name) for name in REQUIRED if name not in names))


def check_texts(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Everything wrong with the fields as a document holds them; a value with data of the case is read later."""
    country = texts.get("country", HOME)
    literal = {name: text for name, text in texts.items() if name in PARCEL_FIELDS and not _is_template(text)}
    if _is_template(country):
        literal.pop("postcode", None)
        literal.pop("phone", None)
    found = (_READERS[name](name, _plain(text), country) for name, text in literal.items())
    return (*check_names(texts), *(one for one in found if isinstance(one, Problem)))


def read_parcel(texts: Mapping[str, str]) -> Parcel | tuple[Problem, ...]:
    """The parcel of fields whose templates are filled in, or all that is wrong with it."""
    given = {name: plain for name, text in texts.items() if (plain := _plain(text))}
    problems = check_names(given)
    country = given.get("country", HOME)
    known = {name: text for name, text in given.items() if name in PARCEL_FIELDS}
    values: dict[str, Any] = {name: _READERS[name](name, text, country) for name, text in known.items()}
    problems += tuple(value for value in values.values() if isinstance(value, Problem))
    if problems:
        return problems
    amount, currency = values.pop("cod_amount", None), values.pop("cod_currency", "PLN")
    return Parcel(**values, cash=Cash(amount, currency) if amount is not None else None)


def _text(name: str, text: str, _country: str) -> str | Problem:
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        return parcel_problem("control", name)
    if len(text) > _LONGEST[name]:
        return parcel_problem("long", name, longest=_LONGEST[name])
    return text


def _mail(name: str, text: str, country: str) -> str | Problem:
    return _text(name, text, country) if _MAIL.fullmatch(text) else parcel_problem("mail", name)


def _country(name: str, text: str, _country: str) -> str | Problem:
    return text if text in SUPPORTED_REGIONS else parcel_problem("country", name, value=text[:40])


def _postcode(name: str, text: str, country: str) -> str | Problem:
    if country != HOME:
        return text if _FOREIGN.fullmatch(text) else parcel_problem("postcode", name)
    found = _POLISH.fullmatch(text.replace(" ", ""))
    return f"{found[1]}-{found[2]}" if found else parcel_problem("postcode_polish", name)


def _phone(name: str, text: str, country: str) -> str | Problem:
    phone = normalize(text, country if country in SUPPORTED_REGIONS else HOME)
    return parcel_problem("phone", name) if isinstance(phone, Problem) else phone.e164


def _weight(name: str, text: str, _country: str) -> Decimal | Problem:
    weight = _decimal(text.removesuffix("kg").rstrip())
    fits = weight is not None and LIGHTEST <= weight <= HEAVIEST
    return weight if fits and weight is not None else parcel_problem("weight", name)


def _amount(name: str, text: str, _country: str) -> Decimal | Problem:
    amount = _decimal(text)
    if amount is None or not 0 < amount <= DEAREST or amount != round(amount, 2):
        return parcel_problem("amount", name)
    return round(amount, 2)


def _currency(name: str, text: str, _country: str) -> str | Problem:
    return text if _CURRENCY.fullmatch(text) else parcel_problem("currency", name)


def _services(name: str, text: str, _country: str) -> tuple[ParcelService, ...] | Problem:
    wanted = {one.strip() for one in text.split(",")}
    if not wanted <= set(ParcelService):
        unknown = min(wanted - set(ParcelService))
        return parcel_problem("service", name, value=unknown[:40], known=", ".join(ParcelService))
    return tuple(one for one in ParcelService if one in wanted)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _is_template(text: str) -> bool:
    return "{{" in text or "{%" in text


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, PARCEL_FIELDS, n=1)
    return parcel_problem("unknown", name[:40], near=near[0] if near else ", ".join(PARCEL_FIELDS))


_READERS: Final[dict[str, _Reader]] = {
    "name": _text,
    "street": _text,
    "house": _text,
    "postcode": _postcode,
    "city": _text,
    "country": _country,
    "phone": _phone,
    "mail": _mail,
    "weight_kg": _weight,
    "content": _text,
    "reference": _text,
    "cod_amount": _amount,
    "cod_currency": _currency,
    "services": _services,
}
PARCEL_FIELDS: Final = tuple(_READERS)
