"""Knows what can happen to a call in its tree; `now` comes with every event."""

from datetime import datetime

from domain.outcomes import Outcome
from domain.values import read_only
from graphs.ivr.blocks import Reason


@read_only
class Begun:
    now: datetime


@read_only
class BlockDone:
    """The command with this number ended: `keys` were pressed; not `ok`, it could not be carried out."""

    now: datetime
    number: int
    ok: bool = True
    keys: str = ""


@read_only
class QueueLeft:
    now: datetime
    reason: Reason


@read_only
class TalkEnded:
    """The agent, or who was dialled, has gone; the caller has not."""

    now: datetime


@read_only
class DialDone:
    now: datetime
    number: int
    outcome: Outcome


@read_only
class HungUp:
    now: datetime


Event = Begun | BlockDone | QueueLeft | TalkEnded | DialDone | HungUp
