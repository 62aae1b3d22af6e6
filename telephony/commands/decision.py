"""Knows what a decision about an order can be."""

from dataclasses import dataclass

from domain.calls import CommandResult


@dataclass(frozen=True, slots=True)
class SendBlock:
    """Send the AsyncAGI command of this order's block to the customer's channel."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Originate the other leg: an agent's phone or an outside number."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Bridge the customer's channel with the other leg."""

    other: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The customer and the other leg are connected: SQL is told, and the order waits for the end of the talk."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up one channel by its uniqueid."""

    uniqueid: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do until something changes."""


@dataclass(frozen=True, slots=True)
class Done:
    """The order has ended."""

    result: CommandResult


Decision = SendBlock | Ring | Connect | Talk | HangUp | Wait | Done


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel of a call as the switch shows it; `cause` is the Q.850 cause of its end."""

    uniqueid: str
    up: bool = False
    parked: bool = False
    gone: bool = False
    bridge: str | None = None
    number: int = 0
    block: str = ""
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What an order's decision looks at: the customer's leg, the other leg, and whether it was ever originated.

    `refused` is the outcome of an Originate that made no channel. `talking`: the two were connected, and SQL knows.
    """

    customer: Leg | None
    other: Leg | None = None
    originated: bool = False
    refused: str | None = None
    talking: bool = False

    @property
    def customer_gone(self) -> bool:
        return self.customer is None or self.customer.gone

    @property
    def other_gone(self) -> bool:
        return self.other is None or self.other.gone

    @property
    def connected(self) -> bool:
        bridge = None if self.other is None else self.other.bridge
        return bridge is not None and self.customer is not None and bridge == self.customer.bridge
