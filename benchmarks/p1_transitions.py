"""Knows P1: transitions a second of a ten-state ring, with the full step, against other libraries in one run.

    python -m benchmarks.p1_transitions

The arms run interleaved (A B B A) in one process; the median ratio to ours and its spread are shown. An arm that
does not end in the state where it must void the run.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml
from statemachine import State, StateMachine
from transitions import Machine

from graphs.process import NEW_CASE, Created, MailReceived, Rules, advance, compile_process

SIZE, ROUNDS = 10, 6
NAMES = [f"s{number}" for number in range(SIZE)]
NOW = datetime(2026, 10, 24, 10, tzinfo=UTC)

Arm = Callable[[int], str]


def ours() -> Arm:
    """Each step is a new cursor with its history row, effects and wake-up time."""
    statuses = {
        name: {"initial": place == 0, "on_mail": NAMES[(place + 1) % SIZE]}
        for place, name in enumerate(NAMES)
    }
    process = compile_process({"process": "ring", "statuses": statuses})
    rules = Rules("Europe/Warsaw", timedelta(hours=1))
    start = advance(process, NEW_CASE, Created(NOW), rules).cursor
    event = MailReceived(NOW)

    def run(count: int) -> str:
        cursor = start
        for _ in range(count):
            cursor = advance(process, cursor, event, rules).cursor
        return cursor.status

    return run


def peer_transitions() -> Arm:
    ring = [
        {"trigger": "go", "source": name, "dest": NAMES[(place + 1) % SIZE]}
        for place, name in enumerate(NAMES)
    ]

    def run(count: int) -> str:
        machine = Machine(states=NAMES, initial="s0", transitions=ring, auto_transitions=False)
        go = machine.go
        for _ in range(count):
            go()
        return machine.state

    return run


def peer_sismic() -> Arm:
    states = "".join(
        f"    - name: {name}\n      transitions:\n        - event: go\n          target: {NAMES[(place + 1) % SIZE]}\n"
        for place, name in enumerate(NAMES)
    )
    text = f"statechart:\n  name: ring\n  root state:\n    name: root\n    initial: s0\n    states:\n{states}"
    chart = import_from_yaml(text)

    def run(count: int) -> str:
        interpreter = Interpreter(chart)
        interpreter.execute_once()
        for _ in range(count):
            interpreter.queue("go").execute_once()
        return interpreter.configuration[-1]

    return run


def peer_statemachine() -> Arm:
    states = {name: State(name, initial=place == 0) for place, name in enumerate(NAMES)}
    go = states["s9"].to(states["s0"])
    for place in range(SIZE - 1):
        go |= states[NAMES[place]].to(states[NAMES[place + 1]])
    ring = type("Ring", (StateMachine,), {**states, "go": go})

    def run(count: int) -> str:
        machine = ring()
        for _ in range(count):
            machine.go()
        return next(iter(machine.configuration)).id

    return run


ARMS: dict[str, tuple[Callable[[], Arm], int]] = {
    "transitions": (peer_transitions, 20_000),
    "sismic": (peer_sismic, 2_000),
    "python-statemachine": (peer_statemachine, 2_000),
}


def rate(arm: Arm, count: int) -> float:
    """Transitions a second; a wrong last state makes the run void."""
    began = perf_counter()
    last = arm(count)
    seconds = perf_counter() - began
    if last != NAMES[count % SIZE]:
        raise SystemExit(f"void: the ring ended in {last}")
    return count / seconds


def main() -> None:
    mine = ours()
    for name, (make, count) in ARMS.items():
        peer = make()
        ratios: list[float] = []
        for turn in range(ROUNDS):
            pair = [(mine, 200_000), (peer, count)]
            rates = [rate(arm, size) for arm, size in (pair if turn % 2 == 0 else reversed(pair))]
            own, other = rates if turn % 2 == 0 else reversed(rates)
            ratios.append(own / other)
        spread = f"{min(ratios):.1f}-{max(ratios):.1f}"
        print(f"P1 ring: {median(ratios):6.1f} x {name} ({spread}; ours {own:,.0f}/s, {name} {other:,.0f}/s)")


if __name__ == "__main__":
    main()
