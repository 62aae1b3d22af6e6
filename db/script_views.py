"""Knows a case's script as a screen shows it: its texts with the record's data, and where the talk stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.record_fields import Value
from graphs.script import Asked, Ending, Script, State, answer, filled, spoken


@dataclass(frozen=True, slots=True)
class ChoiceView:
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question; `text` is read out, `help` is for the agent alone."""

    name: str
    title: str
    text: str | None
    help: str | None
    type: str
    required: bool
    choices: list[ChoiceView]


@dataclass(frozen=True, slots=True)
class EndView:
    name: str
    title: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Submission:
    """The last submission of this script for this case; `results` are the fields that it set."""

    at: datetime
    by: str
    by_name: str
    answers: dict[str, Value]
    results: dict[str, str]


@dataclass(frozen=True, slots=True)
class ScriptView:
    """A script and where the talk about a case stands.

    `questions` are all of them; `path` names those that are asked, in order, up to one whose answer decides what
    comes next. `answers` are all that the draft holds, `missing` the questions of the path that must still be
    answered, `end` the end once it is reached. `etag` is 0 while nothing is answered.
    """

    case_id: str
    script: str
    title: str
    language: str
    hash: str
    questions: list[QuestionView]
    path: list[str]
    answers: dict[str, Value]
    missing: list[str]
    end: EndView | None
    complete: bool
    etag: int
    updated_at: datetime | None
    submitted: Submission | None


@dataclass(frozen=True, slots=True)
class Talk:
    """What a view is made of: the script, the draft of its answers, the last submission."""

    case_id: str
    script: Script
    hash: str
    answers: dict[str, Value]
    etag: int
    updated_at: datetime | None
    submitted: Submission | None


def shown(talk: Talk, context: Mapping[str, object]) -> ScriptView:
    """The talk, its texts filled in from the context of the case."""
    script = talk.script
    state = answer(script, talk.answers)
    answers = {name: spoken(script, name, value) for name, value in state.answers.items()}
    values = {**context, "answers": answers}
    return ScriptView(
        case_id=talk.case_id,
        script=script.name,
        title=script.title,
        language=script.language,
        hash=talk.hash,
        questions=[_question(each, values) for each in script.questions.values()],
        path=list(state.path),
        answers=talk.answers,
        missing=list(state.missing),
        end=_end(script, state, values),
        complete=state.complete,
        etag=talk.etag,
        updated_at=talk.updated_at,
        submitted=talk.submitted,
    )


def _question(question: Asked, values: Mapping[str, object]) -> QuestionView:
    return QuestionView(
        name=question.name,
        title=question.title,
        text=filled(question.text, values),
        help=question.help,
        type=question.type.value,
        required=question.required,
        choices=[ChoiceView(name, title) for name, title in question.choices.items()],
    )


def _end(script: Script, state: State, values: Mapping[str, object]) -> EndView | None:
    end: Ending | None = script.ends.get(state.end or "")
    return end and EndView(end.name, end.title, filled(end.text, values))
