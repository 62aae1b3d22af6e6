"""Knows how GitHub marks a place in a pull request: a line of the workflow's log for each problem or change."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from domain.errors import Problem

LEVELS: Final[Mapping[str, str]] = {"error": "error", "warning": "warning", "notice": "notice"}


def annotation(level: str, file: Path, place: tuple[int, int], told: tuple[str, str]) -> str:
    """A workflow command; `place` is line and column, `told` a title and a sentence."""
    line, column = place
    title, sentence = told
    where = f"file={_property(str(file))},line={line},col={column},title={_property(title)}"
    return f"::{level} {where}::{_data(sentence)}"


def of_problem(file: Path, problem: Problem, sentence: str) -> str:
    """The annotation of a problem in a file."""
    place = (problem.line or 1, problem.column or 1)
    return annotation(LEVELS[problem.severity], file, place, (problem.code, sentence))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
