"""Knows how one of our processes dies, and when it is back."""

import os
import signal
import time

from tests.installation import Installation, until

PROCESSES = ("api", "worker", "gateway", "temporal")


def child_of(house: Installation, process: str) -> str:
    """The name under which `up` runs it: of the gateways, the leader."""
    return house.leader() if process == "gateway" else process


async def kill(house: Installation, process: str) -> float:
    """`kill -9`; the moment at which the supervisor has started it again."""
    name = child_of(house, process)
    pid = house.kill(name)
    await until(lambda: house.pid(name) != pid, 10, f"{name} is started again")
    return time.time()


def take_overs(house: Installation) -> int:
    """How often a gateway has taken over."""
    return sum(house.log(f"gateway-{name}").count("took over") for name in "ab")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop_process(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def wake(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)
