"""Command `test`: set up what the tests need and run them all."""

import os
from pathlib import Path

import typer

from app.wording import say

ALL_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}
CHECKOUT = Path(__file__).parents[2]
WHOLE_RUN = ("-m", "not matrix", "--proofs", "build/proofs.json")


def add_to(root: typer.Typer) -> None:
    """Add `test`."""
    text = say(
        "Run every test, or those that pytest's own arguments choose.",
        "Uruchom wszystkie testy albo te, które wybiorą argumenty pytest.",
    )
    root.command(help=text, context_settings=ALL_OPTIONS)(test)


def test(context: typer.Context) -> None:
    """Run pytest on both cores; a whole run leaves what it proves in build/proofs.json."""
    import pytest

    from app.progress import Progress
    from app.provision import provide_servers
    from app.settings import Settings

    provide_servers(Settings(), Progress())
    os.chdir(CHECKOUT)
    chosen = context.args or WHOLE_RUN
    raise typer.Exit(int(pytest.main(["-n", "2", "--dist", "loadgroup", *chosen])))
