"""Knows how an SMS's template is checked when it is uploaded, and filled in when it is sent."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from domain.errors import Invalid, Problem
from messaging.sentences import problem
from messaging.sms.parts import MOST_PARTS, Alphabet, split
from messaging.sms.sms import only_text, text_problems, too_long
from messaging.templates import check_text, fill, names_in

_POLISH: Final = "ż"
_LONGEST: Final = 40
"""Letters of a name, a street, or a field of a record that are still plausible."""
_ASCII: Final[Mapping[str, int]] = {"phone": 13, "mail": 40, "due": 16}
_NUMBERS: Final[Mapping[str, int]] = {"number": 9_999_999, "attempts": 99}


def check_sms_template(body: str, fields: Collection[str]) -> tuple[Problem, ...]:
    """All problems of an SMS whose context will have these `fields`; without errors, how many parts it takes.

    Only `severity` error refuses it: what fits but for unusually long values is a warning."""
    found = check_text(body, fields, "body")
    if found:
        return found
    try:
        plain, polish = (fill(body, _sample(body, letter), "body") for letter in ("x", _POLISH))
    except Invalid:
        # The template does not fit the sample values; its length is known when it is sent.
        return ()
    return tuple(text_problems(plain, "body") or _parts(plain, polish))


def render_sms(body: str, context: Mapping[str, object]) -> str:
    """The text for this context; Invalid where it cannot be filled in or sent."""
    return only_text(fill(body, context, "body").strip(), "body")


def _parts(plain: str, polish: str) -> Iterator[Problem]:
    """What the author should know: how many parts, and which letter makes them many."""
    longest, shortest = split(polish), len(split(_without_others(plain)).parts)
    most = len(longest.parts)
    if most > MOST_PARTS:
        yield replace(too_long(most, "body"), severity="warning")
    if longest.alphabet is Alphabet.GSM7:
        yield replace(problem("sms_parts", field="body", parts=str(most)), severity="notice")
        return
    code = "sms_alphabet" if split(plain).forced_by else "sms_alphabet_of_fields"
    letter, fewer = longest.forced_by or "", str(shortest)
    found = problem(code, field="body", letter=letter, parts=str(most), fewer=fewer)
    yield replace(found, severity="notice")


def _without_others(text: str) -> str:
    """As many letters, all of them in GSM-7."""
    return "".join(letter if split(letter).alphabet is Alphabet.GSM7 else "x" for letter in text)


def _sample(body: str, letter: str) -> dict[str, Any]:
    """Every value that the template names, as long as is plausible."""
    sample: dict[str, Any] = {}
    # The deepest first, so that `contact` alone names the group that `contact.name` made.
    for name in sorted(names_in(body), key=lambda name: -name.count(".")):
        *groups, last = name.split(".")
        group = sample
        for inner in groups:
            group = group.setdefault(inner, {})
        group.setdefault(last, _longest(last, letter))
    return sample


def _longest(name: str, letter: str) -> str | int:
    if name in _NUMBERS:
        return _NUMBERS[name]
    return _ASCII.get(name, 0) * "x" or letter * _LONGEST
