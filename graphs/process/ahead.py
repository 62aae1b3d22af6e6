"""Knows which ways lie ahead of a case where it stands: what may happen, and where that leads under which condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphs.process.compiled import Edge, Fork, Node, Out, Process
from graphs.process.cursor import Cursor
from graphs.process.entry import key_of


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a way leads while its condition holds (None: always); to no status where the case stays."""

    when: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that may happen now: the event as the language names it, what it says, and its branches in order."""

    event: str
    data: Mapping[str, str | bool]
    edge: str
    branches: tuple[Branch, ...]


def ahead(process: Process, cursor: Cursor) -> Iterator[Ahead]:
    """What the process reacts to at this status, and what an agent may save; time is told by `coming`."""
    if not cursor.status:
        yield Ahead("created", {}, "created", (Branch(None, process.initial.name),))
        return
    if cursor.closed:
        return
    node = process.nodes[cursor.status]
    for choice in process.choices():
        yield Ahead("saved", {"status": choice.name}, "saved", (Branch(None, choice.name),))
    yield from _told(node)
    yield from _done(node, cursor)


def _told(node: Node) -> Iterator[Ahead]:
    for outcome, way in node.on_dialer.items():
        yield Ahead("dialer_outcome", {"outcome": outcome.value}, f"on_dialer.{outcome}", _branches(way))
    for channel, way in node.on_contact.items():
        yield Ahead("contacted", {"channel": channel}, f"on_{channel}", _branches(way))
    for name, way in node.on_event.items():
        yield Ahead("notified", {"name": name}, f"on_event.{name}", _branches(way))
    for (script, field, value), way in node.on_script.items():
        answer = {"script": script, "field": field, "value": value}
        yield Ahead("script_answered", answer, "on_script", _branches(way))


def _done(node: Node, cursor: Cursor) -> Iterator[Ahead]:
    waiting = {each.key for each in cursor.standing.pending}
    for task in node.tasks:
        key = key_of(cursor.standing.entered, node.name, task.index)
        for ok, way in ((True, task.on_success), (False, task.on_failure)):
            if way is not None and key not in waiting:
                edge = f"actions.{task.index}.{'on_success' if ok else 'on_failure'}"
                yield Ahead("effect_done", {"key": key, "ok": ok}, edge, _branches(way))


def _branches(way: Out) -> tuple[Branch, ...]:
    if isinstance(way, Fork):
        return tuple(Branch(when and when.text, _target(edge)) for when, edge in way.branches)
    return (Branch(None, _target(way)),)


def _target(edge: Edge | None) -> str | None:
    return None if edge is None else edge.target.name


def strangers(process: Process, cursor: Cursor) -> Iterator[str]:
    """What the cursor stands at, waits for or counts and the process has not, so that it is a cursor of another one."""
    standing = cursor.standing
    named = [cursor.status, *standing.counters, *([standing.wait[1]] if standing.wait else [])]
    yield from (name for name in named if name and name not in process.nodes)
    for waiting in standing.pending:
        node = process.nodes.get(waiting.status)
        terms = () if node is None else [term.name for term in node.terms]
        tasks = 0 if node is None else len(node.tasks)
        if not (waiting.term in terms if waiting.term else 0 <= waiting.action < tasks):
            yield waiting.key
