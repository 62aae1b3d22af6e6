"""Command `worker`: workflows and the ordinary activities."""

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `worker`."""
    root.command(help=say("Run one worker.", "Uruchom jednego pracownika procesów."))(worker)


def worker() -> None:
    """Run until a signal comes."""
    from app.processes.running import run_until_signal
    from app.processes.worker import work
    from app.settings import Settings

    run_until_signal(work, Settings())
