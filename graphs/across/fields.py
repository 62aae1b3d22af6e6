"""Knows which values of a record the campaign that it comes to cannot read."""

from collections.abc import Iterator
from typing import Final

from domain.record_fields import FieldType
from graphs.across.network import Joined

_NO_TEXT: Final = (FieldType.MANY, FieldType.TRUTH)


def differing(source: Joined, target: Joined) -> Iterator[str]:
    """Fields of the same name whose values are written in another way there."""
    for name, kind in source.fields.items():
        there = target.fields.get(name, kind)
        if there is not kind and (there is not FieldType.TEXT or kind in _NO_TEXT):
            yield name


def absent(source: Joined, target: Joined) -> Iterator[str]:
    """Fields that are not there; a campaign that defines none takes all as they come."""
    if target.fields:
        yield from (name for name in source.fields if name not in target.fields)
