"""Commands `campaigns …`: apply a campaign's document, start and stop a campaign."""

from pathlib import Path
from typing import Annotated

import typer

from app.wording import say

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Name = Annotated[str, typer.Argument(help=say("The campaign's name.", "Nazwa kampanii."))]
Form = Annotated[str, typer.Option("--format", help="text | json")]
Version = Annotated[int | None, typer.Option(help=say("Its version.", "Jego wersja."))]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]


def add_to(root: typer.Typer) -> None:
    """Add `campaigns`."""
    group = typer.Typer(no_args_is_help=True, help=say("Campaigns.", "Kampanie."))
    group.callback()(lambda: None)
    group.command(help=say("Create or change a campaign.", "Utwórz lub zmień kampanię."))(apply)
    group.command(help=say("Switch a campaign on.", "Włącz kampanię."))(start)
    group.command(help=say("Switch a campaign off.", "Wyłącz kampanię."))(stop)
    group.command(help=say("Choose the versions of its graphs.", "Wybierz wersje procesu i IVR."))(use)
    root.add_typer(group, name="campaigns")


def apply(file: File, server: Server = None, form: Form = "text") -> None:
    """Apply the document of a file; its problems are listed, and nothing is half saved."""
    from app.client import ApiRefused, api_of
    from app.documents import check_files, has_errors, list_problems
    from app.publishing import publish
    from app.settings import Settings

    text, checked = check_files([file])[file]
    if has_errors([(file, checked.problems)]) or checked.kind != "campaign":
        list_problems([(file, checked.problems)], form)
        raise typer.Exit(1)
    try:
        (put,) = publish(api_of(Settings(), server), [(text, checked)])
    except ApiRefused as refused:
        list_problems([(file, refused.problems)], form)
        raise
    typer.echo(put.line)


def use(name: Name, process: Version = None, ivr: Version = None, server: Server = None) -> None:
    """Put a campaign on versions, at once: what is new gets them; cases and calls that are there keep theirs.

    A number holds it there; without one it follows the newest.
    """
    from app.client import api_of
    from app.settings import Settings

    api, path = api_of(Settings(), server), f"/campaigns/{name}/versions"
    there = api.get(path)
    named = {"process": process, "ivr": ivr}
    wanted: dict[str, int | str] = {kind: number for kind, number in named.items() if number is not None}
    wanted = wanted or {graph["kind"]: "newest" for graph in there.body["graphs"] if graph["newest"]}
    for graph in api.post(path, wanted, read=there.etag).body["graphs"]:
        typer.echo(f"{graph['kind']} {graph['name']}: {graph['number']}")


def start(name: Name, server: Server = None) -> None:
    """Switch a campaign on, or hear everything that it lacks."""
    from app.client import api_of
    from app.settings import Settings

    api_of(Settings(), server).post(f"/campaigns/{name}/start")
    typer.echo(say(f"{name} is on.", f"{name}: włączona."))


def stop(name: Name, server: Server = None) -> None:
    """Switch a campaign off; calls that stand go on."""
    from app.client import api_of
    from app.settings import Settings

    api_of(Settings(), server).post(f"/campaigns/{name}/stop")
    typer.echo(say(f"{name} is off.", f"{name}: wyłączona."))
