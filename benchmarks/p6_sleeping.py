"""Knows P6: what many sleeping cases cost: memory of the worker, the rate of starts, how late they wake."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from app.delivery import TASK_TIMEOUT
from app.temporal import CORE, connect
from benchmarks.backoffice import NAME, Backoffice, backoffice, program
from benchmarks.bare_sleeper import QUEUE
from benchmarks.measuring import Figure, Goal, Pair, VoidRun, p99
from db.opening import NewCase, open_case
from db.outbox import OutboxSource
from db.session import Database, utc_now
from db.tables import Campaign, Contact
from domain.facts import OutboxFact
from tests.installation import until

SIZE = 3_000
"""The goal is for 100,000; what is kept of a sleeping case is kept by SQL and Temporal, not by the worker."""
FEW, CHUNK, AT_ONCE = 1_000, 500, 16
WAKING, PER_SECOND, AHEAD = 400, 40, timedelta(seconds=90)
AFTER = timedelta(hours=1)
STATUSES = {
    "nowy": {"initial": True, "qualifier": "none", "on_time": [{"after": "1h", "then": "obudzony"}]},
    "obudzony": {"qualifier": "none"},
}
_ASLEEP = 5
"""Events of a history that ends with a timer, at the least."""


class Sleepers:
    """Opens cases in SQL, and starts workflows: theirs, or bare ones."""

    def __init__(self, office: Backoffice, client: Client) -> None:
        self._client, self._moment, self._numbers = client, utc_now(), 0
        self._facts: list[OutboxFact] = []
        url = office.house.settings.database_url
        self._database = Database(url, clock=lambda: self._moment, deliver=self._facts.extend)

    async def open(self, moments: Sequence[datetime]) -> list[str]:
        """A case that begins at each of these moments; their ids."""
        opened: list[str] = []
        for self._moment in moments:
            async with self._database.unit() as session:
                self._numbers += 1
                contact = Contact(id=session.new_id(), name=f"Jan {self._numbers}", created_at=session.now)
                await session.put(contact)
                campaign = (await session.exec(select(Campaign).where(Campaign.name == NAME))).one()
                opened.append((await open_case(session, campaign, NewCase(contact.id, {}))).id)
        # They are started here, not by the worker's sweep.
        await OutboxSource(self._database).delivered([fact.id for fact in self._facts])
        self._facts.clear()
        return opened

    async def started(self, workflow: str, queue: str, ids: Sequence[str]) -> float:
        """Start them and wait until they sleep; how many a second."""
        began, left = time.perf_counter(), iter(ids)

        async def start() -> None:
            for id_ in left:
                await self._client.start_workflow(
                    workflow,
                    args=[id_, None],
                    id=f"case-{id_}" if queue == CORE else f"bare-{id_}",
                    task_queue=queue,
                    task_timeout=TASK_TIMEOUT,
                    # The worker's sweep may have been faster, where cases begin in the past.
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                )

        await asyncio.gather(*(start() for _ in range(AT_ONCE)))
        kind = "case" if queue == CORE else "bare"
        for id_ in (*ids[::25], *ids[-AT_ONCE:]):
            await until(lambda name=f"{kind}-{id_}": self._sleeps(name), 180, "they sleep")
        return len(ids) / (time.perf_counter() - began)

    async def _sleeps(self, workflow_id: str) -> bool:
        return (await self._client.get_workflow_handle(workflow_id).describe()).history_length >= _ASLEEP

    async def close(self) -> None:
        await self._database.close()


def _resident(pid: int) -> int:
    """Bytes of memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


async def _fall_asleep(office: Backoffice, sleepers: Sleepers, size: int) -> tuple[Pair, int, int]:
    """The rates of both arms chunk by chunk, and the worker's memory with few and with all."""
    rates: dict[str, list[float]] = {CORE: [], QUEUE: []}
    few = 0
    for number in range(size // CHUNK):
        # Begun tomorrow: nobody else touches them meanwhile.
        ids = await sleepers.open([utc_now() + timedelta(days=1)] * CHUNK)
        arms = (("CaseWorkflow", CORE), ("Sleeper", QUEUE))[:: 1 if number % 2 == 0 else -1]
        for workflow, queue in arms:
            rates[queue].append(await sleepers.started(workflow, queue, ids))
        if (number + 1) * CHUNK == FEW:
            few = _resident(office.house.pid("worker"))
    return Pair(tuple(rates[CORE]), tuple(rates[QUEUE])), few, _resident(office.house.pid("worker"))


async def _wake(office: Backoffice, sleepers: Sleepers) -> list[float]:
    """By how many seconds each came late; the worker has none of them in its cache."""
    first = utc_now() + AHEAD - AFTER
    ids = await sleepers.open([first + timedelta(seconds=n / PER_SECOND) for n in range(WAKING)])
    await sleepers.started("CaseWorkflow", CORE, ids)
    office.house.again("worker")
    if utc_now() > first + AFTER - timedelta(seconds=5):
        raise VoidRun("the cases woke before the worker was there")
    woken = "SELECT created_at, updated_at FROM \"case\" WHERE status = 'obudzony'"
    await until(lambda: len(office.house.sql(woken)) == WAKING, 240, "every case is awake")
    rows = office.house.sql(woken)
    return [
        (datetime.fromisoformat(at) - datetime.fromisoformat(begun) - AFTER).total_seconds()
        for begun, at in rows
    ]


async def _measure(size: int) -> list[Figure]:
    async with backoffice(STATUSES) as office:
        client = await connect(office.house.settings)
        sleepers = Sleepers(office, client)
        try:
            with program("benchmarks.bare_sleeper", str(office.house.state)):
                rates, few, many = await _fall_asleep(office, sleepers, size)
            late = await _wake(office, sleepers)
        finally:
            await sleepers.close()
    return _figures(size, rates, (few, many), late)


def _figures(size: int, rates: Pair, memory: tuple[int, int], late: list[float]) -> list[Figure]:
    few, many = memory
    told = [f"{max(arm):,.0f}/s" for arm in (rates.ours, rates.peer)]
    mega = [f"{amount / 2**20:,.0f} MiB" for amount in (many, few)]
    return [
        Figure(
            "P6",
            f"the worker's memory with {size:,} sleeping cases, against {FEW:,}",
            mega[0],
            mega[1],
            (many / few,),
            Goal(1.05, at_least=False),
        ),
        Figure(
            "P6",
            f"starts until they sleep, {CHUNK} at a time, {size:,} in all",
            told[0],
            f"a workflow that only sleeps {told[1]}",
            rates.ratios,
            Goal(0.8),
        ),
        Figure(
            "P6",
            f"seconds late, p99 of {WAKING} wake-ups at {PER_SECOND}/s; none is in the worker's cache",
            f"p50 {sorted(late)[len(late) // 2]:.2f}, worst {max(late):.2f}",
            "–",
            (p99(late),),
            Goal(2, at_least=False),
        ),
    ]


def measure(size: int = SIZE) -> list[Figure]:
    return asyncio.run(_measure(size))
