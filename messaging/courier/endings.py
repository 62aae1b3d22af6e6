"""Knows what a courier's HTTP answer says about the order in the request."""

from typing import ClassVar

from domain.errors import Unavailable
from messaging.transports import SIGN_IN, Doubtful, Postponed, Refused
from messaging.web import NoAnswer, NotAsked, WebAnswer

_LATER = SIGN_IN | {425, 429}
"""Our account, or too many at once: mended settings and patience end them."""
_UNCLEAR = frozenset({408, 409})
"""A time-out of theirs, and an order of the same key that they are still at work on."""


class CourierUnavailable(Unavailable):
    """The courier does not answer ({reason}), so nobody knows what became of the parcel. It is asked again."""

    code: ClassVar[str] = "courier_unavailable"
    message_pl: ClassVar[str] = (
        "Kurier nie odpowiada ({reason}), więc nie wiadomo, co stało się z paczką. Pytanie zostanie ponowione."
    )


def reason_of(ending: WebAnswer | NotAsked | NoAnswer) -> str:
    return f"http_{ending.status}" if isinstance(ending, WebAnswer) else ending.reason


def not_taken(answer: WebAnswer) -> Refused | Postponed | Doubtful:
    """An answer that is no success: only the courier knows whether a server that failed kept the order (F25)."""
    reason = reason_of(answer)
    if answer.status in _LATER:
        return Postponed(reason, ours=answer.status in SIGN_IN)
    if answer.status in _UNCLEAR or not 400 <= answer.status < 500:
        return Doubtful(reason)
    return Refused(reason)
