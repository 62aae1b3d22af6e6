"""Knows where a talk stands: which questions are asked in what order, given these answers, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from domain.errors import Problem
from domain.record_fields import Value, is_blank, parse
from graphs.script.compiled import Asked, Script

_TRUTHS = {"pl": ("nie", "tak"), "en": ("no", "yes")}


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands. `path`: the questions in the order in which they are asked, up to one whose answer
    decides what comes next; `answers`: those to the questions of the path; `missing`: questions of the path that
    must be answered and are not; `results`: fields with their values so far; `end`: the named end, once reached.
    """

    path: tuple[str, ...]
    answers: Mapping[str, Value]
    missing: tuple[str, ...]
    results: Mapping[str, str]
    end: str | None
    ended: bool

    @property
    def complete(self) -> bool:
        """Whether the talk has come to its end with everything answered that must be."""
        return self.ended and not self.missing


def accepted(script: Script, given: Mapping[str, object]) -> tuple[dict[str, Value | None], list[Problem]]:
    """The canonical answers (None: taken back), and what is wrong with the others; a problem's `field` is the
    question."""
    answers: dict[str, Value | None] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        question = script.questions.get(name)
        found = _unknown(name, script) if question is None else _read(question, value)
        if isinstance(found, Problem):
            problems.append(replace(found, field=name[:80], path=(name[:80],)))
        else:
            answers[name] = found
    return answers, problems


def answer(script: Script, answers: Mapping[str, Value]) -> State:
    """Where the talk stands with these canonical answers; those to questions off the path do not count."""
    path: list[str] = []
    counted: dict[str, Value] = {}
    missing: list[str] = []
    results: dict[str, str] = {}
    here: str | None = script.start
    while here is not None and (question := script.questions.get(here)) is not None:
        value = answers.get(here)
        path.append(here)
        if value is not None:
            counted[here] = value
            if question.result is not None:
                results[question.result] = str(value)
        elif question.required:
            missing.append(here)
            if question.forks:
                return State(tuple(path), counted, tuple(missing), results, None, ended=False)
        here = question.way(value)
    if here is not None:
        results |= script.ends[here].sets
    return State(tuple(path), counted, tuple(missing), results, here, ended=True)


def spoken(script: Script, name: str, value: Value) -> str:
    """An answer as it is read out in a later text."""
    question = script.questions[name]
    if isinstance(value, bool):
        return _TRUTHS["pl" if script.language == "pl" else "en"][value]
    chosen = value if isinstance(value, list) else [str(value)]
    return ", ".join(question.choices.get(one, one) for one in chosen)


def missing_problem(question: Asked) -> Problem:
    """What is said of a question that must be answered and is not."""
    return Problem(
        "answer_missing",
        f"“{question.title}” must be answered before the script can be submitted.",
        f"Na „{question.title}” trzeba odpowiedzieć, zanim skrypt zostanie wysłany.",
        field=question.name,
        path=(question.name,),
    )


def _read(question: Asked, value: object) -> Value | Problem | None:
    return None if is_blank(value) else parse(question.type, value, tuple(question.choices))


def _unknown(name: str, script: Script) -> Problem:
    near = get_close_matches(name[:80], script.questions, 1)
    hint, hint_pl = (f" Did you mean `{near[0]}`?", f" Czy chodziło o `{near[0]}`?") if near else ("", "")
    return Problem(
        "question_unknown",
        f"The script has no question `{name[:80]}`.{hint} Read the script again.",
        f"Skrypt nie ma pytania `{name[:80]}`.{hint_pl} Odczytaj skrypt ponownie.",
    )
