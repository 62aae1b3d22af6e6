"""Command `paths`: where this installation keeps what it knows and what it can rebuild."""

import json

import typer

from app.settings import Settings
from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `paths`."""
    root.command(
        help=say(
            "Where state, cache and listeners are, as JSON.",
            "Gdzie są dane, pamięć podręczna i porty, jako JSON.",
        )
    )(paths)


def paths() -> None:
    """Print the folders and addresses of this installation."""
    settings = Settings()
    known = {
        "state": str(settings.state),
        "cache": str(settings.cache),
        "api": settings.api_url,
        "temporal": settings.temporal_address,
        "mail": "{}:{}".format(*settings.mail_server),
        "ports": {name: settings.port(name) for name in type(settings.ports).model_fields},
    }
    typer.echo(json.dumps(known, indent=1))
