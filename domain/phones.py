"""Knows how a phone number is read: E.164 out of what people write, and which numbers nobody may dial."""

import re
from dataclasses import dataclass

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    country_code_for_region,
    format_number,
    is_valid_number,
    number_type,
    parse,
)
from phonenumbers.shortnumberinfo import is_valid_short_number

from domain.errors import Problem

_WRITTEN = re.compile(r"[0-9+()./ \u00a0\u2007\u202f\u2010-\u2013-]{1,40}")
_NOT_DIALLED = re.compile(r"[^0-9+]")
_SERVICE_CODE = re.compile(r"[*#]|;ext=|[&@,|]|PJSIP", re.IGNORECASE)
_SATELLITE_AND_PREMIUM = (870, 878, 881, 882, 883, 888, 979)
_DEAR = (
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
)
_WITHHELD = frozenset(
    {"", "anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "asterisk"}
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that may be dialled, with the text as it was written."""

    e164: str
    raw: str


def normalize(text: str, region: str = "PL") -> Phone | Problem:
    """The number in E.164; a problem `phone_invalid`, or `number_not_allowed` for what nobody may dial."""
    if _SERVICE_CODE.search(text):
        return _not_allowed()
    if not _WRITTEN.fullmatch(text):
        return _invalid()
    digits = _NOT_DIALLED.sub("", text)
    if _is_special(digits, region):
        return _not_allowed()
    number = _parsed(digits, region)
    if number is None:
        return _invalid()
    if number.country_code in _SATELLITE_AND_PREMIUM or number_type(number) in _DEAR:
        return _not_allowed()
    if not is_valid_number(number):
        return _invalid()
    return Phone(format_number(number, PhoneNumberFormat.E164), text)


def is_withheld(caller: str) -> bool:
    """Whether the caller's number was withheld."""
    return caller.strip().casefold() in _WITHHELD


def called_numbers(called: str, region: str = "PL") -> tuple[str, ...]:
    """What a called number, as the line delivered it, may mean in E.164; the likeliest first."""
    if not called.isascii():
        return ()
    digits = _NOT_DIALLED.sub("", called)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    candidates = [digits] if digits.startswith("+") else [_e164(digits, region), f"+{digits}", digits]
    return tuple(dict.fromkeys(candidate for candidate in candidates if candidate))


def _e164(digits: str, region: str) -> str | None:
    number = _parsed(digits, region)
    if number is None or not is_valid_number(number):
        return None
    return format_number(number, PhoneNumberFormat.E164)


def _is_special(digits: str, region: str) -> bool:
    """Emergency and other short numbers, and 0700, which older switches still take for premium rate."""
    if digits.startswith("+"):
        return False
    short = PhoneNumber(country_code=country_code_for_region(region), national_number=int(digits or "0"))
    return is_valid_short_number(short) or 0 < len(digits) <= 4 or digits.startswith("0700")


def _parsed(digits: str, region: str) -> PhoneNumber | None:
    try:
        return parse(digits, region)
    except NumberParseException:
        return None


def _invalid() -> Problem:
    return Problem(
        "phone_invalid",
        "This is not a phone number. Use digits 0–9 with the country code, like +48 22 123 45 67.",
        "To nie jest numer telefonu. Użyj cyfr 0–9 z numerem kraju, na przykład +48 22 123 45 67.",
    )


def _not_allowed() -> Problem:
    return Problem(
        "number_not_allowed",
        "Emergency, premium-rate and service numbers are not dialled. Give an ordinary number.",
        "Nie wybieramy numerów alarmowych, o podwyższonej opłacie ani kodów usług. Podaj zwykły numer.",
    )
