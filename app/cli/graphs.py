"""Commands `graphs …`: check documents here, publish and compare them on a server."""

from pathlib import Path
from typing import Annotated

import typer

from app.wording import say

_DOCUMENT = typer.Argument(
    exists=True, dir_okay=False, readable=True, help=say("YAML or JSON.", "YAML lub JSON.")
)
File = Annotated[Path, _DOCUMENT]
Files = Annotated[list[Path], _DOCUMENT]
Form = Annotated[str, typer.Option("--format", help="text | json")]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]


def add_to(root: typer.Typer) -> None:
    """Add `graphs`."""
    group = typer.Typer(no_args_is_help=True, help=say("Processes, IVR, scripts.", "Procesy, IVR, skrypty."))
    group.callback()(lambda: None)
    group.command(help=say("List all problems of documents.", "Wypisz wszystkie problemy."))(check)
    group.command(help=say("Publish documents as new versions.", "Opublikuj nowe wersje."))(publish)
    group.command(help=say("Compare with the newest version.", "Porównaj z najnowszą wersją."))(diff)
    group.command("test", help=say("Play the scenarios of a process.", "Odegraj scenariusze procesu."))(
        rehearse
    )
    root.add_typer(group, name="graphs")


def check(files: Files, server: Server = None, form: Form = "text") -> None:
    """Check here, or with --server beside all that is there; exit code 1 when a document has an error."""
    from app.client import api_of
    from app.documents import check_at, check_files, has_errors, list_problems
    from app.settings import Settings

    if server is not None:
        found = check_at(api_of(Settings(), server), files)
    else:
        found = [(file, checked.problems) for file, (_, checked) in check_files(files).items()]
    list_problems(found, form)
    raise typer.Exit(1 if has_errors(found) else 0)


def rehearse(process: File, scenarios: Files, form: Form = "text") -> None:
    """Play scenarios here, without a server; exit code 1 when one goes otherwise than it says."""
    from app.documents import check_files, list_problems
    from app.scenarios import rehearse_files, tell

    _, checked = check_files([process], "process")[process]
    if checked.canonical is None:
        list_problems([(process, checked.problems)], form)
        raise typer.Exit(1)
    rehearsal = rehearse_files(checked.canonical, scenarios)
    tell(rehearsal, form)
    raise typer.Exit(1 if rehearsal.failed else 0)


def publish(files: Files, server: Server = None, form: Form = "text") -> None:
    """Publish in this order: nothing when one has an error, nothing more once the server refuses one."""
    from app.client import ApiRefused, api_of
    from app.documents import check_files, has_errors, list_problems
    from app.publishing import publish as publish_document
    from app.settings import Settings

    documents = check_files(files)
    found = [(file, checked.problems) for file, (_, checked) in documents.items()]
    if has_errors(found):
        list_problems(found, form)
        raise typer.Exit(1)
    api = api_of(Settings(), server)
    for file, (text, checked) in documents.items():
        try:
            typer.echo(publish_document(api, checked, text))
        except ApiRefused as refused:
            list_problems([(file, refused.problems)], form)
            typer.echo(refused.sentence(), err=True)
            raise typer.Exit(1) from None


def diff(files: Files, server: Server = None) -> None:
    """Print what differs from the newest published version; exit code 1 when something does."""
    from difflib import unified_diff

    from app.client import api_of
    from app.documents import check_files
    from app.settings import Settings

    api, different = api_of(Settings(), server), False
    for file, (text, checked) in check_files(files).items():
        path = f"/graphs/{checked.kind}/{checked.name}"
        graph = api.find(path)
        number = graph.body["number"] if graph is not None else 0
        old = api.get(f"{path}/versions/{number}").body["text"] if number else ""
        names = (f"{checked.name} {number}", str(file))
        lines = list(unified_diff(old.splitlines(), text.splitlines(), *names, lineterm=""))
        typer.echo("\n".join(lines), nl=bool(lines))
        different = different or bool(lines)
    raise typer.Exit(1 if different else 0)
