"""Knows how a row leaves this package: copied, field by field, into a value that names what may be seen."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlmodel import SQLModel

V = TypeVar("V")


def view(kind: type[V], row: SQLModel, **more: Any) -> V:
    """The value of this kind with the row's columns of the same names, and what the row does not hold."""
    names = [field.name for field in fields(kind)]  # pyright: ignore[reportArgumentType] - always a dataclass
    return kind(**{name: more[name] if name in more else getattr(row, name) for name in names})
