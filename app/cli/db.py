"""Commands `db …`: the database itself."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `db`."""
    group = typer.Typer(no_args_is_help=True, help=say("The database.", "Baza danych."))
    group.callback()(lambda: None)
    group.command(help=say("Bring the tables up to date.", "Zaktualizuj tabele."))(upgrade)
    root.add_typer(group, name="db")


def upgrade() -> None:
    """Make or migrate every table; does nothing when they are up to date."""
    import asyncio

    from app.settings import Settings
    from db.migrations import upgrade as migrate

    asyncio.run(migrate(Settings().database_url))
