"""Knows how a mail's subject and body are checked when they are uploaded and filled in when they are sent."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from jinja2 import Template
from jinja2.exceptions import TemplateError, UndefinedError

from domain.errors import Invalid, Problem
from messaging.sentences import invalid, problem
from messaging.template_check import outside_names, parsed, unknown_names
from messaging.template_filters import NotATextError
from messaging.template_language import TemplateLanguage
from messaging.template_limits import LONGEST_TEXT, Budget, OverBudgetError, budget

LONGEST_SUBJECT = 255
_VALUE = re.compile(r"\{\{.*?\}\}")
LONGEST_SOURCE = 60_000

_LANGUAGE = TemplateLanguage()


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    body: str


def check_template(subject: str, body: str, fields: Collection[str]) -> tuple[Problem, ...]:
    """All problems of a template whose context will have these `fields` (`contact.name`)."""
    found = [*_check(subject, fields, "subject"), *_check(body, fields, "body")]
    if _unfit(subject, 10 * LONGEST_SUBJECT) or _is_surely_long(subject):
        found.append(problem("subject_invalid", field="subject"))
    return tuple(found)


def check_text(source: str, fields: Collection[str], field: str) -> tuple[Problem, ...]:
    """All problems of one text, named as those of `field`, whose context will have these `fields`."""
    return tuple(_check(source, fields, field))


def render(subject: str, body: str, context: Mapping[str, object]) -> Rendered:
    """The mail for this context of dicts, texts and whole numbers; Invalid where it cannot be filled in."""
    values = _plain(context)
    line = _filled(subject, values, "subject")
    if _unfit(line, LONGEST_SUBJECT):
        raise invalid(problem("subject_invalid", field="subject"))
    return Rendered(line, _filled(body, values, "body"))


def fill(source: str, context: Mapping[str, object], field: str) -> str:
    """One text for this context; Invalid, with problems of `field`, where it cannot be filled in."""
    return _filled(source, _plain(context), field)


def names_in(source: str) -> frozenset[str]:
    """The names that a sound template takes from its context."""
    tree, _ = parsed(_LANGUAGE, source, "")
    return frozenset(name for name, _ in outside_names(tree)) if tree is not None else frozenset()


def _check(source: str, fields: Collection[str], field: str) -> Iterator[Problem]:
    if len(source) > LONGEST_SOURCE:
        yield problem("template_too_expensive", field=field)
        return
    tree, found = parsed(_LANGUAGE, source, field)
    yield from found
    if tree is None or found:
        return
    yield from unknown_names(tree, fields, field)
    try:
        _filled(source, _sample(fields), field)
    except Invalid as wrong:
        # Sample values may not fit the template; only what holds for all values is a problem.
        yield from (item for item in wrong.problems if item.code != "template_failed")


def _filled(source: str, values: dict[str, Any], field: str) -> str:
    template = _compiled(source, field)
    before = budget.set(Budget())
    try:
        return _collected(template.root_render_func, template, values)
    except OverBudgetError:
        raise invalid(problem("template_too_expensive", field=field)) from None
    except NotATextError:
        raise invalid(problem("template_not_a_text", field=field)) from None
    except UndefinedError as wrong:
        raise invalid(problem("template_failed", field=field, detail=str(wrong))) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as wrong:
        raise invalid(problem("template_failed", field=field, detail=type(wrong).__name__)) from None
    finally:
        budget.reset(before)


def _collected(root: Callable[..., Iterator[str]], template: Template, values: dict[str, Any]) -> str:
    parts: list[str] = []
    length = 0
    for part in root(template.new_context(values)):
        parts.append(part)
        length += len(part)
        if length > LONGEST_TEXT:
            raise OverBudgetError
    return "".join(parts)


@lru_cache(maxsize=64)
def _compiled(source: str, field: str) -> Template:
    tree, found = parsed(_LANGUAGE, source, field)
    if tree is None or found or len(source) > LONGEST_SOURCE:
        raise Invalid(found or [problem("template_too_expensive", field=field)])
    code = _LANGUAGE.compile(_LANGUAGE.metered(tree))
    return Template.from_code(_LANGUAGE, code, _LANGUAGE.make_globals(None))


def _plain(context: Mapping[str, object]) -> dict[str, Any]:
    """A copy of dicts, texts and whole numbers: nothing in it has behaviour that a template could use."""
    copy: dict[str, Any] = {}
    for name, value in context.items():
        if isinstance(value, Mapping):
            copy[str(name)] = _plain(cast("Mapping[str, object]", value))
        elif type(value) in (str, int, bool):
            copy[str(name)] = value
        else:
            raise TypeError(f"a template takes dicts, texts and whole numbers, not {type(value).__name__}")
    return copy


def _sample(fields: Collection[str]) -> dict[str, Any]:
    sample: dict[str, Any] = {}
    for field in fields:
        *groups, name = field.split(".")
        group = sample
        for inner in groups:
            group = group.setdefault(inner, {})
        group[name] = "x"
    return sample


def _is_surely_long(subject: str) -> bool:
    """The text around the values alone is too long; with branches it may still be fit."""
    return "{%" not in subject and len(_VALUE.sub("", subject)) > LONGEST_SUBJECT


def _unfit(line: str, longest: int) -> bool:
    return not 1 <= len(line) <= longest or any(
        unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in line
    )
