"""Knows what a condition may ask: the name, the type and the meaning of every fact."""

from dataclasses import dataclass
from typing import Final

RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is string, int or bool; the meaning stands in English and Polish."""

    name: str
    kind: str
    en: str
    pl: str


def _facts(group: str, *rows: tuple[str, str, str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(f"{group}.{name}", kind, en, pl) for name, kind, en, pl in rows)


_CASE = _facts(
    "case",
    ("status", "string", "the present status", "obecny status"),
    ("number", "int", "the number of the case", "numer sprawy"),
    ("qualifier", "string", "the qualifier in force", "obowiązujący kwalifikator"),
    ("entries", "int", "entries into the present status", "wejścia w obecny status"),
    ("steps", "int", "steps since the case began", "kroki od początku sprawy"),
    ("age_days", "int", "whole days since the case began", "pełne dni od początku sprawy"),
    ("in_status_days", "int", "whole days in the present status", "pełne dni w obecnym statusie"),
    ("due", "bool", "has a time of its next contact", "ma termin następnego kontaktu"),
    ("owned", "bool", "has a responsible agent", "ma opiekuna"),
    ("credited", "bool", "counts as somebody's success", "liczy się jako czyjś sukces"),
    ("tries", "int", "attempts since the last answered one", "próby od ostatniej odebranej"),
    ("weekday", "int", "1 (Monday) to 7, where the campaign is", "1 (poniedziałek) do 7, w strefie kampanii"),
    ("hour", "int", "0 to 23, where the campaign is", "0 do 23, w strefie kampanii"),
    ("working_day", "bool", "neither a weekend nor a holiday", "ani weekend, ani święto"),
)

_CONTACT = _facts(
    "contact",
    ("name", "string", "the name, or nothing", "nazwa albo nic"),
    ("phone", "string", "the first number, like +48221234567, or nothing", "pierwszy numer albo nic"),
    ("mail", "string", "the first mail address, or nothing", "pierwszy adres e-mail albo nic"),
    ("anonymous", "bool", "called without a number", "zadzwonił bez numeru"),
)

_CALL = _facts(
    "call",
    (
        "outcome",
        "string",
        "how the latest call ended, or nothing",
        "jak skończyła się ostatnia rozmowa albo nic",
    ),
    ("direction", "string", "inbound, outbound or nothing", "inbound, outbound albo nic"),
    ("seconds", "int", "how long the latest call lasted", "ile sekund trwała ostatnia rozmowa"),
    ("answered", "bool", "the latest call was answered", "ostatnią rozmowę odebrano"),
    (
        "inbound_status",
        "string",
        "what the customer wanted who made the latest call, or nothing",
        "czego chciał klient, który zadzwonił ostatnio, albo nic",
    ),
)

_ATTEMPTS = _facts(
    "attempts",
    ("total", "int", "all attempts to call", "wszystkie próby połączenia"),
    ("answered", "int", "answered", "odebrane"),
    ("busy", "int", "busy", "zajęte"),
    ("no_answer", "int", "not answered", "nieodebrane"),
    ("machine", "int", "answered by a machine", "odebrane przez automat"),
    ("fax", "int", "answered by a fax", "odebrane przez faks"),
    ("rejected", "int", "rejected", "odrzucone"),
    ("invalid_number", "int", "to a number that does not exist", "na nieistniejący numer"),
    ("network_error", "int", "failed in the network", "nieudane przez sieć"),
    ("unhandled", "int", "answered, with no agent there", "odebrane bez agenta"),
    ("today", "int", "today, where the campaign is", "dzisiaj, w strefie kampanii"),
)

FACTS: Final = _CASE + _CONTACT + _CALL + _ATTEMPTS
"""All that has one type for every campaign; `record.<field>` is whatever the campaign keeps."""

NAMES: Final = frozenset(fact.name for fact in FACTS) | {RECORD}
