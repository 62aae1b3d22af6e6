"""Knows what makes a script unsound, beyond its spelling; each finding with the way that shows it."""

from collections.abc import Iterator

from domain.record_fields import FieldType
from graphs.findings import Finding, Loc, nearest
from graphs.routes import Reach, loops
from graphs.script.document import BRANCHING, OTHERWISE, Question, ScriptDocument
from graphs.script.texts import known_names, text_findings

_TRUTHS = ("true", "false")
_CHOOSING = (FieldType.CHOICE, FieldType.MANY)


def verify(document: ScriptDocument) -> Iterator[Finding]:
    """All that is unsound about the questions together and each alone."""
    yield from _targets(document)
    yield from _reached(document)
    yield from _loops(document)
    yield from _texts(document)
    yield from _settings(document)
    for name, question in document.questions.items():
        yield from _choices(name, question)
        yield from _branches(name, question)


def _targets(document: ScriptDocument) -> Iterator[Finding]:
    nodes = {**document.questions, **document.ends}
    if document.start is not None and document.start not in document.questions:
        yield Finding("target_unknown", ("start",), nearest(document.start, document.questions))
    for name in document.ends:
        if name in document.questions:
            yield Finding("end_like_question", ("ends", name), {"name": name}, on_key=True)
    for name, question in document.questions.items():
        for answer, target in (question.next or {}).items():
            if target not in nodes:
                yield Finding("target_unknown", _way(name, question, answer), nearest(target, nodes))


def _way(name: str, question: Question, answer: str) -> Loc:
    """The place of a way; one that is the same for every answer has no key of its own."""
    loc = ("questions", name, "next")
    return loc if (question.next or {}).keys() == {OTHERWISE} else (*loc, answer)


def _reach(document: ScriptDocument) -> Reach:
    """From every question where the start is unknown: one mistake must not be told of each of them."""
    ways = {name: list(ways.values()) for name, ways in document.ways().items()}
    start = document.first()
    return Reach(ways, [start] if start in ways else ways)


def _reached(document: ScriptDocument) -> Iterator[Finding]:
    found = _reach(document)
    for name, question in document.questions.items():
        if name not in found:
            code = "required_unreachable" if question.required else "node_unreachable"
            yield Finding(code, ("questions", name), {"name": name}, on_key=True)
    for name in document.ends:
        if name not in found:
            yield Finding("node_unreachable", ("ends", name), {"name": name}, on_key=True)


def _loops(document: ScriptDocument) -> Iterator[Finding]:
    """An answer is given once, so that a talk that comes back to its question would never end."""
    for loop in loops({name: list(ways.values()) for name, ways in document.ways().items()}):
        data = {"loop": " → ".join(loop)}
        yield Finding("loop_of_questions", ("questions", loop[0]), data, loop, on_key=True)


def _choices(name: str, question: Question) -> Iterator[Finding]:
    loc = ("questions", name)
    if question.type in _CHOOSING and not question.choices:
        yield Finding("choices_missing", (*loc, "type"), {"name": name})
    if question.type not in _CHOOSING and question.choices:
        yield Finding("choices_not_possible", (*loc, "choices"), {"type": question.type})
    if OTHERWISE in question.choices:
        yield Finding("choice_reserved", (*loc, "choices", OTHERWISE), on_key=True)


def _branches(name: str, question: Question) -> Iterator[Finding]:
    ways, loc = question.next or {}, ("questions", name, "next")
    named = [answer for answer in ways if answer != OTHERWISE]
    if not named:
        return
    if question.type not in BRANCHING:
        yield Finding("branch_needs_choice", loc, {"name": name, "type": question.type}, on_key=True)
        return
    answers = _TRUTHS if question.type is FieldType.TRUTH else tuple(question.choices)
    for answer in named:
        if answer not in answers:
            yield Finding("next_choice_unknown", (*loc, answer), nearest(answer, answers), on_key=True)
    if OTHERWISE in ways:
        return
    left = [answer for answer in answers if answer not in ways]
    if left:
        yield Finding("choice_without_way", loc, {"choices": ", ".join(left)}, on_key=True)
    if not question.required:
        yield Finding("branch_without_answer", loc, {"name": name}, on_key=True)


def _settings(document: ScriptDocument) -> Iterator[Finding]:
    """Fields that questions and ends set: that they exist, and that each is set on some way."""
    found = _reach(document)
    reached: set[tuple[str, str]] = set()
    for node, loc, field, value in _set(document):
        values = document.results.get(field)
        if values is None:
            yield Finding("result_unknown", loc, nearest(field, document.results), on_key="sets" in loc)
        elif value not in values:
            yield Finding("result_value_unknown", loc, {**nearest(value, values), "field": field})
        elif node in found:
            reached.add((field, value))
    for name, question in document.questions.items():
        if question.result is not None and question.type is not FieldType.CHOICE:
            yield Finding("result_needs_choice", ("questions", name, "result"), {"name": name})
    yield from _never_set(document, reached)


def _set(document: ScriptDocument) -> Iterator[tuple[str, Loc, str, str]]:
    """Node, place, field and value of everything that is set."""
    for name, question in document.questions.items():
        if question.result is None or question.type is not FieldType.CHOICE:
            continue
        if question.result not in document.results:
            yield name, ("questions", name, "result"), question.result, ""
            continue
        for choice in question.choices:
            yield name, ("questions", name, "choices", choice), question.result, choice
    for name, end in document.ends.items():
        for field, value in end.sets.items():
            yield name, ("ends", name, "sets", field), field, value


def _never_set(document: ScriptDocument, reached: set[tuple[str, str]]) -> Iterator[Finding]:
    for field, values in document.results.items():
        idle = [value for value in values if (field, value) not in reached]
        if len(idle) == len(values):
            yield Finding("result_never_set", ("results", field), {"name": field}, on_key=True)
        elif idle:
            data = {"name": field, "values": ", ".join(idle)}
            yield Finding("result_value_never_set", ("results", field), data)


def _texts(document: ScriptDocument) -> Iterator[Finding]:
    known = known_names(document.questions)
    for group, nodes in (("questions", document.questions), ("ends", document.ends)):
        for name, node in nodes.items():
            yield from text_findings(node.text or "", known, (group, name, "text"))
