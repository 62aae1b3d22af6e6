"""Knows the whole gateway: a warm stand-by until it leads, then the tending of every call of its node."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from domain.calls import NewCall, OpenCommand, Ringing
from domain.errors import CentralkaError
from domain.ids import CallId, CampaignId, LegId
from telephony.events import ContactChanged
from telephony.gateway.attempts import Attempts
from telephony.gateway.lines import Line, attempt_uniqueid
from telephony.gateway.registry import Lines
from telephony.gateway.switch import Switch
from telephony.gateway.tending import Tending
from telephony.wire import NotLeading

log = logging.getLogger("centralka.gateway")

AGAIN = 0.5
"""Seconds until a run that failed (the database or the link was away) is repeated."""

SILENCE = 60.0
"""Seconds between two orders of a call after which its workflow counts as stuck."""

NOT_OURS = {
    "pl": "Wybrany numer nie jest obsługiwany. Prosimy sprawdzić numer i zadzwonić ponownie.",
    "en": "The number you have dialled is not in service. Please check the number and call again.",
}


class Node:
    """What the leader does with its node. Everything here is level-triggered: `touch` may be called at any time."""

    def __init__(self, switch: Switch, attempts: Attempts, leads: Callable[[], bool]) -> None:
        self._switch = switch
        self._attempts = attempts
        self._tending = Tending(switch)
        self._leads = leads
        self._busy: set[str] = set()
        self._dirty: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._orphans: set[str] = set()
        self._places: dict[str, str] = {}
        self._waiting: frozenset[CallId] = frozenset()
        self.lines = Lines()
        attempts.on_answered = self.answered

    async def order(self, command: OpenCommand) -> None:
        """A workflow's order: stored first, then begun. One that ended before is told again."""
        if not self._leads():
            raise NotLeading
        stored = await self._switch.switchboard.open_command(command)
        line = self._line_for(command.command.call_id)
        line.take(stored)
        self.touch(line)

    def _line_for(self, call_id: CallId) -> Line:
        """The call's line; of one that nobody here knows, the dialled customer's channel, or none at all."""
        line = self.lines.of_call(call_id)
        if line is not None:
            return line
        dialled = attempt_uniqueid(call_id)
        if self._switch.sight.leg(dialled) is not None:
            return self._new_line(call_id, dialled, call_id)
        return self.lines.add(Line(call_id, uniqueid="", ended=True))

    def _new_line(self, call_id: CallId, uniqueid: str, attempt_id: str | None = None) -> Line:
        return self.lines.add(Line(call_id, uniqueid, attempt_id, epoch=self._switch.sight.epoch))

    async def pace(self, campaign_id: CampaignId, alive: Callable[[], None]) -> bool:
        """Dial for a campaign for a spell; whether it is still on. Another leader goes on."""
        still_on = await self._attempts.pace(campaign_id, self._leads, alive)
        if not self._leads():
            raise NotLeading
        return still_on

    def answered(self, call: NewCall, uniqueid: str, attempt_id: LegId) -> None:
        """A dialled customer has answered: from now on it is a call like others."""
        line = self.lines.of_call(call.call_id)
        self.touch(line or self._new_line(call.call_id, uniqueid, attempt_id))

    def notice(self, uniqueid: str) -> None:
        """Something changed on a channel."""
        line = self.lines.of_channel(uniqueid)
        if line is not None:
            self.touch(line)
        elif self._attempts.knows(uniqueid):
            self._once(uniqueid, lambda: self._attempts.tend(uniqueid))
        elif self._switch.sight.is_stranger(uniqueid):
            self._once(uniqueid, lambda: self._welcome(uniqueid))

    def touch(self, line: Line) -> None:
        """Tend the line soon; while it is being tended, once more afterwards."""
        self._once(line.call_id, lambda: self._tend(line))

    def touch_all(self) -> None:
        for line in self.lines.all():
            self.touch(line)
        for uniqueid in self._switch.sight.strangers():
            self.notice(uniqueid)
        for uniqueid in self._attempts.uniqueids():
            self.notice(uniqueid)

    def phone_changed(self, change: ContactChanged) -> None:
        """A phone that moves is heard at its new place before it is removed from the old one: that says nothing."""
        if change.registered:
            self._places[change.endpoint] = change.uri
        elif self._places.get(change.endpoint, change.uri) == change.uri:
            self._places.pop(change.endpoint, None)
        else:
            return
        self._once(f"phone {change.endpoint}", lambda: self._tell_phone(change.endpoint))

    async def _tell_phone(self, endpoint: str) -> None:
        await self._switch.registrations.changed(endpoint, endpoint in self._places)

    def _once(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        if not self._leads():
            return
        self._dirty.add(key)
        if key not in self._busy:
            self._busy.add(key)
            self._spawn(self._until_clean(key, work))

    async def _until_clean(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            while key in self._dirty and self._leads():
                self._dirty.discard(key)
                await self._guarded(key, work)
        finally:
            self._busy.discard(key)

    async def _guarded(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """What fails is repeated: nothing that a workflow waits for may be lost to an exception."""
        try:
            await work()
        except NotLeading:
            log.warning("%s: another gateway leads", key)
        except CentralkaError as error:
            log.warning("%s: %s; tried again", key, error.code)
            await self._again(key)
        except Exception:
            log.exception("%s: tending failed; tried again", key)
            await self._again(key)

    async def _again(self, key: str) -> None:
        await asyncio.sleep(AGAIN)
        self._dirty.add(key)

    async def _tend(self, line: Line) -> None:
        await self._tending.tend(line)
        if line.ended and not line.orders and not self._switch.sight.any_alive(line.legs):
            self.lines.forget(line)

    async def _welcome(self, uniqueid: str) -> None:
        """A channel that came in: make its call, or say politely that the number is not ours."""
        channel = self._switch.sight.mirror.channel(uniqueid)
        if channel is None or channel.is_gone or not channel.is_parked:
            return None
        if channel.number == 0:
            call = await self._switch.switchboard.arrive(
                Ringing(
                    node=self._switch.node,
                    epoch=self._switch.sight.epoch,
                    uniqueid=uniqueid,
                    caller=channel.caller,
                    caller_name=channel.caller_name,
                    called=channel.called,
                    at=datetime.now(UTC),
                )
            )
            if call is not None:
                return await self._begin(call, uniqueid)
        return await self._turn_away(uniqueid, channel.number)

    async def _begin(self, call: NewCall, uniqueid: str) -> None:
        line = self.lines.of_call(call.call_id)
        self.touch(line or self._new_line(call.call_id, uniqueid))
        await self._switch.adopt(uniqueid, call.call_id)

    async def _turn_away(self, uniqueid: str, number: int) -> None:
        if number == 0:
            language = self._switch.settings.language
            await self._switch.say(uniqueid, 1, NOT_OURS[language], language)
        else:
            await self._switch.hang_up(uniqueid)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def renew_timers(self) -> None:
        """Wind up the dead-man timers of callers who wait for something that will come: an order that runs, a queue.

        One whose workflow is stuck, or has no worker, falls to the last resort instead of waiting for ever (T2)."""
        with suppress(CentralkaError):
            live = await self._switch.switchboard.live_calls(self._switch.node)
            self._waiting = frozenset(call.call_id for call in live if call.waits)
        pause = SILENCE * self._switch.settings.timer_scale
        for line in self.lines.all():
            leg = self._switch.sight.leg(line.uniqueid)
            waits = line.call_id in self._waiting or line.may_wait(pause)
            if waits and leg is not None and leg.up and not leg.gone and leg.bridge is None:
                await self._switch.renew(line.uniqueid)

    async def release_stale(self) -> None:
        """Attempts that were claimed and never dialled give their seats back; strays, withdrawn and
        missing ones are settled."""
        await self._switch.dialer.release_stale(datetime.now(UTC))
        await self._attempts.adopt_strays()
        await self._attempts.end_withdrawn()
        for uniqueid in await self._attempts.ask():
            self.notice(uniqueid)

    async def end_orphans(self) -> None:
        """Channels that bear a call which is over (K11), in two sweeps: nobody would ever end them."""
        found: set[str] = set()
        for channel in self._switch.sight.mirror.alive():
            known = self.lines.of_call(channel.call_id) or self.lines.of_channel(channel.uniqueid)
            if channel.call_id and known is None and not self._attempts.knows(channel.uniqueid):
                found.add(channel.uniqueid)
        for uniqueid in found & self._orphans:
            await self._switch.hang_up(uniqueid)
        self._orphans = found
