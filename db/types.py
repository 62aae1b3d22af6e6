"""Knows how rows are declared: their table's name, moments (UTC in both databases, aware in Python), JSON."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator
from sqlalchemy.orm import declared_attr
from sqlmodel import JSON, Column, Field, SQLModel


class Row(SQLModel):
    """What is stored; the class `QueueEntry` is the table `queue_entry`."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  # pyright: ignore[reportIncompatibleVariableOverride]
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment; a naive one is refused, since nobody could say which zone it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def Moment(**options: Any) -> Any:  # noqa: N802 - reads as a field type, like SQLModel's own Field
    """A required moment."""
    return Field(sa_type=UtcDateTime, **options)  # pyright: ignore[reportArgumentType,reportCallIssue]


def Maybe(**options: Any) -> Any:  # noqa: N802
    """A moment that may be absent."""
    return Field(default=None, nullable=True, sa_type=UtcDateTime, **options)  # pyright: ignore[reportArgumentType,reportCallIssue]


def Json(**options: Any) -> Any:  # noqa: N802
    """A JSON column; required unless `default_factory` is given."""
    nullable = options.pop("nullable", False)
    return Field(sa_column=Column(JSON, nullable=nullable), **options)
