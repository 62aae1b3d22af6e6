"""Live updates: in order, resumable, only what one may see, over a real server-sent stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from people import Center
from starlette.types import Message

from db.events_feed import EventsFeed
from domain.access import Role

PATIENCE = 10.0
FROM_THE_BEGINNING = {"Last-Event-ID": "0"}


class Stream:
    """What one listener has heard; ends when its reader goes."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.status = 0
        self.changed = asyncio.Condition()
        self.rest = ""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.rest += message.get("body", b"").decode()
        *whole, self.rest = self.rest.split("\n\n")
        for block in whole:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if lines:
                self.events.append({**json.loads(lines["data"]), "id": lines["id"], "event": lines["event"]})
        async with self.changed:
            self.changed.notify_all()

    async def until(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: len(self.events) >= count)
        return self.events


@asynccontextmanager
async def listening(center: Center, who: str, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    """A listener over bare ASGI, since test transports wait for the end of an answer."""
    stream, gone = Stream(), asyncio.Event()
    sent = {**center.clients[who].headers, **headers, "host": "centralka.test"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": "/api/v1/events",
        "raw_path": b"/api/v1/events",
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("centralka.test", 443),
    }

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    running = asyncio.create_task(center.app(scope, receive, stream.send))
    try:
        async with asyncio.timeout(PATIENCE), stream.changed:
            await stream.changed.wait_for(lambda: stream.status != 0 or running.done())
        yield stream
    finally:
        gone.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_changes_are_heard_in_order_as_they_are_committed(center: Center):
    await center.open_campaign()
    async with listening(center, "manager", "topic=cases", **FROM_THE_BEGINNING) as stream:
        assert stream.status == 200
        cases = [await center.add_case(f"+4860010020{number}") for number in range(3)]
        heard = await stream.until(3)
    assert [event["subject_id"] for event in heard] == [case["id"] for case in cases]
    assert {(event["topic"], event["event"], event["kind"]) for event in heard} == {
        ("cases", "cases", "created")
    }
    ids = [int(event["id"]) for event in heard]
    assert ids == sorted(ids)


async def test_listener_who_comes_back_hears_what_it_missed(center: Center):
    await center.open_campaign()
    await center.add_case("+48600100200")
    async with listening(center, "manager", "topic=cases", **FROM_THE_BEGINNING) as stream:
        last = (await stream.until(1))[-1]["id"]
    missed = [await center.add_case(f"+4860010020{number}") for number in range(1, 4)]
    async with listening(center, "manager", "topic=cases", **{"Last-Event-ID": last}) as stream:
        heard = await stream.until(3)
    assert [event["subject_id"] for event in heard] == [case["id"] for case in missed]


async def test_agent_hears_of_own_campaigns_only(center: Center):
    campaign = await center.open_campaign()
    await center.hire("stranger", Role.AGENT)
    async with (
        listening(center, "agent", **FROM_THE_BEGINNING) as mine,
        listening(center, "stranger", **FROM_THE_BEGINNING) as other,
    ):
        await center.add_case()
        async with center.database.unit() as session:
            session.record("agent", "seat_changed", "s", agent_id=center.ids["stranger"])
        assert [event["subject_id"] for event in await other.until(1)] == ["s"]
        assert {event["campaign_id"] for event in await mine.until(3)} == {campaign["id"]}


async def test_stranger_without_a_key_hears_nothing(center: Center):
    async with listening(center, "nobody") as stream:
        assert stream.status == 401


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_event_whose_unit_commits_late_is_neither_lost_nor_overtaken(center: Center):
    async with _followed(center) as (feed, heard):
        async with center.database.unit() as slow:
            slow.record("test", "slow", "x")
            await slow.flush()
            async with center.database.unit() as fast:
                fast.record("test", "fast", "x")
            await _until(lambda: feed._gap_since is not None)
        await _until(lambda: len(heard) == 2)
    assert heard == ["slow", "fast"]


async def test_unit_that_failed_holds_up_the_stream_only_for_a_moment(center: Center):
    async with _followed(center) as (_, heard):
        with pytest.raises(ValueError, match="no"):
            await _fail(center)
        async with center.database.unit() as session:
            session.record("test", "next", "x")
        await _until(lambda: len(heard) > 0)
    assert heard == ["next"]


async def _fail(center: Center) -> None:
    async with center.database.unit() as failing:
        failing.record("test", "never", "x")
        await failing.flush()
        raise ValueError("no")


@asynccontextmanager
async def _followed(center: Center) -> AsyncIterator[tuple[EventsFeed, list[str]]]:
    """A feed whose watcher is at its place before anything happens, and what its listener heard since."""
    feed, heard = EventsFeed(center.database), list[str]()

    async def listen() -> None:
        async for batch in feed.listen(0, 0.2):
            heard.extend(event.kind for event in batch if event.topic == "test")

    listener = asyncio.create_task(listen())
    try:
        await _until(lambda: feed._watcher is not None)
        yield feed, heard
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)
