"""Knows a script made ready to run: its questions with the way of each answer looked up once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.record_fields import FieldType
from graphs.script.document import OTHERWISE, Question, ScriptDocument


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be asked; `ways` lead to a question or an end, by answer and otherwise."""

    name: str
    title: str
    text: str | None
    help: str | None
    type: FieldType
    required: bool
    choices: Mapping[str, str]
    ways: Mapping[str, str]
    result: str | None

    def way(self, answer: object) -> str | None:
        """Where this answer leads (None: left out); nowhere is the end of the talk."""
        key = str(answer).lower() if isinstance(answer, bool) else answer
        return self.ways.get(key if isinstance(key, str) else OTHERWISE, self.ways.get(OTHERWISE))

    @property
    def forks(self) -> bool:
        """Whether the answer decides where the talk goes on."""
        return bool(self.ways.keys() - {OTHERWISE})


@dataclass(frozen=True, slots=True)
class Ending:
    """How a talk ends."""

    name: str
    title: str
    text: str | None
    sets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Script:
    """A script, ready to run."""

    name: str
    title: str
    language: str
    start: str
    results: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, Asked]
    ends: Mapping[str, Ending]


def compile_script(canonical: Mapping[str, Any]) -> Script:
    """The script of a canonical document, which `check` has found to be sound."""
    document = ScriptDocument.model_validate(canonical)
    ways = document.ways()
    return Script(
        name=document.script,
        title=document.title or document.script,
        language=document.language,
        start=document.first(),
        results=document.results,
        questions={name: _asked(name, each, ways[name]) for name, each in document.questions.items()},
        ends={
            name: Ending(name, end.title or name, end.text, end.sets) for name, end in document.ends.items()
        },
    )


def _asked(name: str, question: Question, ways: Mapping[str, str]) -> Asked:
    return Asked(
        name=name,
        title=question.title or name,
        text=question.text,
        help=question.help,
        type=question.type,
        required=question.required,
        choices=question.choices,
        ways=ways,
        result=question.result,
    )
