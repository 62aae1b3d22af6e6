"""Knows P1: transitions a second of the pure core, a full step each, against five libraries that only change state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

from benchmarks.measuring import Figure, Goal, VoidRun, interleaved
from benchmarks.p1_networks import DONE, TREE_SIZE, Network, Run, is_announcement, is_guard, ring, tree, ways
from benchmarks.p1_peers import PEERS
from graphs import ivr as calls
from graphs import process as cases
from graphs.conditions import Values

NOW = datetime(2026, 10, 26, 10, tzinfo=UTC)
SECONDS = 0.15
"""Of processor time for each arm in each round; processor time, for the machine has other work to do."""
GOALS = {
    ("ring", "transitions"): Goal(10),
    ("ring", "SpiffWorkflow"): Goal(80),
    ("guarded", "transitions"): Goal(1.5),
}
WORK = {
    "ring": "10-state ring; each step of ours has a new cursor, a history row, effects and wake-up",
    "tree": "40-node IVR, ours with opening hours as guards, retries and orders to the switch",
    "guarded": "the same 40 nodes as statuses of a process, ours with a guard in CEL on each way through a node "
    "that asks, and the whole step of a case; the peer has no guards",
}


def our_ring(network: Network) -> Run:
    statuses = {
        node: {"initial": node == network.start, "on_mail": edges["go"]}
        for node, edges in network.edges.items()
    }
    process = cases.compile_process({"process": "ring", "statuses": statuses})
    rules = cases.Rules("Europe/Warsaw", timedelta(hours=1))
    start = cases.advance(process, cases.NEW_CASE, cases.Created(NOW), rules).cursor
    event = cases.Contacted(NOW, "mail")

    def run(laps: int) -> str:
        cursor = start
        for _ in range(laps * len(network.walk)):
            cursor = cases.advance(process, cursor, event, rules).cursor
        return cursor.status

    return run


def our_guarded(network: Network) -> Run:
    """The ways that lead through a guard of the tree have one in CEL, which holds."""
    waiting = {node: f"n{(int(node[1:]) - 1) % TREE_SIZE}" for node in network.edges}
    behind = {node for node, before in waiting.items() if is_guard(int(before[1:]))}
    guard = "case.hour >= 8 && case.hour < 20 && attempts.total < 6"

    def way(target: str) -> Any:
        return [{"when": guard, "then": target}, {"then": "end"}] if target in behind else target

    statuses: dict[str, Any] = {
        node: {
            "initial": node == network.start,
            "on_event": {event: way(target) for event, target in edges.items()},
        }
        for node, edges in network.edges.items()
    }
    process = cases.compile_process({"process": "tree", "statuses": statuses | {"end": {}}})
    rules = cases.Rules("Europe/Warsaw", timedelta(hours=1))
    start = cases.advance(process, cases.NEW_CASE, cases.Created(NOW), rules).cursor
    events = [cases.Notified(NOW, event) for event in network.walk]
    facts = Values({"case": {"hour": 10}, "attempts": {"total": 2}})

    def run(laps: int) -> str:
        cursor = start
        for _ in range(laps):
            for event in events:
                cursor = cases.advance(process, cursor, event, rules, facts).cursor
        return cursor.status

    return run


def _block(place: int) -> dict[str, Any]:
    following = f"n{(place + 1) % TREE_SIZE}"
    if is_guard(place):
        hours = [{"days": "mon-fri", "hours": "08:00-20:00"}, {"days": "sat", "hours": "09:00-14:00"}]
        return {"block": "availability", "open": hours, "within": following, "outside": "end"}
    if is_announcement(place):
        return {"block": "announcement", "say": f"Node {place}", "next": following}
    keys = {str(key): f"n{way}" for key, way in enumerate(ways(place), 1)}
    return {"block": "menu", "say": f"Menu {place}", "keys": keys, "no_input": "end", "retries": 2}


def our_tree(network: Network) -> Run:
    blocks: dict[str, Any] = {f"n{place}": _block(place) for place in range(TREE_SIZE)}
    ivr = calls.compile_ivr({"ivr": "tree", "blocks": blocks | {"end": {"block": "hang_up"}}})
    keys = ["" if event == DONE else event.removeprefix("k") for event in network.walk]

    def run(laps: int) -> str:
        cursor = calls.NEW_CALL
        for _ in range(laps):
            cursor = calls.advance(ivr, calls.NEW_CALL, calls.Begun(NOW)).cursor
            for pressed in keys:
                cursor = calls.advance(ivr, cursor, calls.BlockDone(NOW, cursor.number, True, pressed)).cursor
        return cursor.node

    return run


class Arm:
    """One library on one network, with as many laps as a round takes."""

    def __init__(self, network: Network, run: Run) -> None:
        self._network, self._run, self._laps = network, run, 5
        while self._timed() < SECONDS / 2:
            self._laps *= 2

    def _timed(self) -> float:
        began = process_time()
        last = self._run(self._laps)
        seconds = process_time() - began
        if last != self._network.start:
            raise VoidRun(f"a walk through the {self._network.name} ended in {last}")
        return max(seconds, 1e-6)

    def rate(self) -> float:
        return self._laps * len(self._network.walk) / self._timed()


def measure() -> list[Figure]:
    figures: list[Figure] = []
    whole = ((ring(), our_ring), (tree(), our_tree), (replace(tree(), name="guarded"), our_guarded))
    for network, ours in whole:
        mine = Arm(network, ours(network))
        for name, make in PEERS.items():
            pair = interleaved(mine.rate, Arm(network, make(network)).rate)
            rates = [f"{max(arm) / 1000:,.0f} k/s" for arm in (pair.ours, pair.peer)]
            goal = GOALS.get((network.name, name))
            figures.append(
                Figure("P1", WORK[network.name], rates[0], f"{name} {rates[1]}", pair.ratios, goal)
            )
    return figures
