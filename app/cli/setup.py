"""Command `setup`: everything that `up` (or, with --dev, the tests) will need, without starting it."""

from typing import Annotated

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `setup`."""
    text = say(
        "Install what is missing, start nothing.", "Zainstaluj, czego brakuje; niczego nie uruchamiaj."
    )
    root.command(help=text)(setup)


def setup(
    dev: Annotated[
        bool,
        typer.Option(
            "--dev", help=say("Also what tests and checks need.", "Także to, czego wymagają testy.")
        ),
    ] = False,
) -> None:
    """Bring Temporal and Asterisk; the bootstrap has brought the rest before this runs."""
    from app.progress import Progress
    from app.provision import provide_servers
    from app.settings import Settings

    progress = Progress()
    provide_servers(Settings(), progress)
    everything = say("for the tests too", "także dla testów") if dev else ""
    progress.line(f"  ✓ {say('ready', 'gotowe')} {everything}".rstrip())
