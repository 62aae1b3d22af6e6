"""Commands `graphs …`: check and play documents here, compare, review and publish them on a server."""

from pathlib import Path
from typing import Annotated

import typer

from app.documents import Form
from app.wording import say

_PATHS = typer.Argument(
    exists=True, readable=True, help=say("Documents, or folders of them.", "Dokumenty albo ich foldery.")
)
Paths = Annotated[list[Path], _PATHS]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
As = Annotated[Form, typer.Option("--format", help="text | json | github")]
Server = Annotated[str | None, typer.Option(help=say("Address of the API.", "Adres API."))]
Old = Annotated[
    Path | None,
    typer.Option(
        "--from", exists=True, dir_okay=False, help=say("Compare with this file.", "Porównaj z tym plikiem.")
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=say("Say what would be done.", "Powiedz, co by zrobiono."))
]


def add_to(root: typer.Typer) -> None:
    """Add `graphs`."""
    group = typer.Typer(no_args_is_help=True, help=say("Processes, IVR, scripts.", "Procesy, IVR, skrypty."))
    group.callback()(lambda: None)
    group.command(help=say("List all problems of documents.", "Wypisz wszystkie problemy."))(check)
    group.command(help=say("Publish documents as new versions.", "Opublikuj nowe wersje."))(publish)
    group.command(help=say("Say what a change means.", "Powiedz, co znaczy zmiana."))(diff)
    group.command(help=say("Approve of somebody's draft.", "Zatwierdź cudzy szkic."))(review)
    group.command("test", help=say("Play the scenarios of processes.", "Odegraj scenariusze procesów."))(
        rehearse
    )
    group.command(
        help=say("Walk a past case or call on its graph.", "Przejdź dawną sprawę lub rozmowę po grafie.")
    )(replay)
    root.add_typer(group, name="graphs")


def check(paths: Paths, server: Server = None, form: As = Form.TEXT) -> None:
    """Check here, or with --server beside all that is there; exit code 1 when a document has an error."""
    from app.client import api_of
    from app.documents import check_files, files_of, found_in, has_errors, list_problems
    from app.publishing import problems_there
    from app.settings import Settings

    documents = check_files(files_of(paths))
    there = server is not None
    found = problems_there(api_of(Settings(), server), documents) if there else found_in(documents)
    list_problems(found, form)
    raise typer.Exit(1 if has_errors(found) else 0)


def rehearse(paths: Paths, form: As = Form.TEXT) -> None:
    """Play scenarios here, without a server; exit code 1 when one goes otherwise than it says."""
    from app.documents import check_files, files_of, found_in
    from app.reporting import stop_at_errors
    from app.scenarios import processes_with_scenarios, rehearse_files, tell

    documents = check_files(files_of(paths))
    stop_at_errors(
        found_in({file: each for file, each in documents.items() if each[1].kind == "process"}), form
    )
    rehearsals = [rehearse_files(*pair) for pair in processes_with_scenarios(documents)]
    tell(rehearsals, form)
    raise typer.Exit(1 if any(rehearsal.failed for rehearsal in rehearsals) else 0)


def publish(paths: Paths, server: Server = None, form: As = Form.TEXT, dry_run: DryRun = False) -> None:
    """Publish what needs nothing first: nothing when one has an error, or still needs a review."""
    from app.client import api_of
    from app.comparing import tell, with_server
    from app.documents import check_files, files_of, found_in
    from app.publishing import in_order, problems_there, publish_all, save_drafts, unreviewed
    from app.reporting import report, stop_at_errors
    from app.settings import Settings

    documents = check_files(files_of(paths))
    stop_at_errors(found_in(documents), form)
    api, documents = api_of(Settings(), server), in_order(documents)
    stop_at_errors(problems_there(api, documents), form)
    if dry_run:
        tell(list(with_server(api, documents)), form)
        return
    save_drafts(api, documents)
    stop_at_errors(unreviewed(api, documents), form)
    raise typer.Exit(report(publish_all(api, documents), form))


def diff(paths: Paths, old: Old = None, server: Server = None, form: As = Form.TEXT) -> None:
    """Compare with the newest published version, or here with another file; exit code 1 when something differs."""
    from app.client import api_of
    from app.comparing import tell, with_file, with_server
    from app.documents import check_files, files_of, found_in
    from app.reporting import stop_at_errors
    from app.settings import Settings

    documents = check_files(files_of(paths))
    stop_at_errors(found_in(documents), form)
    found = list(with_file(documents, old) if old else with_server(api_of(Settings(), server), documents))
    tell(found, form)
    raise typer.Exit(1 if any(each.different for each in found) else 0)


def review(
    file: File,
    reject: Annotated[bool, typer.Option("--reject", help=say("Reject it.", "Odrzuć."))] = False,
    note: Annotated[str, typer.Option(help=say("For its author.", "Dla autora."))] = "",
    server: Server = None,
) -> None:
    """Approve of the draft on the server, if it is what this file says; exit code 1 when it is not."""
    from app.client import api_of
    from app.documents import check_files
    from app.settings import Settings

    text, checked = check_files([file])[file]
    api, path = api_of(Settings(), server), f"/graphs/{checked.kind}/{checked.name}/draft"
    draft = api.get(path)
    if draft.body["text"] != text:
        typer.echo(say("The draft says something else.", "Szkic mówi coś innego."), err=True)
        raise typer.Exit(1)
    answer = api.post(f"{path}/review", {"approve": not reject, "note": note}, read=draft.etag).body
    state = say("approved", "zatwierdzony") if answer["approved"] else say("not approved", "niezatwierdzony")
    typer.echo(f"{answer['kind']} {answer['name']}: {state}")


def replay(
    case: Annotated[str | None, typer.Option(help=say("Id of a case.", "Identyfikator sprawy."))] = None,
    call: Annotated[str | None, typer.Option(help=say("Id of a call.", "Identyfikator rozmowy."))] = None,
    version: Annotated[
        str | None, typer.Option(help=say("Number of a version, or `draft`.", "Numer wersji albo `draft`."))
    ] = None,
    server: Server = None,
    form: As = Form.TEXT,
) -> None:
    """Walk what was kept of a case or a call, on its version or another; exit code 1 where it leaves the record."""
    from app.client import api_of
    from app.replaying import replayed, tell
    from app.settings import Settings

    if (case is None) == (call is None):
        raise typer.BadParameter(say("Name a case or a call.", "Podaj sprawę albo rozmowę."))
    path = f"/calls/{call}/replay" if case is None else f"/cases/{case}/replay"
    answer = replayed(api_of(Settings(), server), path, version)
    tell(answer, form)
    raise typer.Exit(1 if answer["divergence"] else 0)
