"""Knows which names a script takes from outside, and which names of a script others may take."""

from collections.abc import Iterator, Mapping
from typing import cast

from graphs.findings import Finding, Loc, nearest
from graphs.known import Known, Names, missing
from graphs.script.document import ScriptDocument

Answer = tuple[str, str, str]
"""Script, field and value."""


def named(document: ScriptDocument, known: Known) -> Iterator[Finding]:
    """Nothing: a script names only what is in it, and the record's fields are those of each campaign."""
    yield from ()


def settled(document: ScriptDocument, known: Known) -> ScriptDocument:
    """The document with its first question and every way named: the order of its keys means nothing to a hash."""
    ways = document.ways()
    questions = {
        name: question.model_copy(update={"next": ways[name] or None})
        for name, question in document.questions.items()
    }
    return document.model_copy(update={"start": document.first(), "questions": questions})


def mapped(known: Known, answer: Answer, loc: Loc) -> Iterator[Finding]:
    """Findings where no script can give this answer; `loc` is the edge that waits for it (SYS-P-27)."""
    script, field, value = answer
    yield from missing(known.scripts, script, "script_unknown", (*loc, "script"))
    if not isinstance(known.scripts, Mapping) or script not in known.scripts:
        return
    fields = cast("Mapping[str, Mapping[str, Names]]", known.scripts)[script]
    if field not in fields:
        yield Finding("script_field_unknown", (*loc, "field"), {**nearest(field, fields), "script": script})
    elif value not in fields[field]:
        data = {**nearest(value, fields[field]), "field": field, "script": script}
        yield Finding("script_value_unknown", (*loc, "value"), data)
