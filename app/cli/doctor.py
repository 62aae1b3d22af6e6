"""Command `doctor`: what is missing on this machine and the command that mends it."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `doctor`."""
    text = say("What is missing here, and the command that mends it.", "Czego tu brakuje i jak to naprawić.")
    root.command(help=text)(doctor)


def doctor() -> None:
    """One line for each need; exit code 1 when Centralka cannot run here as it is."""
    from app.doctor import examine
    from app.settings import Settings

    findings = examine(Settings())
    for finding in findings:
        typer.echo(finding.line())
    raise typer.Exit(1 if any(finding.blocks for finding in findings) else 0)
