"""Command `up`: all of Centralka on this machine, in the foreground."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `up`."""
    text = say("Start everything here, until Ctrl-C.", "Uruchom tu wszystko, aż do Ctrl-C.")
    root.command(help=text)(up)


def up() -> None:
    """Supervise every process of one installation."""
    from app.progress import Progress
    from app.settings import Settings
    from app.supervisor.up import up as run_up

    run_up(Settings(), Progress())
