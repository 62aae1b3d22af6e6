"""Command `api`: the HTTP API and the console."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `api`."""
    root.command(help=say("Run the API.", "Uruchom API."))(api)


def api() -> None:
    """Run until a signal comes."""
    from app.processes.api import serve_api
    from app.processes.running import run_until_signal
    from app.settings import Settings

    run_until_signal(serve_api, Settings())
