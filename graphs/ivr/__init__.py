"""The IVR language: blocks, how trees are checked and how a call moves through them."""

from graphs.ivr.advance import MOST_VISITS, advance
from graphs.ivr.blocks import Reason
from graphs.ivr.compiled import Ivr, compile_ivr
from graphs.ivr.cursor import NEW_CALL, Cursor, Waits, cursor_from_json, cursor_to_json
from graphs.ivr.events import Begun, BlockDone, DialDone, Event, HungUp, QueueLeft, TalkEnded
from graphs.ivr.message import message_tree
from graphs.ivr.prompts import PromptText, prompt_hash
from graphs.ivr.step import Answer, DialOut, Effect, EnterQueue, HangUp, RunBlock, Step

__all__ = [
    "MOST_VISITS",
    "NEW_CALL",
    "Answer",
    "Begun",
    "BlockDone",
    "Cursor",
    "DialDone",
    "DialOut",
    "Effect",
    "EnterQueue",
    "Event",
    "HangUp",
    "HungUp",
    "Ivr",
    "PromptText",
    "QueueLeft",
    "Reason",
    "RunBlock",
    "Step",
    "TalkEnded",
    "Waits",
    "advance",
    "compile_ivr",
    "cursor_from_json",
    "cursor_to_json",
    "message_tree",
    "prompt_hash",
]
