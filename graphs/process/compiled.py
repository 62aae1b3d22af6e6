"""Knows a process made ready to run: its statuses as nodes with their edges looked up once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, SuccessEffect, TimeSource, Visibility
from domain.time import Span, after
from graphs.conditions import Condition, Facts, compile_condition
from graphs.fields import STAY
from graphs.open_hours import OpenHours, after_open
from graphs.process.actions import Action, Order
from graphs.process.document import CHOSEN, ProcessDocument, Status, preset_name
from graphs.process.step import SYSTEM, Row
from graphs.process.ways import Branch

K = TypeVar("K")
CHANNELS = ("mail", "sms", "chat", "call", "waiting")
"""What a customer, or the agent who waits for the dialer, may do of a sudden."""
_ERRORS = (Outcome.REJECTED, Outcome.INVALID_NUMBER, Outcome.NETWORK_ERROR)


@dataclass(slots=True)
class Edge:
    """A transition. `row` is its history row for a case without an owner, and `plain` says that the target
    changes nothing but the status: together they are the fast path.
    """

    name: str
    target: "Node"
    row: tuple[Row, ...]
    plain: bool


@dataclass(slots=True)
class Fork:
    """A way with guards: the first branch whose condition holds is followed, and none of them is to stay."""

    branches: tuple[tuple[Condition | None, Edge | None], ...]

    def chosen(self, facts: Facts) -> Edge | None:
        return next((edge for when, edge in self.branches if when is None or facts.holds(when)), None)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(when for when, _ in self.branches if when is not None)


Out = Edge | Fork | None


@dataclass(slots=True)
class Task:
    """An action of a status."""

    index: int
    kind: str
    order: Order
    after: Span | None
    anchor: str
    keep: bool
    on_success: Out = None
    on_failure: Out = None


@dataclass(slots=True)
class Term:
    """A limit of the time in a status, counted from its entry; `name` is its edge in the history.

    With `hours` only the time counts in which these are open.
    """

    name: str
    after: Span
    hours: OpenHours | None = None
    out: Out = None

    def ends(self, entered: datetime, zone: str) -> datetime:
        """When a case that entered the status then has been there too long."""
        if self.hours is not None:
            return after_open(entered, self.after.total, self.hours, zone)
        return after(entered, self.after, zone).at


@dataclass(slots=True)
class Node:
    """A status, ready to run."""

    name: str
    title: str
    color: str | None
    system_only: bool
    available_after: tuple[str, ...]
    qualifier: str
    success: SuccessEffect
    lifecycle: Lifecycle
    visibility: Visibility
    time: TimeSource
    after: Span | None
    at: datetime | None
    latest: Span | None
    owner_name: str | None
    owner_chosen: bool
    limit: int
    script: str | None
    tasks: tuple[Task, ...] = ()
    terms: tuple[Term, ...] = ()
    then: Edge | None = None
    on_dialer: dict[Outcome, Edge | Fork] = field(default_factory=dict[Outcome, Edge | Fork])
    on_contact: dict[str, Edge | Fork] = field(default_factory=dict[str, Edge | Fork])
    on_event: dict[str, Edge | Fork] = field(default_factory=dict[str, Edge | Fork])
    on_script: dict[tuple[str, str, str], Edge | Fork] = field(
        default_factory=dict[tuple[str, str, str], Edge | Fork]
    )

    def follows(self, occasion: str | None) -> bool:
        """Whether the status may be saved after such a contact; an unknown one (None) forbids nothing."""
        allowed = self.available_after
        if occasion is None or not allowed or occasion in allowed:
            return True
        return occasion in _ERRORS and "error" in allowed

    def ways(self) -> Iterator[Out]:
        """Every way that the system takes out of the status."""
        for group in (self.on_dialer, self.on_contact, self.on_event, self.on_script):
            yield from group.values()
        for task in self.tasks:
            yield task.on_success
            yield task.on_failure
        for term in self.terms:
            yield term.out

    def is_plain(self) -> bool:
        """Entering it changes nothing but the status."""
        keeps = self.lifecycle is Lifecycle.KEEP and self.success is SuccessEffect.NONE
        return keeps and not (self.tasks or self.terms or self.limit or self.owner_name)


@dataclass(frozen=True, slots=True)
class Process:
    """A process, ready to run; compiled once when it is read."""

    name: str
    title: str
    initial: Node
    nodes: Mapping[str, Node]
    inbound_call_statuses: tuple[str, ...] = ()

    @property
    def conditions(self) -> dict[str, Condition]:
        """Every condition of its ways, by id."""
        forks = (way for node in self.nodes.values() for way in node.ways() if isinstance(way, Fork))
        return {condition.id: condition for fork in forks for condition in fork.conditions}

    @property
    def owner_names(self) -> dict[str, str]:
        """The agent named as owner by each status that names one; `Rules.owners` wants their ids."""
        return {node.name: node.owner_name for node in self.nodes.values() if node.owner_name}

    def choices(self, occasion: str | None = None) -> tuple[Node, ...]:
        """The statuses that an agent may set, after such a contact if it is told."""
        return tuple(node for node in self.nodes.values() if not node.system_only and node.follows(occasion))


def compile_process(canonical: Mapping[str, Any]) -> Process:
    """The process of a canonical document, which `check` has found to be sound."""
    document = ProcessDocument.model_validate(canonical)
    nodes = {name: _node(name, status) for name, status in document.statuses.items()}
    for name, status in document.statuses.items():
        _connect(nodes, nodes[name], status)
    initial = next(nodes[name] for name, status in document.statuses.items() if status.initial)
    title, chosen = document.title or document.process, document.inbound_call_statuses or ()
    return Process(document.process, title, initial, nodes, chosen)


def _node(name: str, status: Status) -> Node:
    point = status.qualifier.point()
    return Node(
        name=name,
        title=status.title or name,
        color=status.color,
        system_only=status.for_ == "system",
        available_after=status.available_after,
        qualifier=preset_name(point),
        success=point.success,
        lifecycle=point.lifecycle,
        visibility=point.visibility,
        time=point.time,
        after=status.after,
        at=status.at,
        latest=status.latest,
        owner_name=status.owner.agent if status.owner and status.owner.agent != CHOSEN else None,
        owner_chosen=status.owner is not None and status.owner.agent == CHOSEN,
        limit=status.counter.limit if status.counter else 0,
        script=status.script,
        tasks=tuple(_task(index, action) for index, action in enumerate(status.actions)),
        terms=tuple(_terms(status)),
    )


def _task(index: int, action: Action) -> Task:
    delay, order = action.delay, action.order
    return Task(
        index=index,
        kind=order.kind,
        order=order,
        after=delay.for_ if delay else None,
        anchor=delay.from_ if delay else "status",
        keep=action.keep,
    )


def _terms(status: Status) -> Iterator[Term]:
    for index, edge in enumerate(status.on_time):
        yield Term(f"on_time.{index}", edge.after)
    sla = status.sla
    if sla is not None:
        hours = OpenHours(sla.hours, sla.on_holidays, frozenset(sla.closed)) if sla.hours else None
        yield Term("sla", sla.limit, hours)
        if sla.warning is not None:
            ahead = sla.limit.total - sla.warning.total
            yield Term("sla.warning", Span(rest=max(ahead, timedelta(0))), hours)


def _condition(text: str | None) -> Condition | None:
    if text is None:
        return None
    found = compile_condition(text)
    assert isinstance(found, Condition), "a checked document has only sound conditions"
    return found


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways out of one status, made ready."""

    nodes: Mapping[str, Node]
    origin: str

    def edge(self, name: str, target: str) -> Edge | None:
        if target == STAY:
            return None
        aim = self.nodes[target]
        return Edge(name, aim, (Row(target, None, SYSTEM, name, self.origin),), aim.is_plain())

    def out(self, name: str, way: tuple[Branch, ...] | None) -> Out:
        if way is None:
            return None
        if len(way) == 1 and way[0].when is None:
            return self.edge(name, way[0].then)
        return Fork(
            tuple(
                (_condition(branch.when), self.edge(f"{name}#{number}", branch.then))
                for number, branch in enumerate(way, start=1)
            )
        )

    def taken(self, ways: Iterable[tuple[K, str, tuple[Branch, ...] | None]]) -> dict[K, Edge | Fork]:
        """Those that lead somewhere, by their event."""
        outs = ((event, self.out(name, way)) for event, name, way in ways)
        return {event: out for event, out in outs if out is not None}


def _connect(nodes: Mapping[str, Node], node: Node, status: Status) -> None:
    ways = _Ways(nodes, node.name)
    node.then = ways.edge("counter", status.counter.then) if status.counter else None
    node.on_dialer = ways.taken((each, f"on_dialer.{each}", way) for each, way in status.on_dialer.items())
    node.on_contact = ways.taken((each, f"on_{each}", getattr(status, f"on_{each}")) for each in CHANNELS)
    node.on_event = ways.taken((each, f"on_event.{each}", way) for each, way in status.on_event.items())
    node.on_script = ways.taken(
        ((answer.script, answer.field, answer.value), f"on_script.{index}", answer.then)
        for index, answer in enumerate(status.on_script)
    )
    for task, action in zip(node.tasks, status.actions, strict=True):
        task.on_success = ways.out(f"actions.{task.index}.on_success", action.on_success)
        task.on_failure = ways.out(f"actions.{task.index}.on_failure", action.on_failure)
    ends = {f"on_time.{index}": edge.then for index, edge in enumerate(status.on_time)}
    if status.sla is not None:
        ends["sla"] = status.sla.then
    for term in node.terms:
        term.out = ways.out(term.name, ends.get(term.name))
