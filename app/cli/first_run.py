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
    """Print what was made and which number to call, as JSON; an empty object when nothing was to be made."""
    from app.client import api_of
    from app.demo.stage import set_stage
    from app.first_run import ensure_first_user
    from app.settings import Settings

    settings = Settings()
    made = ensure_first_user(settings)
    if made is None:
        typer.echo("{}")
        return
    stage = set_stage(api_of(settings, settings.api_url))
    typer.echo(json.dumps(asdict(made) | {"number": stage.cast.number}))
