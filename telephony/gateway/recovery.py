"""Knows how a new leader takes over: it compares what SQL holds with what the switch shows."""

import asyncio
import logging
from datetime import UTC, datetime

from domain.calls import Command, CommandKind, EndedBy, LiveCall
from domain.outcomes import Outcome
from telephony.gateway.attempts import Attempts
from telephony.gateway.lines import Line, leg_uniqueid
from telephony.gateway.node import Node
from telephony.gateway.switch import Switch

log = logging.getLogger("centralka.recovery")

LOOK_AGAIN = 3.0


class Recovery:
    """One take-over. Orders are attached before anything is tended, so that no result is missed."""

    def __init__(self, switch: Switch, node: Node, attempts: Attempts) -> None:
        self._switch = switch
        self._node = node
        self._attempts = attempts

    async def take_over(self) -> None:
        """Adopt the calls that live, attach their open orders, settle the rest; phones as they are registered now.

        Looks anew first: of an attempt that rings nothing was heard."""
        await self._switch.sight.look()
        switchboard = self._switch.switchboard
        calls = await switchboard.live_calls(self._switch.node)
        orders = await switchboard.open_commands(self._switch.node)
        lost = [call for call in calls if not self._adopt(call)]
        for order in orders:
            line = self._node.lines.of_call(order.command.call_id)
            if line is None:
                line = self._node.lines.add(Line(order.command.call_id, uniqueid="", ended=True))
            line.take(order)
            if order.command.leg_id is not None:
                self._remember_leg(line, order.command)
        await self._switch.registrations.exactly(await self._switch.sight.registered_phones())
        await self.give_back()
        await self._attempts.recover()
        self._node.touch_all()
        log.info(
            "took over: %d calls live, %d gone, %d orders open",
            len(calls) - len(lost),
            len(lost),
            len(orders),
        )
        await asyncio.gather(*(self._close(call) for call in lost))

    def _adopt(self, call: LiveCall) -> bool:
        leg = self._switch.sight.leg(call.uniqueid)
        if leg is None or leg.gone:
            return False
        self._node.lines.add(Line.of_live(call))
        return True

    def _remember_leg(self, line: Line, command: Command) -> None:
        """A leg that lives was originated, one with a record rang and ended. One with neither is rung (again, under
        the same id), but an outside number only if it certainly was not: unknown is final for it."""
        uniqueid = leg_uniqueid(command.leg_id or "")
        registered = uniqueid in line.legs
        line.legs.add(uniqueid)
        if self._switch.sight.leg(uniqueid) is not None:
            line.rang(uniqueid)
        elif (record := self._switch.records.find(uniqueid)) is not None:
            line.refused[uniqueid] = record.outcome.value
        elif registered and command.kind is CommandKind.DIAL:
            line.refused[uniqueid] = Outcome.NETWORK_ERROR.value

    async def give_back(self) -> None:
        """Orders that a dead gateway had begun to take and never stored are repeated by Temporal at once."""
        for line in self._node.lines.all():
            known = [order.activity_id for order in line.orders.values()]
            await self._switch.completions.give_back(f"call-{line.call_id}", known)

    async def _close(self, call: LiveCall) -> None:
        """A call whose channel is gone: its record tells when; another start of Asterisk, or none, means lost."""
        record = self._switch.records.find(call.uniqueid)
        if record is None and call.epoch == self._switch.sight.epoch:
            await asyncio.sleep(LOOK_AGAIN)
            record = self._switch.records.find(call.uniqueid)
        known = record is not None and call.epoch == self._switch.sight.epoch
        at = record.ended_at if record is not None else datetime.now(UTC)
        cause = str(record.cause) if record is not None and known else ""
        by = EndedBy.CUSTOMER if known else EndedBy.LOST
        await self._switch.switchboard.call_ended(call.call_id, at, cause, by.value)
        # Its other legs may live: an agent would listen to music until the next sweep.
        line = self._node.lines.of_call(call.call_id) or self._node.lines.add(Line.of_live(call))
        line.ended = True
        self._node.touch(line)
