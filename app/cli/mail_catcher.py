"""Command `mail-catcher`: takes every mail while no mail server is set."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `mail-catcher`."""
    text = say("Catch mail instead of sending it.", "Przechwytuj pocztę zamiast wysyłać.")
    root.command(name="mail-catcher", help=text)(mail_catcher)


def mail_catcher() -> None:
    """Run until a signal comes."""
    from app.processes.mail_catcher import catch_mail
    from app.processes.running import run_until_signal
    from app.settings import Settings

    run_until_signal(catch_mail, Settings())
