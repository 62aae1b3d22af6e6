"""Knows how Alembic runs a migration: in the transaction of the connection that it is given."""

from alembic import context
from sqlmodel import AutoString, SQLModel

from db import tables
from db.types import UtcDateTime

assert tables.__all__


def _written(kind: str, item: object, _context: object) -> str | bool:
    """A version must not change with our code: it names plain types."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=_written,  # pyright: ignore[reportArgumentType]
)
with context.begin_transaction():
    context.run_migrations()
