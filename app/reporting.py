"""Knows how it is told what publishing came to: for people, for programs, for a pull request."""

import json
from collections.abc import Sequence

import typer

from app.annotations import annotation
from app.documents import Form, Found, entry, has_errors, list_problems
from app.publishing import Run, told


def stop_at_errors(found: Sequence[Found], form: str) -> None:
    """List all problems and end with exit code 1, when one of them is an error."""
    if has_errors(found):
        list_problems(found, form)
        raise typer.Exit(1)


def report(run: Run, form: str) -> int:
    """Tell what was published and why no more; the exit code."""
    if form == Form.JSON:
        typer.echo(json.dumps(_document(run), indent=1, ensure_ascii=False))
        return 1 if run.refused else 0
    for path, each in run.published:
        if form == Form.GITHUB:
            typer.echo(
                annotation("notice", path, (1, 1), ("published", " ".join((each.line, *each.sentences))))
            )
        else:
            typer.echo("\n  ".join((each.line, *each.sentences)))
    if run.refused is None:
        return 0
    file, refused = run.refused
    if refused.problems:
        list_problems([(file, refused.problems)], form)
    elif form == Form.GITHUB:
        typer.echo(annotation("error", file, (1, 1), (refused.code, refused.sentence())))
    for line in (refused.sentence(), told(run)):
        typer.echo(line, err=True)
    return 1


def _document(run: Run) -> dict[str, object]:
    published = [{"file": str(file), **each.answer} for file, each in run.published]
    if run.refused is None:
        return {"published": published, "refused": None, "left": []}
    file, refused = run.refused
    problems = [entry(problem) for problem in refused.problems]
    told_of = {"file": str(file), "detail": refused.sentence(), "problems": problems}
    return {"published": published, "refused": told_of, "left": [str(path) for path in run.left]}
