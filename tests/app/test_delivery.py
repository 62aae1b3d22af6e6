"""Facts reach a workflow in the order of their commits, and one that is slow keeps no other waiting."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from temporalio.client import Client

from app.delivery import Postman


@dataclass
class Fact:
    id: str
    workflow_id: str
    kind: str = "signal"
    name: str = "fact"
    payload: dict[str, Any] = field(default_factory=dict[str, Any])


class Outbox:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def delivered(self, ids: Sequence[str]) -> None:
        self.done += ids


class Handle:
    def __init__(self, client: "SlowClient", workflow_id: str) -> None:
        self._client, self._id = client, workflow_id

    async def signal(self, _name: str, args: list[Any]) -> None:
        await self._client.takes(self._id, args[0]["number"])


class SlowClient:
    """Temporal, whose first signal is held up until `go`."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.heard: list[tuple[str, int]] = []

    def get_workflow_handle(self, workflow_id: str) -> Handle:
        return Handle(self, workflow_id)

    async def takes(self, workflow_id: str, number: int) -> None:
        if number == 1:
            await self.go.wait()
        self.heard.append((workflow_id, number))


async def test_later_fact_does_not_overtake_and_other_workflows_do_not_wait():
    client, outbox = SlowClient(), Outbox()
    postman = Postman(cast("Client", client))
    postman.serve(cast("Any", outbox))
    for place, number in (("case-a", 1), ("case-a", 2), ("case-b", 3)):
        postman.post([Fact(f"f{number}", place, payload={"number": number})])
    async with asyncio.timeout(5):
        while "f3" not in outbox.done:
            await asyncio.sleep(0)
    assert client.heard == [("case-b", 3)]
    client.go.set()
    async with asyncio.timeout(5):
        while len(outbox.done) < 3:
            await asyncio.sleep(0)
    assert client.heard[1:] == [("case-a", 1), ("case-a", 2)]
