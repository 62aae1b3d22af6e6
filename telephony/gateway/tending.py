"""Knows how one call is tended: look at the switch, compare with the orders in hand, do the next thing, tell SQL.

Level-triggered: it may run at any time, any number of times, and after a restart; each run does what is missing.
"""

import logging
from datetime import UTC, datetime
from typing import assert_never

from domain.calls import Command, CommandKind, CommandResult, EndedBy, OpenCommand
from domain.errors import CentralkaError, Unavailable
from domain.outcomes import OfferOutcome, Outcome
from telephony.commands import connect, dial, hang_up, read
from telephony.commands.decision import (
    Connect,
    Decision,
    Done,
    HangUp,
    Leg,
    Ring,
    SendBlock,
    Talk,
    View,
    Wait,
)
from telephony.gateway.lines import Line, leg_uniqueid
from telephony.gateway.switch import Switch, refused
from telephony.prompts import VoiceMissing
from telephony.wire import ActionState, NotLeading

log = logging.getLogger("centralka.gateway")

REPEAT = 3.0
"""Seconds after which an action that had no visible effect is repeated; each is idempotent at the switch."""

HANG_UP = "hang_up"

_DECIDE = {
    CommandKind.ANSWER: read.decide,
    CommandKind.READ: read.decide,
    CommandKind.CONNECT: connect.decide,
    CommandKind.DIAL: dial.decide,
    CommandKind.HANG_UP: hang_up.decide,
}


