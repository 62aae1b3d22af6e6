"""Knows how a call's workflow asks the arbiter for an agent."""

from temporalio import activity

from activities.ports import Queues
from domain.calls import Offer
from domain.ids import CallId


class QueueActivities:
    """The arbiter's side of a waiting call."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    @activity.defn
    async def enter_queue(self, call_id: CallId, queue: str | None, max_wait_s: float | None) -> Offer | None:
        """Put the call in the queue (none: its campaign's); the offer, if an agent is free at once."""
        return await self._queues.enter(call_id, queue, max_wait_s)

    @activity.defn
    async def offer_failed(self, offer: Offer, outcome: str) -> Offer | None:
        """The agent did not take it: the call keeps its place; the next offer, if there is one."""
        return await self._queues.offer_failed(offer, outcome)

    @activity.defn
    async def leave_queue(self, call_id: CallId, why: str) -> None:
        await self._queues.leave(call_id, why)
