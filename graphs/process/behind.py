"""Knows which event stands behind a row of the history, by the edge alone, where nothing else of it was kept."""

from datetime import datetime

from domain.outcomes import Outcome
from graphs.process.compiled import Fork, Node, Out, Process
from graphs.process.events import Contacted, DialerOutcome, Event, Notified, ScriptAnswered
from graphs.process.step import Row


def event_behind(process: Process, row: Row, at: datetime) -> Event | None:
    """What was told from outside: an outcome, the customer, another system or a script; None for any other edge."""
    edge = row.edge.partition("#")[0]
    kind, _, name = edge.partition(".")
    node = process.nodes.get(row.from_status or "")
    match kind:
        case "on_dialer":
            return DialerOutcome(at, Outcome(name), "")
        case "on_event":
            return Notified(at, name)
        case "on_script":
            return None if node is None else _answer(node, edge, at)
        case "on_mail" | "on_sms" | "on_chat" | "on_call" | "on_waiting":
            return Contacted(at, kind.removeprefix("on_"), row.ordered_by)
        case _:
            return None


def _answer(node: Node, edge: str, at: datetime) -> ScriptAnswered | None:
    found = (answer for answer, way in node.on_script.items() if edge in _names(way))
    return next((ScriptAnswered(at, *answer) for answer in found), None)


def _names(way: Out) -> list[str]:
    edges = [edge for _, edge in way.branches] if isinstance(way, Fork) else [way]
    return [edge.name.partition("#")[0] for edge in edges if edge is not None]