class Tending:
    """Tends lines one run at a time each; runs of different lines go side by side."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    async def tend(self, line: Line) -> None:
        """One run. Raises what the database or the link raise; the caller repeats it."""
        customer = self._switch.sight.leg(line.uniqueid)
        if customer is None or customer.gone:
            await self._tell_ended(line, customer)
        await self._advance(line)

    async def _tell_ended(self, line: Line, customer: Leg | None) -> None:
        if not line.ended:
            cause = "" if customer is None or customer.cause is None else str(customer.cause)
            by = EndedBy.SYSTEM if HANG_UP in line.acted_at else EndedBy.CUSTOMER
            if line.epoch != self._switch.sight.epoch:
                by = EndedBy.LOST
            await self._switch.switchboard.call_ended(line.call_id, datetime.now(UTC), cause, by.value)
            line.ended = True
        for uniqueid in line.legs:
            other = self._switch.sight.leg(uniqueid)
            if other is not None and not other.gone and line.may_act(f"end {uniqueid}", REPEAT):
                await self._switch.hang_up(uniqueid)

    async def _advance(self, line: Line) -> None:
        """Each order by itself: one that fails for now must not keep a later hang-up from being done."""
        failures: list[Exception] = []
        for number in sorted(line.orders):
            try:
                await self._advance_order(line, line.orders[number])
            except CentralkaError as error:
                failures.append(error)
        if failures:
            raise failures[0]

    async def _advance_order(self, line: Line, order: OpenCommand) -> None:
        number = order.command.number
        if order.result is None:
            self._settle_doubt(line, order.command)
            decision = _DECIDE[order.command.kind](order.command, self._view(line, order))
            try:
                await self._perform(line, order.command, decision)
            except CentralkaError as error:
                if not is_final(error):
                    raise
                log.warning("order %d of %s cannot be carried out: %s", number, line.call_id, error.code)
                await self._finish(line, order.command, impossible(order.command.kind))
            order = line.orders[number]
        if order.result is not None and await self._switch.completions.complete(order, order.result):
            await self._switch.switchboard.command_sent(line.call_id, number)
            if line.orders.get(number) is order:
                del line.orders[number]

    def _view(self, line: Line, order: OpenCommand) -> View:
        command, customer = order.command, self._switch.sight.leg(line.uniqueid)
        if command.leg_id is None:
            return View(customer)
        uniqueid = leg_uniqueid(command.leg_id)
        return View(
            customer,
            self._switch.leg(uniqueid),
            originated=uniqueid in line.originated,
            refused=line.refused.get(uniqueid),
            talking=order.talking,
        )

    async def _perform(self, line: Line, command: Command, decision: Decision) -> None:
        match decision:
            case Wait():
                return
            case Done(result):
                await self._finish(line, command, result)
            case Ring():
                await self._ring(line, command)
            case Talk():
                if await self._switch.switchboard.command_talks(line.call_id, command.number):
                    line.talk(command.number)
            case SendBlock() | Connect() | HangUp():
                await self._act(line, command, decision)
            case _:
                assert_never(decision)

    async def _act(self, line: Line, command: Command, action: SendBlock | Connect | HangUp) -> None:
        """Idempotent at the switch, so it is repeated when it had no visible effect for a while."""
        match action:
            case SendBlock() if line.may_act(f"block {command.number}", REPEAT):
                await self._switch.send_block(line.uniqueid, command)
            case Connect(other) if line.may_act(f"bridge {other}", REPEAT):
                await self._switch.bridge(line.uniqueid, other)
            case HangUp(uniqueid) if line.may_act(_ending(line, uniqueid), REPEAT):
                await self._switch.hang_up(uniqueid)
            case _:
                return

    async def _finish(self, line: Line, command: Command, result: CommandResult) -> None:
        counts = await self._switch.switchboard.command_done(line.call_id, command.number, result)
        line.end_order(command.number, counts)

    async def _ring(self, line: Line, command: Command) -> None:
        """Originate once: registered in SQL first, so that a successor knows the leg; refused ones are remembered."""
        assert command.leg_id is not None
        uniqueid = leg_uniqueid(command.leg_id)
        line.legs.add(uniqueid)
        reply = await self._switch.ring(line.call_id, command)
        line.rang(uniqueid)
        outcome = refused(reply)
        if outcome is not None:
            line.refused[uniqueid] = outcome
        elif reply.state is ActionState.UNKNOWN:
            line.doubted[uniqueid] = self._switch.sight.doubt()

    def _settle_doubt(self, line: Line, command: Command) -> None:
        """Nobody answered the Originate, or the link was away since. A later look shows the leg, or its record how it
        ended; with neither it never reached the switch: an agent is rung once more under the same id, for a customer
        that is final."""
        uniqueid = leg_uniqueid(command.leg_id) if command.leg_id is not None else ""
        sight = self._switch.sight
        if not self._is_doubtful(line, uniqueid):
            return
        line.doubted.pop(uniqueid, None)
        record = self._switch.records.find(uniqueid) if sight.leg(uniqueid) is None else None
        if record is not None:
            line.refused[uniqueid] = record.outcome.value
        elif sight.leg(uniqueid) is None and command.kind is CommandKind.CONNECT:
            line.originated.pop(uniqueid, None)
        elif sight.leg(uniqueid) is None:
            line.refused[uniqueid] = Outcome.NETWORK_ERROR.value

    def _is_doubtful(self, line: Line, uniqueid: str) -> bool:
        sight = self._switch.sight
        if uniqueid in line.doubted:
            return sight.would_show(line.doubted[uniqueid], acknowledged=False)
        acknowledged_at = line.originated.get(uniqueid)
        return acknowledged_at is not None and sight.would_show(acknowledged_at, acknowledged=True)


def is_final(error: CentralkaError) -> bool:
    """Whether another try could not succeed either: the phone was taken away, the prompt is gone, no voice."""
    for_now = isinstance(error, Unavailable | NotLeading) and not isinstance(error, VoiceMissing)
    return not for_now


def impossible(kind: CommandKind) -> CommandResult:
    """The end of an order that nobody can carry out."""
    match kind:
        case CommandKind.CONNECT:
            return CommandResult("ok", offer=OfferOutcome.UNREACHABLE)
        case CommandKind.DIAL:
            return CommandResult("failed", outcome=Outcome.NETWORK_ERROR.value)
        case CommandKind.READ | CommandKind.ANSWER | CommandKind.HANG_UP:
            return CommandResult("failed")


def _ending(line: Line, uniqueid: str) -> str:
    return HANG_UP if uniqueid == line.uniqueid else f"end {uniqueid}"
