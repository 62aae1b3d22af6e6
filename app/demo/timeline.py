"""Knows what happens while the demo plays: it hears the event stream, prints a timeline, and lets the story wait."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from app.client import PREFIX
from app.demo.problems import DemoFailed

_PATIENCE = 40.0
Tell = Callable[["Happening"], str | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the stream."""

    topic: str
    kind: str
    subject_id: str
    campaign_id: str | None
    agent_id: str | None
    data: dict[str, Any]
    at: datetime

    def fits(self, name: str, wanted: dict[str, Any]) -> bool:
        """Whether it is the event `topic.kind` with these data."""
        return f"{self.topic}.{self.kind}" == name and wanted.items() <= self.data.items()


@dataclass(slots=True)
class Timeline:
    """The events of one campaign and one agent, in order; `tell` makes a line of each, or nothing."""

    campaign_id: str
    agent_id: str
    tell: Tell
    print: Callable[[str], None]
    heard: list[Happening] = field(default_factory=list[Happening])
    _begun: datetime | None = None
    _taken: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, name: str, **wanted: Any) -> Happening:
        """The next event of that name with these data, after the one that was waited for last."""
        try:
            async with asyncio.timeout(_PATIENCE), self._news:
                while True:
                    for place in range(self._taken, len(self.heard)):
                        if self.heard[place].fits(name, wanted):
                            self._taken = place + 1
                            return self.heard[place]
                    self._taken = len(self.heard)
                    await self._news.wait()
        except TimeoutError:
            raise DemoFailed(what=name) from None

    def line(self, at: datetime, text: str) -> None:
        """Print what happened, with the seconds since the first event."""
        self._begun = self._begun or at
        self.print(f"{(at - self._begun).total_seconds():7.2f} s  {text}")

    async def hear(self, event: Happening) -> None:
        """Take an event of the stream."""
        if event.campaign_id != self.campaign_id and event.agent_id != self.agent_id:
            return
        text = self.tell(event)
        if text is not None:
            self.line(event.at, text)
        async with self._news:
            self.heard.append(event)
            self._news.notify_all()


@asynccontextmanager
async def listening(address: str, key: str, timeline: Timeline) -> AsyncGenerator[None]:
    """Hear the events of the API at that address while the block runs."""
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(
            base_url=address + PREFIX, headers=headers, timeout=None, trust_env=False
        ) as client,
        client.stream("GET", "/events") as answer,
    ):
        answer.raise_for_status()
        hearing = asyncio.create_task(_hear(answer, timeline))
        try:
            yield
        finally:
            hearing.cancel()
            with suppress(asyncio.CancelledError):
                await hearing


async def _hear(answer: httpx2.Response, timeline: Timeline) -> None:
    async for line in answer.aiter_lines():
        if found := re.match(r"data: ?(.*)", line):
            told: dict[str, Any] = json.loads(found[1])
            at = datetime.fromisoformat(told.pop("at"))
            await timeline.hear(Happening(**told, at=at))
