"""Knows what the API says about a request that does not fit its form, in Polish and English."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.errors import Problem

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Not readable", "Nieczytelne"),
    401: ("Not signed in", "Brak zalogowania"),
    403: ("Not allowed", "Brak uprawnień"),
    404: ("Not found", "Nie znaleziono"),
    405: ("Method not allowed", "Niedozwolona metoda"),
    409: ("Conflict", "Konflikt"),
    412: ("Changed meanwhile", "Zmienione w międzyczasie"),
    413: ("Too large", "Za duże"),
    415: ("Unknown format", "Nieznany format"),
    422: ("Not valid", "Niepoprawne dane"),
    428: ("Version missing", "Brak wersji"),
    429: ("Too many attempts", "Zbyt wiele prób"),
    503: ("Not available", "Niedostępne"),
}
UNEXPECTED = (
    "Something unexpected happened. Nothing of it is your fault; give this error's id to your administrator.",
    "Stało się coś nieoczekiwanego. To nie Twoja wina; podaj identyfikator błędu administratorowi.",
)
_ONE_OF = ("unknown_value", "{field} must be one of: {expected}.", "{field}: dozwolone są {expected}.")
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "extra_forbidden": (
        "unknown_field",
        "There is no field {field} here; remove it.",
        "Nie ma tu pola {field}; usuń je.",
    ),
    "missing": ("field_missing", "The field {field} is needed.", "Pole {field} jest wymagane."),
    "string_too_short": ("too_short", "{field} is too short.", "{field}: za krótkie."),
    "string_too_long": ("too_long", "{field} is too long.", "{field}: za długie."),
    "too_long": ("too_long", "{field} has too many entries.", "{field}: za dużo pozycji."),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "string_pattern_mismatch": ("wrong_form", "{field} has a wrong form.", "{field}: niepoprawny zapis."),
}
_ENDINGS: Sequence[tuple[str, tuple[str, str, str]]] = (
    ("_type", ("wrong_type", "{field} has a value of a wrong type.", "{field}: wartość złego typu.")),
    ("_parsing", ("wrong_type", "{field} has a value of a wrong type.", "{field}: wartość złego typu.")),
    ("than", ("out_of_range", "{field} is out of range.", "{field}: wartość poza zakresem.")),
    ("than_equal", ("out_of_range", "{field} is out of range.", "{field}: wartość poza zakresem.")),
)
_OTHER = ("wrong_value", "{field} has a wrong value.", "{field}: niepoprawna wartość.")


def spoken_language(accepted: str) -> str:
    """`pl` or `en`: what Accept-Language weighs most; English when it names neither."""
    best, weight = "en", 0.0
    for part in accepted.lower().split(",")[:20]:
        tag, _, options = part.strip().partition(";")
        spoken = tag.strip().partition("-")[0]
        asked = _weight(options)
        if spoken in {"pl", "en"} and asked > weight:
            best, weight = spoken, asked
    return best


def form_problems(errors: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """What pydantic says about a form, in our codes and both languages; values are never repeated."""
    return [_problem(error) for error in errors]


def _problem(error: Mapping[str, Any]) -> Problem:
    path = tuple(str(part) for part in error["loc"][1:]) or tuple(str(part) for part in error["loc"])
    code, message, message_pl = _kind(str(error["type"]))
    words = {"field": path[-1][:100], "expected": str(error.get("ctx", {}).get("expected", ""))}
    return Problem(
        code=code,
        message=_filled(message, words),
        message_pl=_filled(message_pl, words),
        field=path[-1][:100],
        path=path,
    )


def _kind(kind: str) -> tuple[str, str, str]:
    if kind in _KINDS:
        return _KINDS[kind]
    return next((words for ending, words in _ENDINGS if kind.endswith(ending)), _OTHER)


def _filled(template: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        template = template.replace("{" + name + "}", value)
    return template


def _weight(options: str) -> float:
    name, _, value = options.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
