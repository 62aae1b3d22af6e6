"""Knows which event of the language a fact about a case is."""

from domain.cases import CaseFact
from domain.outcomes import Outcome
from graphs.process.events import (
    Contacted,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    ScriptAnswered,
)
from graphs.process.step import SYSTEM


def event_of(fact: CaseFact) -> Event | None:
    """The event of a fact; an unknown kind (from a newer release) is none."""
    match fact.kind:
        case "outcome":
            return _outcome(fact)
        case "mail" | "sms" | "chat" | "call" | "waiting":
            return Contacted(fact.at, fact.kind, fact.data.get("by", SYSTEM))
        case "effect":
            return EffectDone(fact.at, fact.data["effect"], fact.ok)
        case "event":
            return Notified(fact.at, fact.data["name"])
        case "script":
            return ScriptAnswered(fact.at, fact.data["script"], fact.data["field"], fact.data["value"])
        case _:
            return None


def _outcome(fact: CaseFact) -> DialerOutcome | None:
    """An outcome that only a newer release knows is none: a signal that fails would block the case."""
    if fact.outcome not in tuple(Outcome):
        return None
    return DialerOutcome(now=fact.at, outcome=Outcome(fact.outcome), attempt=fact.attempt_id or "")
