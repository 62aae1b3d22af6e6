"""Command `first-run`: what a new installation needs before somebody can sign in; run by `up`."""

import json
from dataclasses import asdict

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `first-run`, which nobody needs to type."""
    text = say("Make the first user and the demo campaign.", "Utwórz pierwszego użytkownika i kampanię demo.")
    root.command(name="first-run", help=text, hidden=True)(first_run)


def first_run() -> None:
    """Print what was made, as JSON; an empty object when there was nothing to make."""
    from app.first_run import ensure_first_user
    from app.settings import Settings

    made = ensure_first_user(Settings())
    typer.echo(json.dumps(asdict(made) if made else {}))
