"""Knows how to make random sound processes, each from a number, and what may happen to a case of one."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, TypeVar

from domain.outcomes import Outcome
from domain.qualifiers import TimeSource
from domain.time import parse_wall
from graphs import check
from graphs.conditions import Answers
from graphs.process import (
    Contacted,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    Process,
    Saved,
    ScriptAnswered,
    Woken,
    compile_process,
)

NOW = datetime(2026, 10, 23, 10, tzinfo=UTC)  # the clocks go back within the first days
MOST = 400
NAMES: tuple[str, ...] = ("start", "a", "b", "c", "d", "e")
KEEPS = "none"
WAITS = "waiting"
REVOKED = {"success": "revoke", "lifecycle": "callback", "visibility": "public", "time": "relative"}
ENDS = ("terminal", "success-terminal", "cancel-success-and-close")
BY_AGENTS = ("callback-public-agent", "success-callback-private-agent")
KINDS = (
    *(KEEPS, KEEPS, WAITS, "revoked", "unused", "end-of-queue", *ENDS, *BY_AGENTS),
    *("success-confirm-public", "callback-public-relative", "callback-private-relative"),
    *("success-callback-public-relative", "success-callback-private-absolute"),
)
GUARDS = ("case.owned", "attempts.busy > 2", "record.city == 'x'")
SPANS = ("1s", "10min", "2h", "3d")
ORDERS = (
    {"send_mail": {"template": "t"}},
    {"call_webhook": {"service": "w"}},
    {"notify": {"text": "x"}},
    {"copy": {"campaign": "c"}},
)

Node = dict[str, Any]
T = TypeVar("T")


class Author:
    """Writes processes as chance has it; edges lead to no status whose time an agent chooses."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        names = NAMES[: self.chance.randint(3, len(NAMES))]
        self.kinds = dict(zip(names, (KEEPS, *self.chance.choices(KINDS, k=len(names) - 1)), strict=True))
        self.targets = [name for name, kind in self.kinds.items() if kind not in BY_AGENTS]

    def document(self) -> Node:
        return {"process": "p", "statuses": {name: self.status(name) for name in self.kinds}}

    def status(self, name: str) -> Node:
        kind = self.kinds[name]
        node: Node = {"qualifier": REVOKED if kind == "revoked" else kind, "initial": name == "start"}
        if "private" in kind or self.one_in(6):
            node["owner"] = {"agent": "anna"}
        if "relative" in kind or kind == "revoked":
            node["after"] = self.chance.choice(SPANS)
        if "absolute" in kind:
            node["at"] = "2026-10-25 02:30"
        return (
            node if kind in ENDS else node | self.limits(name, kind) | self.reactions() | self.actions(name)
        )

    def limits(self, name: str, kind: str) -> Node:
        node: Node = {}
        leaving = [other for other in self.targets if self.kinds[other] not in (KEEPS, WAITS)]
        if kind == WAITS and leaving:
            node["on_time"] = [{"after": self.chance.choice(SPANS), "then": self.chance.choice(leaving)}]
        elif self.one_in(2):
            node["on_time"] = [{"after": self.chance.choice(SPANS), "then": self.way(self.targets)}]
        if self.onward(name) and self.one_in(3):
            node["counter"] = {
                "limit": self.chance.randint(1, 3),
                "then": self.chance.choice(self.onward(name)),
            }
        if self.one_in(4):
            node["sla"] = {"limit": "1d", "warning": "2h", "then": self.way(self.targets)}
        return node

    def reactions(self) -> Node:
        outcomes = self.chance.sample(["busy", "no_answer", "answered", "fax"], k=self.chance.randint(0, 3))
        node: Node = {"on_dialer": {outcome: self.way(self.targets) for outcome in outcomes}}
        for key in self.chance.sample(
            ["on_mail", "on_sms", "on_call", "on_waiting"], k=self.chance.randint(0, 3)
        ):
            node[key] = self.way(self.targets)
        if self.one_in(2):
            node["on_event"] = {"paid": self.way(self.targets)}
            answer = {"script": "s", "field": "f", "value": "x"}
            node["on_script"] = [answer | {"then": self.way(self.targets)}]
        return node

    def actions(self, name: str) -> Node:
        """One that is done at once only leads onward: such actions follow each other without a wait."""
        return {
            "actions": [self.action(late=self.one_in(2), name=name) for _ in range(self.chance.randint(0, 2))]
        }

    def action(self, *, late: bool, name: str) -> Node:
        action: Node = dict(self.chance.choice(ORDERS))
        if late:
            anchor = self.chance.choice(["status", "save", "call_end"])
            action["delay"] = {"for": self.chance.choice(SPANS), "from": anchor}
            action["keep"] = self.one_in(2)
        ends = self.targets if late else self.onward(name)
        return action | {"on_success": self.way(ends), "on_failure": self.way(ends)}

    def onward(self, name: str) -> list[str]:
        return [other for other in self.targets if other > name] if name != "start" else self.targets[1:]

    def way(self, targets: list[str]) -> Any:
        """One target, `stay`, or branches with guards."""
        ends = [*targets, "stay"]
        if self.one_in(2):
            return self.chance.choice(ends)
        guards = self.chance.sample(GUARDS, k=self.chance.randint(1, 2))
        branches: list[Node] = [{"when": guard, "then": self.chance.choice(ends)} for guard in guards]
        return [*branches, {"then": self.chance.choice(ends)}] if self.one_in(2) else branches

    def one_in(self, number: int) -> bool:
        return self.chance.randrange(number) == 0


@cache
def sound_process(number: int) -> Process:
    """The process of this number: the first that `check` accepts."""
    for attempt in count():
        canonical = check(json.dumps(Author(number + MOST * attempt).document())).canonical
        if canonical is not None:
            return compile_process(canonical)
    raise AssertionError


class Digits:
    """A number that is spent choice by choice: cheap to draw, and easy to make smaller."""

    def __init__(self, number: int) -> None:
        self.left = number

    def choose(self, among: Sequence[T]) -> T:
        self.left, place = divmod(self.left, len(among))
        return among[place]


def happening(process: Process, keys: Sequence[str], now: datetime, number: int) -> tuple[Event, Answers]:
    """What happens to a case now, sense or nonsense, and which conditions hold then; `keys` are of its effects."""
    digits = Digits(number)
    make = digits.choose((_woken, _dialled, _saved, _saved, _contacted, _told, _ended))
    event = make(digits, process, (*keys, "1/start/0", "9/nowhere/0"), now)
    return event, Answers({name: digits.choose((True, False)) for name in process.conditions})


def _woken(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    return Woken(now)


def _dialled(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    return DialerOutcome(now, digits.choose(tuple(Outcome)), "leg")


def _saved(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    status = digits.choose((*process.nodes, "nowhere"))
    agent = digits.choose(("jan", "ewa"))
    node = process.nodes.get(status)
    wanted = node is not None and node.time is TimeSource.AGENT
    times = (now + timedelta(days=2), parse_wall("2026-10-25 02:30"), now - timedelta(days=1))
    return Saved(now, status, agent, digits.choose(times) if wanted else None)


def _contacted(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    return Contacted(now, digits.choose(("mail", "sms", "call", "waiting")))


def _told(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    told = (Notified(now, "paid"), Notified(now, "unheard"), ScriptAnswered(now, "s", "f", "x"))
    return digits.choose(told)


def _ended(digits: Digits, process: Process, keys: Sequence[str], now: datetime) -> Event:
    return EffectDone(now, digits.choose(keys), digits.choose((True, False)))
