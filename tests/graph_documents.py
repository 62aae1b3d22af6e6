"""Small sound documents that tests break in one place each."""

import json
from typing import Any

from graphs import Checked, Known, check

Node = dict[str, Any]

END: Node = {"qualifier": "terminal"}
SOON: Node = {"qualifier": "callback-public-relative", "after": "1h"}


def process(**statuses: Node) -> str:
    """A process with a sound initial status `start` and what is given."""
    nodes = {"start": {"initial": True, "for": "system"}} | {
        name.replace("_", "-"): node for name, node in statuses.items()
    }
    return json.dumps({"process": "p", "statuses": nodes})


def tree(**blocks: Node) -> str:
    """A tree whose first block is `first` and last `end`, unless given."""
    nodes = {name.replace("_", "-"): node for name, node in blocks.items()}
    return json.dumps({"ivr": "i", "blocks": nodes | {"end": {"block": "hang_up"}}})


def campaign(**fields: Any) -> str:
    return json.dumps({"campaign": "c", "process": "p"} | fields)


def errors(text: str, known: Known | None = None) -> list[tuple[str, str | None, str | None]]:
    """Code, node and field of every error."""
    return told(text, "error", known)


def told(text: str, severity: str, known: Known | None = None) -> list[tuple[str, str | None, str | None]]:
    """Code, node and field of every problem of a severity."""
    found = check(text, known=known)
    return [
        (problem.code, problem.node, problem.field)
        for problem in found.problems
        if problem.severity == severity
    ]


def codes(text: str, known: Known | None = None) -> list[str]:
    return [code for code, _, _ in errors(text, known)]


def sound(text: str, known: Known | None = None) -> Checked:
    found = check(text, known=known)
    assert found.canonical is not None, found.problems
    return found
