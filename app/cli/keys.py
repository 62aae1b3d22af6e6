"""Command `keys add`: a key for a program."""

from typing import Annotated

import typer

from app.wording import say

Named = Annotated[str, typer.Argument(help=say("What the key is for.", "Do czego służy klucz."))]
Roles = Annotated[
    list[str], typer.Option("--role", help="agent | designer | supervisor | manager | administrator")
]
User = Annotated[str | None, typer.Option(help=say("Id of its user.", "Identyfikator użytkownika."))]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]


def add_to(root: typer.Typer) -> None:
    """Add `keys`."""
    group = typer.Typer(no_args_is_help=True, help=say("Keys of programs.", "Klucze programów."))
    group.callback()(lambda: None)
    group.command(help=say("Make a key; prints its secret.", "Utwórz klucz; wypisuje sekret."))(add)
    root.add_typer(group, name="keys")


def add(name: Named, role: Roles, user: User = None, server: Server = None) -> None:
    """Print the secret: it is shown only now."""
    from app.client import api_of
    from app.settings import Settings

    body = {"name": name, "roles": role, "user_id": user}
    typer.echo(api_of(Settings(), server).post("/api-keys", body).body["secret"])
