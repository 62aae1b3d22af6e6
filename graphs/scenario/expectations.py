"""Knows what of an expectation is otherwise, in words that need no language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from graphs.process import Effect, Process, Row
from graphs.scenario.document import NOBODY, Then
from graphs.scenario.effects import subject_of
from graphs.scenario.life import Life
from graphs.scenario.moments import shown

_MOST_WORDS: Final = 40
Otherwise = tuple[str, str, str]
"""The name of the expectation, what was expected, what is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case after a step: `rows` and `sent` are of that step, `refused` is the code of a refused save."""

    life: Life
    rows: tuple[Row, ...]
    sent: tuple[Effect, ...]
    refused: str | None


def otherwise(then: Then, seen: Seen) -> Iterator[Otherwise]:
    """Everything expected that is not so."""
    yield from _standing(then, seen)
    yield from _due(then, seen.life)
    if then.sent is not None:
        yield from _sent(then.sent, seen)
    edges = tuple(row.edge for row in seen.rows)
    if then.edges is not None and then.edges != edges:
        yield "edges", _list(then.edges), _list(edges)
    for status, number in (then.entries or {}).items():
        yield from _unlike("entries", f"{status}: {number}", f"{status}: {seen.life.past.entries[status]}")


def _standing(then: Then, seen: Seen) -> Iterator[Otherwise]:
    cursor = seen.life.cursor
    for field, expected, found in (
        ("status", then.status, cursor.status),
        ("qualifier", then.qualifier, cursor.standing.qualifier),
        ("owner", then.owner, cursor.owner or NOBODY),
        ("credited", then.credited, cursor.standing.credited or NOBODY),
        ("closed", _word(then.closed), _word(cursor.closed)),
        ("finished", _word(then.finished), _word(cursor.finished)),
        ("refused", then.refused, seen.refused or NOBODY),
    ):
        if expected is not None:
            yield from _unlike(field, expected, found or NOBODY)


def _due(then: Then, life: Life) -> Iterator[Otherwise]:
    zone, due = life.world.rules.zone, life.cursor.due
    at = None if due is None else due.at
    if then.due is not None and not then.due.holds(at, life.now, zone):
        yield "due", then.due.told(life.now, zone), shown(at, zone)


def _sent(expected: tuple[Mapping[str, str | None], ...], seen: Seen) -> Iterator[Otherwise]:
    """What is expected by its kind alone is compared by that."""
    wanted = [next(iter(one.items())) for one in expected]
    made = [(effect.kind, _subject(effect, seen.life.world.process)) for effect in seen.sent]
    same = len(wanted) == len(made) and all(
        kind == is_kind and what in (None, is_what)
        for (kind, what), (is_kind, is_what) in zip(wanted, made, strict=True)
    )
    if not same:
        yield "sent", _list(map(_told, wanted)), _list(map(_told, made))


def _subject(effect: Effect, process: Process) -> str:
    return subject_of(process.nodes[effect.status].tasks[effect.action].order)


def _told(effect: tuple[str, str | None]) -> str:
    kind, what = effect
    return f"{kind}: {what}" if what else kind


def _list(words: Iterable[str]) -> str:
    some = list(islice(words, _MOST_WORDS + 1))
    if len(some) > _MOST_WORDS:
        some[-1] = "…"
    return ", ".join(some) or NOBODY


def _word(truth: bool | None) -> str | None:
    return None if truth is None else str(truth).lower()


def _unlike(field: str, expected: str, found: str) -> Iterator[Otherwise]:
    if expected != found:
        yield field, f"`{expected}`", f"`{found}`"
