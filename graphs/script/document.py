"""Knows how a script is written: questions with the ways that answers open, and what a talk ends with."""

from itertools import pairwise
from typing import Annotated, Any, Final, cast

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from domain.record_fields import FieldType
from graphs.fields import Language, Name, Part, Prose, Required, Title, Truth, word

OTHERWISE: Final = "otherwise"
"""The way of every answer that is not named, and of none."""
BRANCHING: Final = (FieldType.CHOICE, FieldType.TRUTH)


def _spread(value: Any) -> Any:
    return cast("Any", value) if isinstance(value, dict) else {OTHERWISE: value}


def _spelling(ways: dict[str, str]) -> Any:
    return ways[OTHERWISE] if ways.keys() == {OTHERWISE} else ways


_NAME: dict[str, Any] = {"type": "string"}
_WAYS: dict[str, Any] = {"anyOf": [_NAME, {"type": "object", "additionalProperties": _NAME}]}
Ways = Annotated[
    dict[Name, Name],
    Field(min_length=1, max_length=201),
    BeforeValidator(_spread),
    PlainSerializer(_spelling),
    WithJsonSchema(_WAYS),
]
"""Where a question leads: one name for every answer, or a name for each choice and for `otherwise`."""


class Question(Part):
    """One question. `text` is read out, with the record's data (`{{ contact.name }}`) and earlier answers
    (`{{ answers.kwota }}`); `help` is for the agent alone. `choices` are names with what the agent reads.

    `next` leads on: without it to the question that is written next, and from the last one to the end.
    The choice that is the answer is also the value of the script's field `result`.
    """

    title: Title | None = None
    text: Prose | None = None
    help: Prose | None = None
    type: Annotated[FieldType, word(FieldType)] = FieldType.TEXT
    required: Truth = False
    choices: Annotated[dict[Name, Title], Field(max_length=200)] = Field(default_factory=dict[str, str])
    next: Ways | None = None
    result: Name | None = None


class End(Part):
    """How a talk ends: what is said, and which values the fields of the script get."""

    title: Title | None = None
    text: Prose | None = None
    sets: Annotated[dict[Name, Name], Field(max_length=50)] = Field(default_factory=dict[str, str])


class ScriptDocument(Part):
    """A guide through a talk: it begins with `start`, or else the first question.

    `results` are the fields that statuses are mapped on, each with its values (SYS-P-27, 28). Questions and
    ends set them; what is set last on the way counts.
    """

    script: Name
    title: Title | None = None
    description: Prose | None = None
    language: Language = "pl"
    review: Required | None = None
    start: Name | None = None
    results: Annotated[
        dict[Name, Annotated[tuple[Name, ...], Field(min_length=1, max_length=200)]], Field(max_length=50)
    ] = Field(default_factory=dict[str, tuple[str, ...]])
    questions: Annotated[dict[Name, Question], Field(min_length=1)]
    ends: Annotated[dict[Name, End], Field(max_length=200)] = Field(default_factory=dict[str, End])

    def first(self) -> str:
        """The question where the talk begins."""
        return self.start or next(iter(self.questions))

    def ways(self) -> dict[str, dict[str, str]]:
        """Where each question leads, by answer; nowhere is the end of the talk."""
        following = dict(pairwise(self.questions))
        return {
            name: question.next or ({OTHERWISE: following[name]} if name in following else {})
            for name, question in self.questions.items()
        }
