"""Knows the process `worker`: workflows with their short database work, the effects they order, the sweeps."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from activities.agents import AgentActivities
from activities.cases import CaseActivities
from activities.effects import EffectActivities
from activities.queues import QueueActivities
from app.delivery import Postman
from app.library import graph_reader
from app.settings import KeepSettings, Settings
from app.supervisor.readiness import announce_ready
from app.temporal import IO, activity_worker, connected, workflow_worker
from app.wiring import open_database, outbox_of, performers
from db.agents import Agents
from db.cases import Cases
from db.library import Library
from db.queues import Queues
from db.retention import Keep, forget
from db.session import Database
from domain.errors import CentralkaError
from workflows import graph_store

log = logging.getLogger("centralka.worker")

AUDIT = 5.0
HOUR = 3600.0
BREATH = 0.2


async def work(settings: Settings) -> None:
    """Run until cancelled."""
    client = await connected(settings)
    postman = Postman(client)
    database = open_database(settings, postman.post)
    postman.serve(outbox_of(database))
    graph_store.read_graphs_with(graph_reader(Library(database), asyncio.get_running_loop()))
    core = workflow_worker(client, _local_activities(database))
    effects = EffectActivities(performers(settings, database))
    io = activity_worker(client, IO, [effects.perform_effect])
    tasks = [
        asyncio.create_task(body)
        for body in (
            core.run(),
            io.run(),
            postman.sweep_forever(),
            _audit(Queues(database)),
            _forget(database, _kept(settings.keep)),
        )
    ]
    announce_ready(settings, "worker")
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for worker in (core, io):
            with suppress(TimeoutError):
                await asyncio.wait_for(worker.shutdown(), 1.0)
        for task in tasks:
            task.cancel()


def _local_activities(database: Database) -> list[Callable[..., Any]]:
    """The short database work of workflows."""
    queues, agents, cases = Queues(database), Agents(database), Cases(database)
    waiting, working, handling = QueueActivities(queues), AgentActivities(agents), CaseActivities(cases)
    return [
        waiting.enter_queue,
        waiting.offer_failed,
        waiting.leave_queue,
        working.set_presence,
        working.settle_agent,
        working.end_wrap_up,
        working.extend_wrap_up,
        handling.load_case,
        handling.commit_step,
        handling.answer_conditions,
        handling.write_late,
    ]


async def _forget(database: Database, keep: Keep) -> None:
    """Delete what is done and old, little by little, so that others find the database free."""
    while True:
        try:
            pause = BREATH if await forget(database, keep) else HOUR
        except CentralkaError as error:
            log.warning("retention: %s", error.code)
            pause = HOUR
        await asyncio.sleep(pause)


def _kept(keep: KeepSettings) -> Keep:
    return Keep(timedelta(keep.events), timedelta(keep.facts), timedelta(keep.orders))


async def _audit(queues: Queues) -> None:
    """The safety net of matching: offers that ran out while nobody looked."""
    while True:
        await asyncio.sleep(AUDIT)
        try:
            await queues.match()
        except CentralkaError as error:
            log.warning("audit of queues: %s", error.code)
