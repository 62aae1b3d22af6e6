"""Knows how a service is tried before people rely on it."""

from datetime import UTC, datetime
from typing import Any, assert_never

from domain.effects import Draft
from domain.errors import Unavailable
from domain.services import OutsideService, ServiceKind, Trial
from messaging.sending import Line
from messaging.services import Lines
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused
from messaging.webhook import event

_LONGEST_REASON = 200
_PARCEL = {
    "name": "Centralka",
    "street": "Prosta 51",
    "postcode": "00-838",
    "city": "Warszawa",
    "weight_kg": "1",
}
_TEXT = "Centralka: test"


async def tried(lines: Lines, service: OutsideService, key: str, to: str) -> Trial:
    """What the service says: an SMS is sent `to` this number and a webhook told of a `test`, but no courier is
    ordered, only asked for an order that it cannot know. Invalid when the service cannot be used as it is."""
    line = await lines.line(service)
    try:
        return await _tried(line, service.kind, key, to)
    finally:
        await lines.forget(service.name)


async def _tried(line: Line[Any], kind: ServiceKind, key: str, to: str) -> Trial:
    match kind:
        case ServiceKind.SMS:
            message = line.message(line.written(Draft(recipient=to, body=_TEXT)))
            return _told(await line.transport.transmit(key, message))
        case ServiceKind.WEBHOOK:
            return _told(await line.transport.transmit(key, event("test", datetime.now(UTC), {})))
        case ServiceKind.COURIER:
            return await _asked(line, key)
        case _:
            assert_never(kind)


async def _asked(line: Line[Any], key: str) -> Trial:
    if not line.transport.looked_up:
        return Trial("unknown", "it cannot be asked without an order")
    parcel = line.message(line.written(Draft(recipient="", fields=_PARCEL)))
    try:
        await line.transport.find(key, parcel)
    except Unavailable as problem:
        return Trial("postponed", str(problem.data.get("reason", problem.code))[:_LONGEST_REASON])
    return Trial("accepted", "")


def _told(answer: Answer) -> Trial:
    match answer:
        case Accepted(text):
            outcome = "accepted"
        case Refused(text):
            outcome = "refused"
        case Postponed(text):
            outcome = "postponed"
        case Doubtful(text):
            outcome = "unknown"
    return Trial(outcome, text[:_LONGEST_REASON])
