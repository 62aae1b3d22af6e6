"""Knows the block commands: one AsyncAGI command each, with a number that only grows within its channel."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telephony.ami import Ami
from telephony.wire import Reply, UnsafeValue

_PROMPT = re.compile(r"/[A-Za-z0-9_./-]{1,150}")
_RESULT = re.compile(r"(\d{1,9}):(?:(run)|done:([A-Z]*):([0-9*#A-D]*))")
_CUT = "D"


class BlockStatus(StrEnum):
    """How a block ended: TIMEOUT without enough keys, CUT by us, FAILED when Asterisk could not play it."""

    OK = "ok"
    TIMEOUT = "timeout"
    CUT = "cut"
    FAILED = "failed"


_STATUS = {"OK": BlockStatus.OK, "SUCCESS": BlockStatus.OK, "TIMEOUT": BlockStatus.TIMEOUT}


@dataclass(frozen=True, slots=True)
class BlockMemory:
    """What `CC_B` says: the last block that began on the channel, and its ending when it has one."""

    number: int
    status: BlockStatus | None = None
    keys: str = ""

    @property
    def running(self) -> bool:
        return self.status is None


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers the call, and nothing else."""


@dataclass(frozen=True, slots=True)
class Play:
    """Plays prompts to their end; keys are lost."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Plays prompts and takes up to `most_keys` keys, the first of which stops the prompts."""

    prompts: tuple[str, ...]
    most_keys: int
    patience: timedelta


Block = Answer | Play | Read


async def send_block(ami: Ami, channel: str, number: int, block: Block) -> Reply:
    """Gives the command to the channel. Sent again with the same number it does nothing, by the dialplan.

    OK says that it is queued. Its result comes with an `AsyncAGIExec` event as the channel's `CC_B`.
    """
    return await ami.agi(channel, block_command(number, block))


def block_command(number: int, block: Block) -> str:
    """The AGI command; raises `UnsafeValue` for anything but numbers and the paths of prompts."""
    if number < 1:
        raise UnsafeValue(field="number")
    match block:
        case Answer():
            return f"GOSUB block answer 1 {number}"
        case Play(prompts):
            return f"GOSUB block play 1 {number},{_joined(prompts)}"
        case Read(prompts, most_keys, patience):
            seconds = f"{patience.total_seconds():.3f}"
            return f"GOSUB block read 1 {number},{_joined(prompts)},{most_keys:d},{seconds}"


def read_memory(cc_b: str) -> BlockMemory | None:
    """The meaning of `CC_B`; None when no block began (or the dialplan acts alone)."""
    found = _RESULT.fullmatch(cc_b)
    if found is None:
        return None
    number, run, status, keys = found.groups()
    if run:
        return BlockMemory(int(number))
    if keys == _CUT:
        return BlockMemory(int(number), BlockStatus.CUT)
    return BlockMemory(int(number), _STATUS.get(status, BlockStatus.FAILED), keys)


def _joined(prompts: tuple[str, ...]) -> str:
    for prompt in prompts:
        if not _PROMPT.fullmatch(prompt) or ".." in prompt:
            raise UnsafeValue(field="prompt")
    return "&".join(prompts)
