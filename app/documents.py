"""Knows files with documents: how they are found, read and checked together, and how problems are listed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import typer

from app.annotations import of_problem
from app.settings import spoken_language
from app.wording import say
from domain.errors import Problem
from graphs import Checked, Known, check
from graphs.known import Names, Tree
from graphs.script import compile_script

Found = tuple[Path, Sequence[Problem]]
Documents = dict[Path, tuple[str, Checked]]
"""Each file with its text and what is found in it."""
_OTHER: Final = frozenset({"kind_unknown", "mapping_expected"})
_ENDINGS: Final = frozenset({".yaml", ".yml", ".json"})


class Form(StrEnum):
    """For people, for programs, for the workflows of GitHub."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: of a folder every document in it and below, but for hidden ones."""
    found: list[Path] = []
    for path in paths:
        found += (
            sorted(file for file in path.rglob("*") if _is_document(path, file)) if path.is_dir() else [path]
        )
    if not found:
        raise typer.BadParameter(say("There are no documents here.", "Nie ma tu dokumentów."))
    return list(dict.fromkeys(found))


def _is_document(folder: Path, file: Path) -> bool:
    """A file beside documents that is none of them (templates, say) is left out, and said to be."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    if hidden or file.suffix not in _ENDINGS or not file.is_file():
        return False
    found = check(read_document(file))
    if found.kind is None and all(problem.code in _OTHER for problem in found.problems):
        typer.echo(say(f"left out, not a document: {file}", f"pominięto, to nie dokument: {file}"), err=True)
        return False
    return True


def read_document(file: Path) -> str:
    """The text of a file; one that is not UTF-8 is wrong use."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from error


def check_files(files: Iterable[Path], kind: str | None = None) -> Documents:
    """Each file with its text and what is found in it, which is a problem where it is not of this kind.

    Several are checked as a whole: what they name in a kind of which there are some must be among them.
    """
    texts = {file: read_document(file) for file in files}
    alone = {file: check(text, kind) for file, text in texts.items()}
    if len(texts) == 1:
        return {file: (texts[file], found) for file, found in alone.items()}
    known = known_of(alone.values())
    twice = Counter((found.kind, found.name) for found in alone.values())
    return {file: (text, _once(check(text, kind, known), twice)) for file, text in texts.items()}


def known_of(found: Iterable[Checked]) -> Known:
    """The names that documents give to each other; of a kind that none is of, nothing is known."""
    names: dict[str, dict[str, Checked]] = {}
    for document in found:
        if document.kind is not None and document.name is not None:
            names.setdefault(document.kind, {})[document.name] = document
    return Known(
        campaigns=names.get("campaign"),
        processes=names.get("process"),
        ivrs=names.get("ivr"),
        trees=dict(_trees(names.get("ivr", {}))),
        scripts=_scripts(names.get("script")),
    )


def _trees(found: Mapping[str, Checked]) -> Iterator[tuple[str, Tree]]:
    for name, tree in found.items():
        if tree.canonical is not None and tree.hash is not None:
            yield name, Tree(tree.hash, tree.canonical)


def _scripts(found: Mapping[str, Checked] | None) -> Names | Mapping[str, Mapping[str, Names]] | None:
    """Their fields too, where every one of them is sound."""
    sound = {name: script.canonical for name, script in (found or {}).items() if script.canonical is not None}
    if found is None or len(sound) < len(found):
        return found and list(found)
    return {name: compile_script(canonical).results for name, canonical in sound.items()}


def _once(found: Checked, twice: Mapping[tuple[str | None, str | None], int]) -> Checked:
    if found.name is None or found.kind == "scenarios" or twice[found.kind, found.name] == 1:
        return found
    problem = Problem(
        "document_twice",
        f"Another of these files is the {found.kind} `{found.name}` too. Keep one, or rename it.",
        f"Inny z tych plików też zawiera {found.kind} `{found.name}`. Zostaw jeden albo zmień nazwę.",
        line=1,
        column=1,
    )
    return replace(found, problems=(*found.problems, problem), canonical=None, hash=None)


def found_in(documents: Documents) -> list[Found]:
    return [(file, checked.problems) for file, (_, checked) in documents.items()]


def has_errors(found: Iterable[Found]) -> bool:
    """Whether one of the problems forbids publishing."""
    return any(problem.severity == "error" for _, problems in found for problem in problems)


def list_problems(found: Iterable[Found], form: str) -> None:
    """Print the problems: a line each, an annotation each, or one JSON document for all files."""
    if form == Form.JSON:
        listed = [{"file": str(file), "problems": [entry(p) for p in problems]} for file, problems in found]
        typer.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    for file, problems in found:
        for problem in problems:
            if form == Form.GITHUB:
                typer.echo(of_problem(file, problem, _sentence(problem)))
            else:
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
