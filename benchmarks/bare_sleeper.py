"""Knows the least that Temporal can be asked for: a workflow that sleeps; P6's peer, a worker of its own."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from temporalio import workflow
from temporalio.worker import Worker

QUEUE = "bare"


@workflow.defn
class Sleeper:
    @workflow.run
    async def run(self, _name: str, _nothing: None) -> None:
        await workflow.sleep(timedelta(days=1))


async def _serve(state: Path) -> None:
    from app.settings import Settings
    from app.temporal import connected

    client = await connected(Settings(state=state))
    await Worker(client, task_queue=QUEUE, workflows=[Sleeper], max_cached_workflows=1000).run()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
