"""Knows how a replay is told on a terminal: a line a step, the place of the edge, and where it leaves the record."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from app.client import Api
from app.documents import Form
from app.settings import spoken_language
from app.wording import say

Answer = Mapping[str, Any]


def replay_case(api: Api, case: str, version: str | None) -> Answer:
    """What the server tells of a case."""
    asked = "" if version is None else f"?version={version}"
    return api.get(f"/cases/{case}/replay{asked}").body


def tell(answer: Answer, form: str) -> None:
    """Print it for people or for programs."""
    if form == Form.JSON:
        typer.echo(json.dumps(answer, indent=1, ensure_ascii=False))
        return
    for line in _lines(answer):
        typer.echo(line)


def _lines(answer: Answer) -> Iterator[str]:
    for step in answer["steps"]:
        what = _words(step["words"]) if step["words"] else step["edges"][0]["edge"]
        yield f"{step['number']}. {step['at'][:19]} {step['by_name']}: {what}"
        yield from (f"   {_edge(edge)}" for edge in step["edges"])
        for asked in step["conditions"]:
            yield f"   `{asked['condition']}`: {_held(asked['held'])}"
        if not step["edges"]:
            yield "   " + say("the case stays", "sprawa pozostaje na miejscu")
    apart = answer["divergence"]
    if apart is not None:
        yield say(f"Step {apart['step']} differs. ", f"Krok {apart['step']} jest inny. ") + _words(
            apart["words"]
        )
    yield from (f"({_words(words)})" for words in answer["not_kept"])


def _edge(edge: Mapping[str, Any]) -> str:
    place = f" [{'.'.join(map(str, edge['path']))}]" if edge["path"] else ""
    line = f" {edge['line']}:{edge['column']}" if edge["line"] else ""
    return f"→ {edge['status']}{place}{line}"


def _held(held: bool | None) -> str:
    if held is None:
        return say("not kept", "nie zapisano")
    return say("held", "spełniony") if held else say("did not hold", "niespełniony")


def _words(words: Mapping[str, str]) -> str:
    return words["pl" if spoken_language() == "pl" else "en"]
