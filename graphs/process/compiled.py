"""Knows a process made ready to run: its statuses as nodes with their edges looked up once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, SuccessEffect, TimeSource, Visibility
from domain.time import Span
from graphs.fields import STAY
from graphs.process.document import Action, ProcessDocument, Status, preset_name
from graphs.process.step import SYSTEM, Row


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
class Task:
    """An action of a status."""

    index: int
    template: str
    after: Span | None
    anchor: str
    keep: bool
    on_success: Edge | None = None
    on_failure: Edge | None = None


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
    owner_name: str | None
    limit: int
    tasks: tuple[Task, ...] = ()
    then: "Edge | None" = None
    on_dialer: dict[Outcome, Edge] = field(default_factory=dict[Outcome, Edge])
    on_mail: Edge | None = None
    on_script: dict[tuple[str, str, str], Edge] = field(default_factory=dict[tuple[str, str, str], Edge])

    def is_plain(self) -> bool:
        """Entering it changes nothing but the status."""
        keeps = self.lifecycle is Lifecycle.KEEP and self.success is SuccessEffect.NONE
        return keeps and not (self.tasks or self.limit or self.owner_name)


@dataclass(frozen=True, slots=True)
class Process:
    """A process, ready to run; compiled once when it is read."""

    name: str
    title: str
    initial: Node
    nodes: Mapping[str, Node]

    @property
    def owner_names(self) -> dict[str, str]:
        """The agent named as owner by each status that names one; `Rules.owners` wants their ids."""
        return {node.name: node.owner_name for node in self.nodes.values() if node.owner_name}

    def choices(self, occasion: str | None = None) -> tuple[Node, ...]:
        """The statuses that an agent may set, after such a contact if it is told."""
        return tuple(
            node
            for node in self.nodes.values()
            if not node.system_only
            and (occasion is None or not node.available_after or occasion in node.available_after)
        )


def compile_process(canonical: Mapping[str, Any]) -> Process:
    """The process of a canonical document, which `check` has found to be sound."""
    document = ProcessDocument.model_validate(canonical)
    nodes = {name: _node(name, status) for name, status in document.statuses.items()}
    for name, status in document.statuses.items():
        _connect(nodes, nodes[name], status)
    initial = next(nodes[name] for name, status in document.statuses.items() if status.initial)
    return Process(document.process, document.title or document.process, initial, nodes)


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
        owner_name=status.owner.agent if status.owner else None,
        limit=status.counter.limit if status.counter else 0,
        tasks=tuple(_task(index, action) for index, action in enumerate(status.actions)),
    )


def _task(index: int, action: Action) -> Task:
    mail, delay = action.send_mail, action.delay
    return Task(
        index=index,
        template=mail.pinned or mail.template,
        after=delay.for_ if delay else None,
        anchor=delay.from_ if delay else "status",
        keep=action.keep,
    )


def _connect(nodes: Mapping[str, Node], node: Node, status: Status) -> None:
    def lead(name: str, target: str) -> Edge:
        aim = nodes[target]
        return Edge(name, aim, (Row(target, None, SYSTEM, name, node.name),), aim.is_plain())

    def edge(name: str, target: str | None) -> Edge | None:
        return None if target is None or target == STAY else lead(name, target)

    named = {outcome: edge(f"on_dialer.{outcome}", target) for outcome, target in status.on_dialer.items()}
    node.on_dialer = {outcome: found for outcome, found in named.items() if found is not None}
    node.on_mail = edge("on_mail", status.on_mail)
    node.then = edge("counter", status.counter.then if status.counter else None)
    node.on_script = {
        (script.script, script.field, script.value): lead("on_script", script.then)
        for script in status.on_script
    }
    for task, action in zip(node.tasks, status.actions, strict=True):
        task.on_success = edge("on_success", action.on_success)
        task.on_failure = edge("on_failure", action.on_failure)
