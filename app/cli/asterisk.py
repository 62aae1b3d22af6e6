"""Command `asterisk`: the switch of this installation, in the foreground; becomes Asterisk itself."""

import os

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `asterisk`."""
    text = say("Run this installation's Asterisk.", "Uruchom Asteriska tej instalacji.")
    root.command(help=text)(asterisk)


def asterisk() -> None:
    """Write the configuration, then become Asterisk."""
    import asyncio

    from app.exchange import asterisk_settings, installation
    from app.settings import Settings
    from app.switch_sync import configured
    from app.wiring import open_database
    from telephony.asterisk import prepare

    settings = Settings()
    found = installation(settings)
    known = asyncio.run(configured(open_database(settings), asterisk_settings(settings, found)))
    command = prepare(found, known)
    os.chdir(command.cwd)
    os.execve(command.arguments[0], command.arguments, command.environment)  # noqa: S606
