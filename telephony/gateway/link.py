"""Knows how what Asterisk says reaches the node: events into the mirror, a fresh look after each login."""

import asyncio
import logging

from domain.errors import CentralkaError
from telephony.events import Booted, ChannelEvent, ContactChanged, OriginateEnded, ShuttingDown, event_of
from telephony.gateway.node import Node
from telephony.gateway.switch import Switch
from telephony.wire import AmiEvent, LinkDown, LinkMissing, LinkUp

log = logging.getLogger("centralka.link")

AUDIT = 60.0
SWEEP = 5.0
RENEWAL = 30.0
ORPHANS = 10.0
REFUSAL = 0.5
"""Seconds. A failed Originate may be told before the channel that it made: that has its own ending, with a cause."""


class Link:
    """Keeps the mirror true, for the leader and the stand-by alike."""

    def __init__(self, switch: Switch, node: Node) -> None:
        self._switch = switch
        self._node = node
        self.ready = asyncio.Event()

    async def read_forever(self) -> None:
        """Take every event in Asterisk's order; nothing here waits for the database."""
        while True:
            incoming = await self._switch.ami.next_event()
            match incoming:
                case LinkUp():
                    self._switch.sight.linked()
                    asyncio.get_running_loop().create_task(self.look())
                case LinkDown(reason):
                    log.warning("link to Asterisk lost: %s", reason)
                case AmiEvent():
                    self._heard(incoming)

    def _heard(self, raw: AmiEvent) -> None:
        event = event_of(raw)
        if event is None or isinstance(event, Booted | ShuttingDown):
            return
        if isinstance(event, ContactChanged):
            self._node.phone_changed(event)
            return
        if isinstance(event, OriginateEnded) and not event.answered:
            asyncio.get_running_loop().call_later(REFUSAL, self._apply, event)
        else:
            self._apply(event)

    def _apply(self, event: ChannelEvent) -> None:
        for uniqueid in self._switch.sight.mirror.apply(event):
            self._node.notice(uniqueid)

    async def look(self) -> None:
        """Read all channels and bridges anew; whatever differs from the mirror is noticed as if it had been heard."""
        while True:
            try:
                changed = await self._switch.sight.look()
            except LinkMissing:
                await asyncio.sleep(0.2)
                continue
            for uniqueid in changed:
                self._node.notice(uniqueid)
            # What was never seen is no change: a leg that came and went while nobody listened.
            self._node.touch_all()
            self.ready.set()
            return

    async def sweep_forever(self) -> None:
        """The safety net: open orders and channels each 5 s, dead-man timers each 30 s, all channels each minute."""
        seconds = 0.0
        while True:
            await asyncio.sleep(SWEEP * self._switch.settings.timer_scale)
            seconds += SWEEP
            self._node.touch_all()
            try:
                await self._audit(seconds)
            except CentralkaError as error:
                log.warning("sweep: %s", error.code)

    async def _audit(self, seconds: float) -> None:
        await self._node.release_stale()
        if seconds % ORPHANS == 0:
            await self._node.end_orphans()
        if seconds % RENEWAL == 0:
            await self._node.renew_timers()
        if seconds % AUDIT == 0 or self._switch.sight.in_doubt:
            await self.look()
