"""The process language: statuses, how they are checked and how a case moves through them."""

from graphs.process.advance import advance
from graphs.process.compiled import Node, Process, compile_process
from graphs.process.cursor import NEW_CASE, Cursor, Pending, cursor_from_json, cursor_to_json
from graphs.process.events import (
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    MailReceived,
    Rules,
    Saved,
    ScriptAnswered,
    Woken,
)
from graphs.process.step import SYSTEM, Effect, Refusal, Row, SendMail, Step

__all__ = [
    "NEW_CASE",
    "SYSTEM",
    "Created",
    "Cursor",
    "DialerOutcome",
    "Effect",
    "EffectDone",
    "Event",
    "MailReceived",
    "Node",
    "Pending",
    "Process",
    "Refusal",
    "Row",
    "Rules",
    "Saved",
    "ScriptAnswered",
    "SendMail",
    "Step",
    "Woken",
    "advance",
    "compile_process",
    "cursor_from_json",
    "cursor_to_json",
]
