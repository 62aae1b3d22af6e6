"""Knows files with documents: how they are read, and how their problems are listed for people and programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from app.client import Api
from app.settings import spoken_language
from app.wording import say
from domain.errors import Problem
from graphs import Checked, check

Found = tuple[Path, Sequence[Problem]]


def read_document(file: Path) -> str:
    """The text of a file; one that is not UTF-8 is wrong use."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from error


def check_files(files: Iterable[Path], kind: str | None = None) -> dict[Path, tuple[str, Checked]]:
    """Each file with its text and what is found in it, which is a problem where it is not of this kind."""
    texts = {file: read_document(file) for file in files}
    return {file: (text, check(text, kind)) for file, text in texts.items()}


def check_at(api: Api, files: Iterable[Path]) -> list[Found]:
    """What a server finds in each file, beside all that it has."""
    return [(file, api.check_document(read_document(file))) for file in files]


def has_errors(found: Iterable[Found]) -> bool:
    """Whether one of the problems forbids publishing."""
    return any(problem.severity == "error" for _, problems in found for problem in problems)


def list_problems(found: Iterable[Found], form: str) -> None:
    """Print the problems: a line each, or one JSON document for all files."""
    if form == "json":
        listed = [{"file": str(file), "problems": [entry(p) for p in problems]} for file, problems in found]
        typer.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    for file, problems in found:
        for problem in problems:
            place = f"{file}:{problem.line or 1}:{problem.column or 1}"
            typer.echo(f"{place}: {problem.code}: {_line(problem)}{_way(problem)}")


def entry(problem: Problem) -> Mapping[str, Any]:
    """A problem for programs, in one language."""
    entry = asdict(problem)
    del entry["message_pl"]
    return {**entry, "message": _sentence(problem)}


def _sentence(problem: Problem) -> str:
    return problem.message_pl if spoken_language() == "pl" else problem.message


def _way(problem: Problem) -> str:
    """The way that shows it, where the sentence does not."""
    way = " → ".join(problem.path)
    return f" [{way}]" if len(problem.path) > 1 and way not in problem.message else ""


def _line(problem: Problem) -> str:
    sentence = _sentence(problem)
    words = {"warning": say("warning", "ostrzeżenie"), "notice": say("notice", "uwaga")}
    return sentence if problem.severity == "error" else f"({words[problem.severity]}) {sentence}"
