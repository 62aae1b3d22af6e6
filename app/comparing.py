"""Knows how documents in files are compared by meaning with what is published or with each other."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from app.annotations import annotation
from app.client import Api
from app.documents import Documents, Form
from app.settings import spoken_language
from app.wording import say
from graphs import Checked, check
from graphs.changes import changes
from graphs.findings import Finding
from graphs.reading import read


@dataclass(frozen=True, slots=True)
class Compared:
    """A document beside an earlier one (`before`, in words; None: there is none): every change as the API tells it."""

    file: Path
    text: str
    kind: str
    name: str
    before: str | None
    changes: list[Mapping[str, Any]]

    @property
    def different(self) -> bool:
        return self.before is None or bool(self.changes)


def with_server(api: Api, documents: Documents) -> Iterator[Compared]:
    """Each document beside the newest that is published."""
    for file, (text, checked) in documents.items():
        kind, name = checked.kind or "", checked.name or ""
        before, found = _published(api, checked, text)
        yield Compared(file, text, kind, name, before, found)


def with_file(documents: Documents, old: Path) -> Iterator[Compared]:
    """Each document beside the one of another file, which must be of its kind."""
    before = check(old.read_text(encoding="utf-8"))
    for file, (text, checked) in documents.items():
        if before.canonical is None or checked.canonical is None or before.kind != checked.kind:
            raise typer.BadParameter(say(f"{old} cannot be compared.", f"{old}: nie da się porównać."))
        found = _here(before, checked)
        yield Compared(file, text, checked.kind or "", checked.name or "", str(old), found)


def _published(api: Api, checked: Checked, text: str) -> tuple[str | None, list[Mapping[str, Any]]]:
    if checked.kind in ("campaign", "scenarios"):
        path = "/campaigns/{}" if checked.kind == "campaign" else "/graphs/process/{}/scenarios"
        present = api.find(path.format(checked.name))
        if present is None:
            return None, []
        before = check(present.body["text"])
        return say("the present one", "obecny"), _here(before, checked) if before.canonical else []
    path = f"/graphs/{checked.kind}/{checked.name}"
    graph = api.find(path)
    if graph is None or not graph.body["number"]:
        return None, []
    answer = api.post_document(f"{path}/diff", text).body
    return say(f"version {answer['from']}", f"wersja {answer['from']}"), answer["changes"]


def _here(before: Checked, checked: Checked) -> list[Mapping[str, Any]]:
    found = changes(checked.kind or "", before.canonical or {}, checked.canonical or {})
    return [
        {
            "code": change.code,
            "group": change.group,
            "node": change.node,
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "path": list(change.loc),
            "sentence": change.sentence(spoken_language()),
        }
        for change in found
    ]


def tell(compared: Iterable[Compared], form: str) -> None:
    """Print what differs: a sentence, an annotation or an entry for each change."""
    if form == Form.JSON:
        listed = [
            {"file": str(c.file), "kind": c.kind, "name": c.name, "before": c.before, "changes": c.changes}
            for c in compared
        ]
        typer.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    for each in compared:
        for line in _annotations(each) if form == Form.GITHUB else _sentences(each):
            typer.echo(line)


def _sentences(compared: Compared) -> Iterator[str]:
    if compared.before is None:
        yield f"{compared.file}: {compared.kind} {compared.name}: {say('new', 'nowy')}"
    elif compared.changes:
        yield f"{compared.file}: {compared.kind} {compared.name} ← {compared.before}"
    for change in compared.changes:
        yield f"  {change['sentence']}"


def _annotations(compared: Compared) -> Iterator[str]:
    places = read(compared.text).places
    if compared.before is None:
        told = ("new", f"{compared.kind} {compared.name}: {say('new', 'nowy')}")
        yield annotation("notice", compared.file, (1, 1), told)
    for change in compared.changes:
        line, column = places.of(Finding("", tuple(change["path"]), on_key=True)) or (1, 1)
        yield annotation("notice", compared.file, (line, column), (change["code"], change["sentence"]))
