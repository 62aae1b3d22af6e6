"""Knows how a phone number in a form is read, and refused."""

from dataclasses import replace

from domain.errors import Invalid, Problem
from domain.phones import normalize


def e164_of(written: str, field: str) -> str:
    """The number in E.164; `Invalid` names the field when it is none, or one that nobody may dial."""
    read = normalize(written)
    if isinstance(read, Problem):
        raise Invalid([replace(read, field=field, path=(field,))])
    return read.e164
