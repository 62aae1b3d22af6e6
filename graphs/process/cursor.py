"""Knows where a case stands, and how that is written: ids, names of statuses, numbers and times only."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from domain.qualifiers import Lifecycle, Visibility
from domain.time import Due
from domain.values import read_only


@read_only
class Pending:
    """What waits for its time: an action, which `keep` lets fire although its status was left, or a term of the
    status (`term` is its edge).
    """

    key: str
    at: datetime
    status: str
    action: int
    keep: bool
    term: str = ""


@read_only
class Standing:
    """What changes less often than the status: the qualifier in force and what it brought with it.

    `entered` is the number of the step that entered the present status; the keys of its actions have it. `wait`
    is the number and the status with which the case began to wait: what ends the wait belongs to that status.
    """

    qualifier: str = "none"
    lifecycle: Lifecycle = Lifecycle.OPEN
    visibility: Visibility = Visibility.PUBLIC
    entered: int = 0
    owner: str | None = None
    credited: str | None = None
    end_of_queue: bool = False
    wait: tuple[int, str] | None = None
    counters: Mapping[str, int] = field(default_factory=dict[str, int])
    pending: tuple[Pending, ...] = ()


@read_only
class Cursor:
    """Where a case stands: the number of its last step, its status, when it is due, and its standing."""

    number: int
    status: str
    due: Due | None
    standing: Standing

    @property
    def owner(self) -> str | None:
        return self.standing.owner

    @property
    def closed(self) -> bool:
        """A terminal status was reached: the case is not offered or dialled any more."""
        return self.standing.lifecycle is Lifecycle.TERMINAL

    @property
    def finished(self) -> bool:
        """Closed, and no kept action is outstanding: the workflow may end."""
        return self.standing.lifecycle is Lifecycle.TERMINAL and not self.standing.pending

    @property
    def wake_at(self) -> datetime | None:
        """When the first pending action fires."""
        return min((waiting.at for waiting in self.standing.pending), default=None)


NEW_CASE = Cursor(0, "", None, Standing())


def cursor_to_json(cursor: Cursor) -> dict[str, Any]:
    """The cursor as plain JSON; what is empty or usual is left out."""
    standing, due = cursor.standing, cursor.due
    whole: dict[str, Any] = {
        "number": cursor.number,
        "status": cursor.status,
        "due": due and [due.at.isoformat(), due.zone, due.wall.isoformat()],
        "qualifier": standing.qualifier,
        "lifecycle": standing.lifecycle.value,
        "visibility": standing.visibility.value,
        "entered": standing.entered,
        "owner": standing.owner,
        "credited": standing.credited,
        "end_of_queue": standing.end_of_queue,
        "wait": standing.wait and list(standing.wait),
        "counters": dict(standing.counters),
        "pending": [_pending_to_json(waiting) for waiting in standing.pending],
    }
    return {name: value for name, value in whole.items() if value}


def _pending_to_json(waiting: Pending) -> list[Any]:
    written = [waiting.key, waiting.at.isoformat(), waiting.status, waiting.action, waiting.keep]
    return [*written, waiting.term] if waiting.term else written


def cursor_from_json(data: Mapping[str, Any]) -> Cursor:
    """The cursor that `cursor_to_json` wrote; nothing at all is a case before its creation."""
    if not data:
        return NEW_CASE
    due, wait = data.get("due"), data.get("wait")
    standing = Standing(
        qualifier=data["qualifier"],
        lifecycle=Lifecycle(data["lifecycle"]),
        visibility=Visibility(data["visibility"]),
        entered=data.get("entered", 0),
        owner=data.get("owner"),
        credited=data.get("credited"),
        end_of_queue=data.get("end_of_queue", False),
        wait=None if wait is None else (wait[0], wait[1]),
        counters=data.get("counters", {}),
        pending=tuple(
            Pending(key, datetime.fromisoformat(at), *rest) for key, at, *rest in data.get("pending", ())
        ),
    )
    when = Due(datetime.fromisoformat(due[0]), due[1], datetime.fromisoformat(due[2])) if due else None
    return Cursor(data.get("number", 0), data.get("status", ""), when, standing)
