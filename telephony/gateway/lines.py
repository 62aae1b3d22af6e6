"""Knows one live call at the switch: the customer's channel, the orders in hand, and what was already told to SQL."""

import time
from dataclasses import dataclass, field, replace

from domain.calls import CommandResult, LiveCall, OpenCommand
from domain.ids import CallId, LegId
from telephony.legs import ATTEMPT_ID, CHANNEL_ID

ORDER_PATIENCE = 600.0
"""Seconds that an order may take beyond what it says itself: the longest prompts, and outages."""


@dataclass(slots=True)
class Line:
    """A call that this gateway tends; `legs` are the uniqueids of those whom it was rung for."""

    call_id: CallId
    uniqueid: str
    attempt_id: str | None = None
    orders: dict[int, OpenCommand] = field(default_factory=dict[int, OpenCommand])
    legs: set[str] = field(default_factory=set[str])
    originated: dict[str, float] = field(default_factory=dict[str, float])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    doubted: dict[str, float] = field(default_factory=dict[str, float])
    acted_at: dict[str, float] = field(default_factory=dict[str, float])
    ended: bool = False
    epoch: str = ""
    told_at: float = field(default_factory=time.monotonic)

    @staticmethod
    def of_live(call: LiveCall) -> "Line":
        others = {leg.uniqueid for leg in call.legs if leg.role != "customer"}
        return Line(call.call_id, call.uniqueid, call.attempt_id, legs=others, epoch=call.epoch)

    def take(self, order: OpenCommand) -> None:
        """A new order; the same one again (its activity was repeated) keeps its result."""
        known = self.orders.get(order.command.number)
        if known is not None and order.result is None:
            order = replace(order, result=known.result)
        self.orders[order.command.number] = order
        self.told_at = time.monotonic()

    def rang(self, uniqueid: str) -> None:
        """The leg was originated, as far as is known now."""
        self.originated[uniqueid] = time.monotonic()

    def talk(self, number: int) -> None:
        """The order's two sides are connected, and SQL knows it."""
        self.orders[number] = replace(self.orders[number], talking=True)

    def end_order(self, number: int, result: CommandResult) -> None:
        self.orders[number] = replace(self.orders[number], result=result)
        self.told_at = time.monotonic()

    def may_wait(self, pause: float) -> bool:
        """Whether its workflow still cares: an order runs within its patience, or ended less than `pause` ago."""
        silent = time.monotonic() - self.told_at
        running = [order.command for order in self.orders.values() if order.result is None]
        return silent < pause or any(
            silent < ORDER_PATIENCE + (one.ring_ms + one.timeout_ms) / 1000 for one in running
        )

    def may_act(self, what: str, pause: float) -> bool:
        """Whether `what` was not done within the last `pause` seconds; then it counts as done now."""
        now = time.monotonic()
        if now - self.acted_at.get(what, -pause) < pause:
            return False
        self.acted_at[what] = now
        return True


def leg_uniqueid(leg_id: LegId | str) -> str:
    """The ChannelId under which a leg of a call is originated."""
    return f"{CHANNEL_ID}{leg_id}"


def attempt_uniqueid(attempt_id: LegId | str) -> str:
    """The ChannelId under which a customer of a campaign is dialled."""
    return f"{ATTEMPT_ID}{attempt_id}"
