"""Knows P2: how soon a caller and a free agent talk, against `Queue()` of the same Asterisk, seen by its own clock."""

import asyncio
from collections.abc import Callable
from statistics import median

from benchmarks.measuring import Figure, Goal, VoidRun, p95, p99
from benchmarks.office import IVR, Office, opened
from benchmarks.switchboard import Moments, extend, watched
from tests.installation import until

AGENTS, CALLERS, SINGLE_CALLS = 50, 400, 20
TALK_MS = "10000-16000"
SHORT_CALL_MS = 2_500
WRAP_UP = 1.0
"""The least that a campaign may have; our agent is free when it is over, one of `Queue()` at once."""
QUEUE_EXTEN = "901"


def dialplan() -> str:
    lines = (
        "",
        "[in]",
        f"exten => {QUEUE_EXTEN},1,Answer(0,i)",
        " same => n,Queue(bench)",
        " same => n,Hangup()",
        "",
    )
    return "\n".join(lines)


def queue(office: Office) -> str:
    """As good as it gets: every free agent is called at once, the longest idle one first."""
    lines = (
        "",
        "[bench]",
        "strategy = leastrecent",
        "autofill = yes",
        "timeout = 25",
        "retry = 1",
        "wrapuptime = 0",
    )
    members = (f"member => PJSIP/{agent.phone}" for agent in office.agents)
    return "\n".join((*lines, "ringinuse = no", "musicclass = default", *members, ""))


class Rush:
    """Callers of one arm after the other; every one of them must be connected."""

    def __init__(self, office: Office) -> None:
        self._office, self._number = office, 0
        self.free: dict[str, list[float]] = {"ours": [], "queue": []}
        self.waiting: dict[str, list[float]] = {"ours": [], "queue": []}

    async def _call(self, arm: str, count: int, rate: str, stay_ms: int) -> Moments:
        numbers = [f"+48605{self._number + place:06d}" for place in range(count)]
        self._number += count
        options = () if arm == "ours" else ("-s", QUEUE_EXTEN)
        async with watched(self._office) as moments:
            callers = await self._office.callers(numbers, "-r", rate, "-recv_timeout", str(stay_ms), *options)
            await callers.finished(120 + count)
            agents = len(self._office.agents)
            await until(lambda: self._office.seats("free") == agents, 30, "every agent is free again")
        connected = len(moments.to_be_connected())
        if connected != count:
            raise VoidRun(f"{connected} of {count} callers were connected ({arm})")
        return moments

    async def one_by_one(self, arm: str, count: int) -> None:
        """There is always an agent free."""
        moments = await self._call(arm, count, "1", SHORT_CALL_MS)
        self.free[arm] += moments.to_be_connected()

    async def all_at_once(self, arm: str, count: int) -> None:
        """There is always a caller waiting."""
        moments = await self._call(arm, count, "6", 300_000)
        rest = WRAP_UP if arm == "ours" else 0.0
        self.waiting[arm] += [gap - rest for gap in moments.between_calls()]


async def _measure(agents: int, callers: int, rounds: int) -> list[Figure]:
    async with opened(agents, ivr=IVR, wrap_up=f"{WRAP_UP:g}s", talk_ms=TALK_MS) as office:
        await extend(office, dialplan(), queue(office))
        rush = Rush(office)
        await rush.one_by_one("ours", 2)
        rush.free["ours"].clear()
        arms = ["ours", "queue", "queue", "ours"] * rounds
        for arm in arms[: 2 * rounds]:
            await rush.one_by_one(arm, SINGLE_CALLS)
        for arm in arms[: 2 * rounds]:
            await rush.all_at_once(arm, callers)
    return [_free(rush), *_waiting(rush, f"{agents} agents, {callers} callers")]


def _ms(values: list[float]) -> str:
    return f"p50 {1000 * median(values):.1f} ms, p95 {1000 * p95(values):.0f}, worst {1000 * max(values):.0f}"


def _free(rush: Rush) -> Figure:
    ours = rush.free["ours"]
    work = "milliseconds until a caller talks to a free agent, p99"
    return Figure(
        "P2",
        work,
        _ms(ours),
        f"Queue() {_ms(rush.free['queue'])}",
        (1000 * p99(ours),),
        Goal(100, at_least=False),
    )


def _waiting(rush: Rush, work: str) -> list[Figure]:
    ours, peer = rush.waiting["ours"], rush.waiting["queue"]

    def figure(name: str, of: Callable[[list[float]], float]) -> Figure:
        what = f"an agent's time until the next of the waiting callers, {name}: {work}"
        return Figure(
            "P2", what, _ms(ours), f"Queue() {_ms(peer)}", (of(ours) / of(peer),), Goal(0.5, at_least=False)
        )

    return [figure("p50", median), figure("p99", p99)]


def measure(agents: int = AGENTS, callers: int = CALLERS, rounds: int = 1) -> list[Figure]:
    return asyncio.run(_measure(agents, callers, rounds))
