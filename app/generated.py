"""Knows which committed files are generated: `python -m app.generated` writes, `--check` compares."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from api.application import openapi_document
from app.reference import problems_page
from graphs import json_schema
from graphs.conditions import FACTS

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
KINDS = ("process", "ivr", "script", "campaign", "scenarios")


def documents() -> dict[Path, Callable[[], dict[str, Any] | str]]:
    """Every generated file and what makes its content."""
    schemas = {REFERENCE / f"{kind}.schema.json": partial(json_schema, kind) for kind in KINDS}
    pages = {REFERENCE / "conditions.json": _facts, REFERENCE / "problems.md": problems_page}
    return {REFERENCE / "openapi.json": openapi_document, **pages, **schemas}


def _facts() -> dict[str, Any]:
    """What the conditions of guards may ask about, besides the fields of the record."""
    return {"facts": [asdict(fact) for fact in FACTS]}


def text_of(document: dict[str, Any] | str) -> str:
    """The same text for the same content, whatever the order in which code declares it."""
    if isinstance(document, str):
        return document
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def outdated() -> list[Path]:
    """The files that are missing or differ from what the code would write."""
    made = {file: text_of(make()) for file, make in documents().items()}
    return [
        file for file, text in made.items() if not file.exists() or file.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the outdated files, or with --check only name them (exit code 1)."""
    stale = outdated()
    checking = "--check" in arguments
    for file in stale:
        print(f"{file}: {'out of date; run: make generate' if checking else 'written'}")
        if not checking:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text_of(documents()[file]()), encoding="utf-8")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
