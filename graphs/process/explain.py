"""Knows how the way of a case is told in words: what an edge of the history means, and what comes next."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graphs.process.compiled import Fork, Node, Out, Process
from graphs.process.cursor import Cursor, Pending
from graphs.words import Words

_EDGE = re.compile(r"(?P<path>[^#]+)(?:#(?P<branch>\d+))?")


@dataclass(frozen=True, slots=True)
class Coming:
    """What happens next by itself, when, and the statuses it may lead to."""

    kind: str
    at: datetime
    place: str
    leads_to: tuple[str, ...]
    words: Words


CHANNELS: Final[Mapping[str, Words]] = {
    "mail": Words("the customer wrote a mail", "klient napisał mail"),
    "sms": Words("the customer sent an SMS", "klient wysłał SMS"),
    "chat": Words("the customer wrote in the chat", "klient napisał na czacie"),
    "call": Words("the customer called", "klient zadzwonił"),
    "waiting": Words("the agent ended the wait for the dialer", "agent zakończył oczekiwanie na dialer"),
}
OUTCOMES: Final[Mapping[str, Words]] = {
    "answered": Words("the call was answered", "rozmowę odebrano"),
    "machine": Words("a machine answered", "odebrał automat"),
    "fax": Words("a fax answered", "odebrał faks"),
    "busy": Words("the number was busy", "numer był zajęty"),
    "no_answer": Words("nobody answered", "nikt nie odebrał"),
    "rejected": Words("the call was rejected", "połączenie odrzucono"),
    "invalid_number": Words("the number does not exist", "numer nie istnieje"),
    "network_error": Words("the network failed", "zawiodła sieć"),
    "unhandled": Words("somebody answered and no agent was there", "ktoś odebrał, a nie było agenta"),
    "cancelled": Words("the call was cancelled", "połączenie anulowano"),
}

_FIXED: Final[Mapping[str, Words]] = {
    "created": Words("the case began", "sprawa się rozpoczęła"),
    "saved": Words("an agent saved it", "zapisał go agent"),
    "sla": Words("the SLA was exceeded", "przekroczono termin SLA"),
    "sla.warning": Words("the SLA will soon be exceeded", "wkrótce minie termin SLA"),
}
_BY_HAND: Final[Mapping[str, Words]] = {
    "changed.recall": Words("The time of the next contact was set.", "Ustawiono termin następnego kontaktu."),
    "changed.owner": Words("The case was given to another agent.", "Sprawę przydzielono innemu agentowi."),
    "changed.fields": Words("Fields of the record were corrected.", "Poprawiono pola rekordu."),
    "changed.inbound_status": Words(
        "It was noted what the customer who called wanted.", "Zapisano, czego chciał dzwoniący klient."
    ),
    "changed.contact": Words("The customer's data were corrected.", "Poprawiono dane klienta."),
}
_LATE: Final[Mapping[str, Words]] = {
    "event": Words("another system told of an event", "inny system zgłosił zdarzenie"),
    "script": Words("the script was answered", "odpowiedziano w skrypcie"),
}
_ANSWERED: Final = Words("of an answer in the script", "tak odpowiedziano w skrypcie")
_OVER: Final = Words(
    "the time allowed in the status before was over", "minął czas dozwolony w poprzednim statusie"
)


def explain(process: Process, edge: str, left: str | None, entered: str) -> Words:
    """Why a case came from the status `left` into `entered`, by the edge of its history; or what was done in it."""
    told = _BY_HAND.get(edge) or _after_the_end(edge)
    if told is not None:
        return told
    found = _EDGE.fullmatch(edge)
    path = found["path"] if found else edge
    because = _because(process, path, left)
    guard = _guard(process, path, left, found["branch"] if found else None)
    aim = title(process, entered)
    if left == entered and path.startswith("sla"):
        return Words(f"In “{aim}” {because.en}.", f"W „{aim}” {because.pl}.")
    return Words(
        f"“{aim}” was set because {because.en}{guard.en}.", f"Ustawiono „{aim}”, bo {because.pl}{guard.pl}."
    )


def _after_the_end(edge: str) -> Words | None:
    kind, _, what = edge.partition(".")
    if kind != "late":
        return None
    known = {**CHANNELS, **_LATE, **{f"outcome.{name}": words for name, words in OUTCOMES.items()}}
    words = known.get(what, Words(what, what))
    return Words(
        f"The case was closed already when {words.en}.", f"Gdy {words.pl}, sprawa była już zamknięta."
    )


def title(process: Process, status: str) -> str:
    node = process.nodes.get(status)
    return status if node is None else node.title


def _because(process: Process, path: str, left: str | None) -> Words:
    kind, _, rest = path.partition(".")
    node = process.nodes.get(left or "")
    if path in _FIXED:
        return _FIXED[path]
    if kind == "counter":
        return _of_counter(title(process, left or ""), node)
    if kind == "actions":
        return _of_action(node, rest)
    if kind == "on_dialer":
        return OUTCOMES.get(rest, Words(rest, rest))
    if kind == "on_event":
        return Words(f"another system told of `{rest}`", f"inny system zgłosił `{rest}`")
    told = {"on_script": _ANSWERED, "on_time": _OVER}
    return told.get(kind, CHANNELS.get(kind.removeprefix("on_"), Words(path, path)))


def _of_counter(name: str, node: Node | None) -> Words:
    limit = node.limit if node is not None else 0
    return Words(
        f"the case came into “{name}” more than {limit} times",
        f"sprawa trafiła do „{name}” więcej niż {limit} razy",
    )


def _of_action(node: Node | None, rest: str) -> Words:
    """The action may be of the status that began a wait, and not of the one that was left."""
    index, _, end = rest.partition(".")
    kinds = [task.kind for task in node.tasks] if node is not None else []
    name, name_pl = ("an action", "akcja")
    if index.isdigit() and int(index) < len(kinds):
        name, name_pl = f"the action `{kinds[int(index)]}`", f"akcja `{kinds[int(index)]}`"
    if end == "on_success":
        return Words(f"{name} was done", f"{name_pl} została wykonana")
    return Words(f"{name} failed", f"{name_pl} się nie powiodła")


def _guard(process: Process, path: str, left: str | None, branch: str | None) -> Words:
    """The condition of the branch that was taken."""
    node = process.nodes.get(left or "")
    if node is None or branch is None:
        return Words("", "")
    found = next((fork for fork in node.ways() if isinstance(fork, Fork) and _is_at(fork, path)), None)
    condition = found.branches[int(branch) - 1][0] if found and int(branch) <= len(found.branches) else None
    if condition is None:
        return Words(", and no condition before held", ", a żaden wcześniejszy warunek nie był spełniony")
    return Words(f", and `{condition.text}` held", f", a warunek `{condition.text}` był spełniony")


def _is_at(fork: Fork, path: str) -> bool:
    return any(edge is not None and edge.name.partition("#")[0] == path for _, edge in fork.branches)


def coming(process: Process, cursor: Cursor) -> Iterator[Coming]:
    """What the case waits for, the first first: its callback, its actions, the ends of its time."""
    found = [_pending(process, waiting) for waiting in cursor.standing.pending]
    if cursor.due is not None and not cursor.closed:
        found.append(_callback(process, cursor, cursor.due.at))
    yield from sorted(found, key=lambda each: (each.at, each.place))


def _callback(process: Process, cursor: Cursor, at: datetime) -> Coming:
    node = process.nodes[cursor.status]
    targets = dict.fromkeys(name for way in node.on_dialer.values() for name in _targets(way))
    words = Words("The customer is to be called.", "Trzeba zadzwonić do klienta.")
    return Coming("callback", at, "due", tuple(targets), words)


def _pending(process: Process, waiting: Pending) -> Coming:
    node = process.nodes[waiting.status]
    name = node.title
    if waiting.term:
        term = next(each for each in node.terms if each.name == waiting.term)
        words = Words(f"The time in “{name}” ends.", f"Kończy się czas w „{name}”.")
        return Coming("term", waiting.at, waiting.term, tuple(_targets(term.out)), words)
    task = node.tasks[waiting.action]
    targets = dict.fromkeys([*_targets(task.on_success), *_targets(task.on_failure)])
    words = Words(
        f"The action `{task.kind}` of “{name}” runs.", f"Ruszy akcja `{task.kind}` statusu „{name}”."
    )
    return Coming("action", waiting.at, f"actions.{task.index}", tuple(targets), words)


def _targets(way: Out) -> Iterator[str]:
    match way:
        case None:
            return
        case Fork():
            for _, edge in way.branches:
                yield from _targets(edge)
        case _:
            yield way.target.name
