"""Route of /events: what happens, as it happens; resumed where the last one was heard."""

import time
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from api.access import SignedIn, authenticate
from api.route import Ports, Route
from api.services import Services
from db import campaigns
from db.events_feed import Happened
from domain.access import Who

router = APIRouter(tags=["events"], route_class=Route)
Topic = Literal["agent", "calls", "cases", "queues", "campaign", "messages", "jobs"]
_REMEMBERED = 10.0
"""Seconds until it is looked at again whether the listener still may hear, and what."""


class EventData(BaseModel):
    """One event; `subject_id` names the seat, call, case, queue or message that changed."""

    topic: str
    kind: str
    subject_id: str
    campaign_id: str | None
    agent_id: str | None
    data: dict[str, Any]
    at: datetime


@router.get("/events", response_class=EventSourceResponse)
async def listen(
    request: Request,
    who: SignedIn,
    ports: Ports,
    topic: Annotated[list[Topic] | None, Query(max_length=10)] = None,
    last_event_id: Annotated[str | None, Header(pattern=r"^[0-9]{1,18}$")] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events by topic, in the order of their ids; agents hear of themselves and their campaigns."""
    audience = _Audience(ports, request, frozenset(topic or ()))
    after = None if last_event_id is None else int(last_event_id)
    async for batch in ports.events.listen(after, _REMEMBERED):
        if not await audience.is_there():
            return
        for event in batch:
            if audience.hears(event):
                yield _sent(event)


class _Audience:
    """One listener: who it is and what it may hear, asked again every few seconds, as both may change."""

    def __init__(self, ports: Services, request: Request, topics: frozenset[str]) -> None:
        self._ports, self._request, self._topics = ports, request, topics
        self._who: Who | None = None
        self._campaigns: Collection[str] = ()
        self._asked = -_REMEMBERED

    async def is_there(self) -> bool:
        """Whether the session or key still is worth something."""
        now = time.monotonic()
        if now - self._asked >= _REMEMBERED:
            self._asked = now
            async with self._ports.database.read() as session:
                self._who = await authenticate(self._request, session)
                if self._who is not None and not self._who.sees_everything:
                    self._campaigns = await campaigns.ids_of_work(session, self._who)
        return self._who is not None

    def hears(self, event: Happened) -> bool:
        """Whether the event is of a wanted topic and in sight."""
        who = self._who
        if who is None or (self._topics and event.topic not in self._topics):
            return False
        mine = event.agent_id == who.user_id or event.campaign_id in self._campaigns
        return who.sees_everything or mine


def _sent(event: Happened) -> ServerSentEvent:
    body = EventData(
        topic=event.topic,
        kind=event.kind,
        subject_id=event.subject_id,
        campaign_id=event.campaign_id,
        agent_id=event.agent_id,
        data=event.data,
        at=event.at,
    )
    return ServerSentEvent(data=body, event=event.topic, id=str(event.seq))
