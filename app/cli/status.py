"""Command `status`: what runs here and where; exit code 1 when not everything does."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `status`."""
    root.command(help=say("What runs here, and where.", "Co tu działa i gdzie."))(status)


def status() -> None:
    """One line for each child: name, pid, state, address."""
    from app.settings import Settings
    from app.supervisor.status import describe

    report = describe(Settings())
    typer.echo(report.text)
    raise typer.Exit(0 if report.complete else 1)
