"""Knows how the event that a call stands at is carried into the next run of its workflow."""

from datetime import datetime
from typing import Any

from domain.outcomes import Outcome
from graphs import ivr as language


def event_to_json(event: "language.Event") -> dict[str, Any]:
    """The event without its time; what begins or ends a call is never carried."""
    match event:
        case language.BlockDone(_, number, ok, keys):
            return {"kind": "block", "number": number, "ok": ok, "keys": keys}
        case language.QueueLeft(_, reason):
            return {"kind": "queue", "reason": reason.value}
        case language.DialDone(_, number, outcome):
            return {"kind": "dial", "number": number, "outcome": outcome.value}
        case language.TalkEnded():
            return {"kind": "talk"}
        case language.Begun() | language.HungUp():
            raise ValueError(event)


def event_from_json(data: dict[str, Any] | None, now: datetime) -> "language.Event":
    """The carried event, happening now; nothing is the begin of a call."""
    if data is None:
        return language.Begun(now=now)
    match data["kind"]:
        case "block":
            return language.BlockDone(now=now, number=data["number"], ok=data["ok"], keys=data["keys"])
        case "queue":
            return language.QueueLeft(now=now, reason=language.Reason(data["reason"]))
        case "dial":
            return language.DialDone(now=now, number=data["number"], outcome=Outcome(data["outcome"]))
        case _:
            return language.TalkEnded(now=now)
