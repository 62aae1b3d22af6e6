"""The process language: statuses, how they are checked and how a case moves through them."""

from graphs.process.advance import UNKNOWN, advance, asked
from graphs.process.compiled import Node, Process, compile_process
from graphs.process.cursor import NEW_CASE, Cursor, Pending, cursor_from_json, cursor_to_json
from graphs.process.events import (
    Assigned,
    Contacted,
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    Recalled,
    Rules,
    Saved,
    ScriptAnswered,
    Woken,
)
from graphs.process.hearing import event_of
from graphs.process.step import SYSTEM, Effect, Refusal, Row, Step

__all__ = [
    "NEW_CASE",
    "SYSTEM",
    "UNKNOWN",
    "Assigned",
    "Contacted",
    "Created",
    "Cursor",
    "DialerOutcome",
    "Effect",
    "EffectDone",
    "Event",
    "Node",
    "Notified",
    "Pending",
    "Process",
    "Recalled",
    "Refusal",
    "Row",
    "Rules",
    "Saved",
    "ScriptAnswered",
    "Step",
    "Woken",
    "advance",
    "asked",
    "compile_process",
    "cursor_from_json",
    "cursor_to_json",
    "event_of",
]
