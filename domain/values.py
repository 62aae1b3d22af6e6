"""Knows how a value of the hot path is declared: slotted, and read-only to the type checker alone."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def read_only(cls: type[T]) -> type[T]:
    """A slotted dataclass that nobody may change; freezing at run time costs a factor of two to three."""
    return dataclass(slots=True)(cls)
