"""Command `examples publish`: the example processes, published with all that they name."""

from typing import Annotated

import typer

from app.wording import say

Names = Annotated[
    list[str] | None,
    typer.Argument(
        help=say("Which examples; all of them if none is named.", "Które przykłady; bez nazw wszystkie.")
    ),
]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]


def add_to(root: typer.Typer) -> None:
    """Add `examples`."""
    group = typer.Typer(no_args_is_help=True, help=say("Example processes.", "Przykładowe procesy."))
    group.callback()(lambda: None)
    text = say(
        "Publish example processes with their templates, scripts, scenarios and campaigns.",
        "Opublikuj przykładowe procesy z szablonami, skryptami, scenariuszami i kampaniami.",
    )
    group.command(help=text)(publish)
    root.add_typer(group, name="examples")


def publish(names: Names = None, server: Server = None) -> None:
    """Publish what differs from what the server has, and say what it became."""
    from app import examples
    from app.client import api_of
    from app.documents import Form
    from app.publishing import publish_all
    from app.reporting import report
    from app.settings import Settings

    known = examples.names()
    for name in names or known:
        if name not in known:
            raise typer.BadParameter(say(f"There are: {', '.join(known)}.", f"Są: {', '.join(known)}."))
    api = api_of(Settings(), server)
    news = examples.what_differs(api, names or known)
    raise typer.Exit(report(publish_all(api, news), Form.TEXT))
