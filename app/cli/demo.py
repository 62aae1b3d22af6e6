"""Command `demo`: the story of one case, played by SIPp on the running system."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `demo`."""
    text = say(
        "Play a real call, a mail and a call back, and print what happens.",
        "Odegraj prawdziwą rozmowę, list i oddzwonienie; wypisz, co się dzieje.",
    )
    root.command(help=text)(demo)


def demo() -> None:
    """Play it on the system that runs here; where none runs, start one and end it afterwards."""
    from app.demo.performance import perform
    from app.demo.running import running_system
    from app.settings import Settings

    settings = Settings()
    with running_system(settings):
        perform(settings, typer.echo)
