"""Knows queries that are made once: their text for each kind of database, and what becomes of their values there."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A query as one kind of database is asked it; `asks` are its parameters in their order, some of them constant."""

    text: str
    asks: Sequence[tuple[str, Convert | None]]
    constant: Mapping[str, Any]
    _row: Callable[[Sequence[Any]], Any]
    _answers: Sequence[tuple[int, Convert]]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of this call as the driver takes them."""
        given = {**self.constant, **values}
        return [convert(given[name]) if convert else given[name] for name, convert in self.asks]

    def row(self, raw: Sequence[Any]) -> Any:
        """A row of the driver as SQLAlchemy would give it: by name, in Python's types."""
        values = list(raw)
        for place, convert in self._answers:
            values[place] = convert(values[place])
        return self._row(values)


class Prepared:
    """A query of columns, each with a name of its own; its parameters are named, and none is a list."""

    def __init__(self, query: Any) -> None:
        self.query = query
        self._statements: dict[str, Statement] = {}

    def for_(self, dialect: Dialect) -> Statement:
        """The statement for this kind of database."""
        if dialect.name not in self._statements:
            self._statements[dialect.name] = _compiled(self.query, dialect)
        return self._statements[dialect.name]


def _compiled(query: Any, dialect: Dialect) -> Statement:
    compiled = query.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    asked = list(compiled.positiontup or ())
    asks = [(name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in asked]
    constant = {name: compiled.binds[name].value for name in asked if not compiled.binds[name].required}
    columns: Sequence[ColumnElement[Any]] = list(query.selected_columns)
    answers = [
        (place, convert)
        for place, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
    ]
    names = [str(column.key) for column in columns]
    row = namedtuple("row", names)  # pyright: ignore[reportUntypedNamedTuple]
    return Statement(compiled.string, asks, constant, row._make, answers)
