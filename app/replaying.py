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


def replayed(api: Api, path: str, version: str | None) -> Answer:
    """What the server tells of a case or a call."""
    asked = "" if version is None else f"?version={version}"
    return api.get(f"{path}{asked}").body


def tell(answer: Answer, form: str) -> None:
    """Print it for people or for programs."""
    if form == Form.JSON:
        typer.echo(json.dumps(answer, indent=1, ensure_ascii=False))
        return
    for line in _lines(answer):
        typer.echo(line)


def _lines(answer: Answer) -> Iterator[str]:
    for step in answer["steps"]:
        yield from _of_call(step) if "way" in step else _of_case(step)
    apart = answer["divergence"]
    if apart is not None:
        yield say(f"Step {apart['step']} differs. ", f"Krok {apart['step']} jest inny. ") + _words(
            apart["words"]
        )
    yield from (f"({_words(words)})" for words in answer.get("not_kept", ()))


def _of_case(step: Mapping[str, Any]) -> Iterator[str]:
    what = _words(step["words"]) if step["words"] else step["edges"][0]["edge"]
    yield f"{step['number']}. {step['at'][:19]} {step['by_name']}: {what}"
    yield from (f"   {_edge(edge)}" for edge in step["edges"])
    for asked in step["conditions"]:
        yield f"   `{asked['condition']}`: {_held(asked['held'])}"
    if not step["edges"]:
        yield "   " + say("the case stays", "sprawa pozostaje na miejscu")


def _of_call(step: Mapping[str, Any]) -> Iterator[str]:
    yield f"{step['number']}. {step['at'][:19]} {_words(step['words'])}"
    yield from (f"   {_edge({**hop, 'status': hop['target']})}" for hop in step["way"])
    yield from (f"   {_words(order['words'])}" for order in step["orders"])


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
