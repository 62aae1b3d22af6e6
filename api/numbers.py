"""Knows how a phone number in a form is read, and refused."""

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import Invalid, Problem
from domain.phones import Phone, normalize


def e164_of(written: str, field: str) -> str:
    """The number in E.164; `Invalid` names the field when it is none, or one that nobody may dial."""
    return phones_of([written], (field,))[0].e164


def phones_of(written: Sequence[str], path: tuple[str, ...]) -> tuple[Phone, ...]:
    """The numbers at this place of a form, with what was written; all problems at once."""
    read = [normalize(text) for text in written]
    places = [path if len(read) == 1 else (*path, str(index)) for index in range(len(read))]
    problems = [
        replace(item, field=".".join(place), path=place)
        for item, place in zip(read, places, strict=True)
        if isinstance(item, Problem)
    ]
    if problems:
        raise Invalid(problems)
    return tuple(item for item in read if isinstance(item, Phone))
