"""Knows what scenarios call the effects of a case: their kind, and the one thing that tells them apart."""

from typing import Final

from graphs.process.actions import (
    Block,
    CallAndPlay,
    CallWebhook,
    Copy,
    Move,
    Notify,
    Order,
    SendCase,
    SendCourier,
    SendMail,
    SendSms,
    SendXml,
    Templated,
)

_ORDERS: Final[tuple[type[Order], ...]] = (
    *(SendMail, SendCase, SendXml, SendSms, SendCourier),
    *(CallAndPlay, CallWebhook, Notify, Move, Copy, Block),
)
KINDS: Final = tuple(order.kind for order in _ORDERS)


def subject_of(order: Order) -> str:
    """The template that is sent, or else the service, the campaign, the list, the recording, the text."""
    match order:
        case Templated():
            return order.template
        case SendCourier() | CallWebhook():
            return order.service
        case Move() | Copy():
            return order.campaign
        case Block():
            return order.list
        case CallAndPlay():
            return order.play or order.say or ""
        case _:
            assert isinstance(order, Notify), "there is no other order"
            return order.to
