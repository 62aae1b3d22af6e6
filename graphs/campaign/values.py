"""Knows which values the fields of a record may have: all that is wrong with what was given, or what is stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from domain.errors import Problem
from domain.record_fields import is_blank, parse
from graphs.campaign.records import SYSTEM_FIELDS, RecordField

Definitions = Mapping[str, RecordField]


@dataclass(frozen=True, slots=True)
class Shown:
    """A significant field, by which people tell records apart (FCC-111)."""

    field: str
    title: str
    value: Any


@dataclass(frozen=True, slots=True)
class Values:
    """What was given in its canonical form (None removes a value), and everything wrong with it."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]


def read_values(
    fields: Definitions, given: Mapping[str, Any], stored: Mapping[str, Any], *, locked: bool
) -> Values:
    """The values as they are kept; `locked`: what is not editable must stay as it is `stored` (FCC-110).

    Without definitions every field is taken as it comes. What came with a record from elsewhere may be removed,
    though the campaign has no such field.
    """
    if not fields:
        return Values(dict(given), ())
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        foreign = name in stored and name not in fields and not locked
        read = None if foreign and is_blank(value) else _read(fields, name, value)
        if not isinstance(read, Problem) and locked and not fields[name].editable:
            read = read if read == stored.get(name) else _not_editable(name)
        if isinstance(read, Problem):
            problems.append(_at(name, read))
        else:
            values[name] = read
    return Values(values, tuple(problems))


def missing_values(fields: Definitions, values: Mapping[str, Any], points: Collection[str]) -> list[Problem]:
    """The required fields that have no value (FCC-114); `points` are the system fields that have one."""
    return [
        _at(name, _required(field.title or name))
        for name, field in fields.items()
        if field.required and (name not in points if name in SYSTEM_FIELDS else is_blank(values.get(name)))
    ]


def carried_values(fields: Definitions, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record from elsewhere: as this campaign writes them, and what it cannot read as it was."""
    read = {name: _read(fields, name, value) if fields else value for name, value in values.items()}
    return {name: values[name] if isinstance(each, Problem) else each for name, each in read.items()}


def stored_problems(
    fields: Definitions, values: Mapping[str, Any], points: Collection[str]
) -> Iterator[Problem]:
    """Everything that is wrong with what is stored, which may come from another campaign or from before a change."""
    for name, value in values.items() if fields else ():
        read = _read(fields, name, value) if name in fields else _foreign(name)
        if isinstance(read, Problem):
            yield _at(name, read)
    yield from missing_values(fields, values, points)


def in_file_name(fields: Definitions, values: Mapping[str, Any]) -> Iterator[Any]:
    """The values for the name of a recording (FCC-112), in the campaign's order; `values` has the system fields too."""
    for name, field in fields.items():
        if field.in_file_name and not is_blank(values.get(name)):
            yield values[name]


def significant(fields: Definitions, values: Mapping[str, Any]) -> Iterator[Shown]:
    """The significant fields that have a value, in the campaign's order; `values` has the system fields too."""
    for name, field in fields.items():
        if field.significant and not is_blank(values.get(name)):
            yield Shown(name, field.title or name, values[name])


def _read(fields: Definitions, name: str, value: object) -> Any:
    if name in SYSTEM_FIELDS:
        return _of_the_contact(name)
    field = fields.get(name)
    if field is None:
        return _unknown(name, fields)
    return None if is_blank(value) else parse(field.type, value, field.choices)


def _at(name: str, problem: Problem) -> Problem:
    place = ("fields", name)
    return Problem(problem.code, problem.message, problem.message_pl, field=".".join(place), path=place)


def _unknown(name: str, fields: Definitions) -> Problem:
    near = get_close_matches(name, fields, 1)
    hint, hint_pl = (f" Did you mean `{near[0]}`?", f" Czy chodziło o `{near[0]}`?") if near else ("", "")
    known = ", ".join(fields)
    return Problem(
        "unknown_field",
        f"The campaign has no field `{name}`.{hint} It has: {known}.",
        f"Kampania nie ma pola `{name}`.{hint_pl} Ma: {known}.",
    )


def _foreign(name: str) -> Problem:
    return Problem(
        "field_of_elsewhere",
        f"The campaign has no field `{name}`. Its value is kept; a supervisor may remove it (null).",
        f"Kampania nie ma pola `{name}`. Wartość zachowano; nadzorca może ją usunąć (null).",
    )


def _of_the_contact(name: str) -> Problem:
    return Problem(
        "field_of_contact",
        f"`{name}` belongs to the contact. Change it there (PATCH /cases/{{id}}/contact).",
        f"`{name}` należy do danych kontaktu. Zmień je tam (PATCH /cases/{{id}}/contact).",
    )


def _not_editable(name: str) -> Problem:
    return Problem(
        "field_not_editable",
        f"Agents do not change the field `{name}`. Leave it as it is, or ask a supervisor.",
        f"Agenci nie zmieniają pola `{name}`. Zostaw je bez zmian albo poproś nadzorcę.",
    )


def _required(title: str) -> Problem:
    return Problem(
        "field_required",
        f"Nothing can be saved without “{title}”. Fill it in.",
        f"Bez pola „{title}” nie można nic zapisać. Uzupełnij je.",
    )
