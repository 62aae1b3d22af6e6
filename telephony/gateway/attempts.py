"""Knows the customers that campaigns dial: an attempt is claimed in SQL, originated once, and settled once."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from domain.calls import Dial, NewCall
from domain.ids import CampaignId, LegId
from domain.outcomes import Outcome
from telephony import looks
from telephony.gateway.lines import attempt_uniqueid
from telephony.gateway.switch import Switch, refused
from telephony.outcomes import outcome_of_dial
from telephony.prompts import VoiceMissing
from telephony.wire import ActionState

log = logging.getLogger("centralka.attempts")

LOOK_AGAIN = 3.0
PAUSE = 0.5
SILENT = 3.0
"""Seconds after its Originate from which an attempt may be asked for: a busy line has been heard of by then."""
MARGIN = 5.0
"""Seconds after its time to ring by which an attempt must have ended."""
SPELL = 600.0
"""Seconds after which `pace` returns, so that the history of its workflow stays short and its activity young."""


def _nobody(_call: NewCall, _uniqueid: str, _attempt_id: LegId) -> None:
    """Nobody serves answered customers yet."""


@dataclass(slots=True)
class Trying:
    """An attempt between its Originate, which the switch has acknowledged or not, and its answer or end.

    The switch says nothing of it until then, not even when it made no channel: `missing` is what a question told."""

    dial: Dial
    refused: str | None = None
    ordered: float = field(default_factory=time.monotonic)
    acknowledged: bool = True
    withdrawn: bool = False
    asked: bool = False
    missing: bool = False
    busy: bool = False

    def may_be_asked_for(self, now: float) -> bool:
        """Early once, for lines that are not there; then when it must have ended."""
        late = self.dial.ring + MARGIN
        return self.acknowledged and now >= self.ordered + (late if self.asked else SILENT)


class Attempts:
    """The attempts of one node that nobody has answered yet."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.on_answered: Callable[[NewCall, str, LegId], None] = _nobody
        self._trying: dict[str, Trying] = {}
        self._freed = asyncio.Event()

    async def pace(
        self, campaign_id: CampaignId, leads: Callable[[], bool], alive: Callable[[], None]
    ) -> bool:
        """Claim and dial for a spell; looks again when an attempt ends, and every half second. Still on?"""
        ends_at = time.monotonic() + SPELL
        while leads() and time.monotonic() < ends_at:
            if not await self._switch.dialer.is_on(campaign_id):
                return False
            alive()
            self._freed.clear()
            if self._switch.ami.connected:
                await self.end_withdrawn()
                for dial in await self._switch.dialer.claim(campaign_id, self._switch.node):
                    await self.begin(dial)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._freed.wait(), PAUSE)
        return True

    async def begin(self, planned: Dial) -> None:
        """planned → attempting, then originate; an attempt that may no more be dialled was released instead."""
        attempt_id = planned.attempt_id
        dial = await self._switch.dialer.begin(attempt_id) if await self._can_speak(planned) else None
        if dial is None:
            return
        # In doubt until the switch has answered: the link may be lost before, or this very task be ended.
        trying = Trying(dial, ordered=self._switch.sight.doubt(), acknowledged=False)
        self._trying[attempt_uniqueid(attempt_id)] = trying
        reply = await self._switch.dial(dial)
        trying.refused = refused(reply)
        trying.acknowledged = reply.state is not ActionState.UNKNOWN
        trying.ordered = time.monotonic() if trying.acknowledged else self._switch.sight.doubt()
        if trying.refused is not None:
            await self.tend(attempt_uniqueid(attempt_id))

    async def _can_speak(self, dial: Dial) -> bool:
        """A message is made sound before anybody is rung for it: whoever answers waits two seconds for its first word.

        Without the voice nothing is begun: the attempt is released as stale, and tried again from the start."""
        if dial.ivr_hash is None:
            return True
        try:
            await self._switch.prepare(dial.ivr_hash)
        except VoiceMissing as problem:
            log.error("a message cannot be played: %s", problem.sentence())
            return False
        return True

    async def end_withdrawn(self) -> None:
        """Stop ringing where the agent ended the wait; a customer who has answered by now has been faster."""
        for attempt_id in await self._switch.dialer.withdrawn(self._switch.node):
            trying = self._trying.get(attempt_uniqueid(attempt_id))
            if trying is not None:
                trying.withdrawn = True
                await self.tend(attempt_uniqueid(attempt_id))

    async def adopt_strays(self) -> None:
        """Attempts that SQL calls dialling and nobody here knows: their gateway was stopped between two steps."""
        for dial in await self._switch.dialer.open_attempts(self._switch.node):
            uniqueid = attempt_uniqueid(dial.attempt_id)
            if dial.state == "dialling" and uniqueid not in self._trying:
                doubted = self._switch.sight.doubt()
                self._trying[uniqueid] = Trying(dial, ordered=doubted, acknowledged=False)

    async def ask(self) -> list[str]:
        """Those of whom nobody has heard and for whom the switch has no channel, from the eldest on until one lives.

        A line that is not there fails for all its attempts: one that rings spares the questions about younger ones."""
        found: list[str] = []
        for uniqueid, trying in tuple(self._trying.items()):
            if self._switch.sight.leg(uniqueid) is not None or not trying.may_be_asked_for(time.monotonic()):
                continue
            first, trying.asked = not trying.asked, True
            trying.missing = await self._is_missing(uniqueid)
            if trying.missing:
                found.append(uniqueid)
            elif first:
                break
        return found

    async def _is_missing(self, uniqueid: str) -> bool:
        unseen = self._switch.sight.leg(uniqueid) is None
        return unseen and await looks.has_no_channel(self._switch.ami, uniqueid)

    def uniqueids(self) -> tuple[str, ...]:
        return tuple(self._trying)

    def knows(self, uniqueid: str) -> bool:
        return uniqueid in self._trying

    async def tend(self, uniqueid: str) -> None:
        """Level-triggered, as with calls: answered, ended or refused is told to SQL once, then it is forgotten."""
        trying = self._trying.get(uniqueid)
        if trying is None or trying.busy:
            return
        trying.busy = True
        try:
            await self._look(uniqueid, trying)
        finally:
            trying.busy = False

    async def _look(self, uniqueid: str, trying: Trying) -> None:
        leg = self._switch.leg(uniqueid)
        attempt_id = trying.dial.attempt_id
        if trying.refused is not None:
            await self._settle(uniqueid, attempt_id, trying.refused, "refused")
        elif leg is None:
            await self._look_for(uniqueid, trying)
        elif leg.gone:
            outcome = outcome_of_dial(answered=leg.up, note=leg.block, cause=leg.cause or 0)
            await self._settle(uniqueid, attempt_id, outcome.value, str(leg.cause or ""))
        elif leg.up and leg.parked:
            call = await self._switch.dialer.answered(attempt_id, uniqueid, self._switch.sight.epoch)
            self._forget(uniqueid)
            self.on_answered(call, uniqueid, attempt_id)
        elif trying.withdrawn and not leg.up:
            await self._switch.hang_up(uniqueid)

    async def _look_for(self, uniqueid: str, trying: Trying) -> None:
        """Nobody has heard of it, so it rings; unless it is not there."""
        shown = self._switch.sight.would_show(trying.ordered, acknowledged=trying.acknowledged)
        if trying.missing or shown:
            self._forget(uniqueid)
            await self._settle_missing(trying.dial)
        elif trying.withdrawn:
            await self._switch.hang_up(uniqueid)

    async def _settle(self, uniqueid: str, attempt_id: LegId, outcome: str, cause: str) -> None:
        await self._switch.dialer.settle(attempt_id, outcome, cause)
        self._forget(uniqueid)

    def _forget(self, uniqueid: str) -> None:
        self._trying.pop(uniqueid, None)
        self._freed.set()

    async def recover(self) -> None:
        """After a change of leadership: go on with what lives; the rest is settled by the switch's records."""
        missing: list[Dial] = []
        for dial in await self._switch.dialer.open_attempts(self._switch.node):
            uniqueid = attempt_uniqueid(dial.attempt_id)
            if dial.state == "answered":
                continue
            if dial.state == "planned":
                await self.begin(dial)
            elif self._switch.sight.leg(uniqueid) is not None:
                self._trying[uniqueid] = Trying(dial)
                await self.tend(uniqueid)
            else:
                missing.append(dial)
        await asyncio.gather(*(self._settle_missing(dial) for dial in missing))

    async def _settle_missing(self, dial: Dial) -> None:
        """Its channel is gone: the record says how; without one after two looks nobody can know."""
        uniqueid = attempt_uniqueid(dial.attempt_id)
        record = self._switch.records.find(uniqueid)
        if record is None:
            await asyncio.sleep(LOOK_AGAIN)
            record = self._switch.records.find(uniqueid)
            if record is None and not await self._is_missing(uniqueid):
                self._trying[uniqueid] = Trying(dial)
                return await self.tend(uniqueid)
        outcome = Outcome.NETWORK_ERROR.value if record is None else record.outcome.value
        await self._switch.dialer.settle(dial.attempt_id, outcome, "unknown" if record is None else "record")
        self._freed.set()
        return None
