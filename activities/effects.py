"""Knows how what a case has planned is carried out: mails, messages, orders, moves."""

import asyncio

from temporalio import activity

from activities.ports import Performer

BEAT = 1.0
"""Seconds between signs of life: a mail server may take minutes, a dead worker must be noticed in seconds."""


class EffectActivities:
    def __init__(self, performer: Performer) -> None:
        self._performer = performer
        self._on_their_way: dict[str, asyncio.Task[bool]] = {}

    @activity.defn
    async def perform_effect(self, effect_key: str) -> bool:
        """Carry out what is planned under `effect_key`; False when it was refused or nobody can know.

        Ordered again while this process still works on it (Temporal had been away), it is the same work."""
        work = self._on_their_way.get(effect_key) or self._begin(effect_key)
        while not (await asyncio.wait({work}, timeout=BEAT))[0]:
            activity.heartbeat()
        return work.result()

    def _begin(self, effect_key: str) -> asyncio.Task[bool]:
        work = asyncio.ensure_future(self._performer.perform(effect_key))
        self._on_their_way[effect_key] = work
        work.add_done_callback(lambda _: self._on_their_way.pop(effect_key, None))
        return work
