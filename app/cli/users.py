"""Command `users add`: a person who may sign in."""

from typing import Annotated

import typer

from app.wording import say

Email = Annotated[str, typer.Argument(help=say("E-mail address.", "Adres e-mail."))]
Roles = Annotated[
    list[str], typer.Option("--role", help="agent | designer | supervisor | manager | administrator")
]
Named = Annotated[str | None, typer.Option(help=say("First and last name.", "Imię i nazwisko."))]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]


def add_to(root: typer.Typer) -> None:
    """Add `users`."""
    group = typer.Typer(no_args_is_help=True, help=say("People.", "Osoby."))
    group.callback()(lambda: None)
    group.command(help=say("Add a person; prints the password.", "Dodaj osobę; wypisuje hasło."))(add)
    root.add_typer(group, name="users")


def add(email: Email, role: Roles, name: Named = None, server: Server = None) -> None:
    """Print the generated password: it is shown only now."""
    from app.client import api_of
    from app.settings import Settings

    body = {"email": email, "name": name or email.partition("@")[0], "roles": role}
    made = api_of(Settings(), server).post("/users", body).body
    typer.echo(f"{made['id']} {made['email']} {made['password']}")
