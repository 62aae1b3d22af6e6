"""Knows how a planned mail leaves the house."""

import asyncio

from temporalio import activity

from activities.ports import Mailer

BEAT = 1.0
"""Seconds between signs of life: a mail server may take minutes, a dead worker must be noticed in seconds."""


class MailActivities:
    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer
        self._on_their_way: dict[str, asyncio.Task[bool]] = {}

    @activity.defn
    async def send_mail(self, effect_key: str) -> bool:
        """Send the mail planned under `effect_key`; False when it was refused or nobody can know.

        Ordered again while this process still sends it (Temporal had been away), it is the same sending."""
        sending = self._on_their_way.get(effect_key) or self._begin(effect_key)
        while not (await asyncio.wait({sending}, timeout=BEAT))[0]:
            activity.heartbeat()
        return sending.result()

    def _begin(self, effect_key: str) -> asyncio.Task[bool]:
        sending = asyncio.ensure_future(self._mailer.send(effect_key))
        self._on_their_way[effect_key] = sending
        sending.add_done_callback(lambda _: self._on_their_way.pop(effect_key, None))
        return sending
