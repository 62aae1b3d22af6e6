"""Knows how an event moves a call through its tree; it never waits, calls or reads a clock."""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from graphs.ivr.blocks import ReadyAnnouncement, ReadyDial, ReadyMenu, ReadyQueue
from graphs.ivr.compiled import Ivr
from graphs.ivr.cursor import Cursor, Waits
from graphs.ivr.events import Begun, BlockDone, DialDone, Event, HungUp, QueueLeft, TalkEnded
from graphs.ivr.moves import End, Enqueue, Go, Move, Play, Ring, Talk
from graphs.ivr.step import Answer, DialOut, Effect, EnterQueue, HangUp, RunBlock, Step

MOST_VISITS: Final = 1_000
_TALKING: Final = (Waits.QUEUE, Waits.DIAL, Waits.TALK)


def advance(ivr: Ivr, cursor: Cursor, event: Event) -> Step:
    """What the event makes of the call. A late or repeated event changes nothing."""
    if cursor.finished:
        return Step(cursor)
    if isinstance(event, HungUp):
        return Step(replace(cursor, waits=Waits.NOTHING, finished=True))
    move = answer_to(ivr, cursor, event)
    return Step(cursor) if move is None else _follow(ivr, cursor, move, event.now)


def answer_to(
    ivr: Ivr, cursor: Cursor, event: Begun | BlockDone | QueueLeft | TalkEnded | DialDone
) -> Move | None:
    """What the present block says to the event, if the call waits for it."""
    match event:
        case Begun():
            return None if cursor.node else Go(ivr.start)
        case BlockDone():
            return _heard(ivr, cursor, event)
        case QueueLeft():
            block = ivr.blocks[cursor.node] if cursor.waits is Waits.QUEUE else None
            return block.left(event.reason) if isinstance(block, ReadyQueue) else None
        case DialDone():
            due = cursor.waits is Waits.DIAL and event.number == cursor.number
            block = ivr.blocks[cursor.node] if due else None
            return block.dialled(event.outcome) if isinstance(block, ReadyDial) else None
        case TalkEnded():
            return End("normal") if cursor.waits in _TALKING else None
        case _:
            assert_never(event)


def _heard(ivr: Ivr, cursor: Cursor, event: BlockDone) -> Move | None:
    """A result under an old number was told before; a block that failed is one without a key."""
    due = cursor.waits is Waits.BLOCK and event.number == cursor.number
    block = ivr.blocks[cursor.node] if due else None
    if not isinstance(block, ReadyAnnouncement | ReadyMenu):
        return None
    return block.heard(event.keys if event.ok else "", cursor.tries)


def _follow(ivr: Ivr, cursor: Cursor, move: Move, now: datetime) -> Step:
    """Go from block to block until one waits for something, or the call ends."""
    node, visits, tries = cursor.node, cursor.visits, cursor.tries
    while isinstance(move, Go):
        node, visits, tries = move.target, visits + 1, 0
        move = End("loop_limit") if visits > MOST_VISITS else ivr.blocks[node].begin(now)
    if isinstance(move, Play) and move.again:
        visits, tries = visits + 1, tries + 1
        move = End("loop_limit") if visits > MOST_VISITS else move
    return _perform(replace(cursor, node=node, visits=visits, tries=tries), move, now)


def _perform(cursor: Cursor, move: Play | Enqueue | Ring | Talk | End, now: datetime) -> Step:
    number, node = cursor.number + 1, cursor.node
    match move:
        case Play():
            moved = replace(cursor, number=number, waits=Waits.BLOCK, answered=True)
            answer = not cursor.answered
            order = RunBlock(number, node, move.prompts, move.max_keys, move.timeout.total, answer)
            return Step(moved, (order,))
        case Enqueue():
            moved, before = _answered(cursor)
            wait = move.max_wait.total
            entered = replace(moved, waits=Waits.QUEUE)
            return Step(entered, (*before, EnterQueue(node, move.queue, wait)), now + wait)
        case Ring():
            moved, before = _answered(cursor)
            ringing = replace(moved, number=moved.number + 1, waits=Waits.DIAL)
            return Step(ringing, (*before, DialOut(ringing.number, node, move.timeout.total)))
        case Talk():
            return Step(replace(cursor, waits=Waits.TALK))
        case End():
            moved = replace(cursor, number=number, waits=Waits.NOTHING, finished=True)
            return Step(moved, (HangUp(number, move.cause),))
        case _:
            assert_never(move)


def _answered(cursor: Cursor) -> tuple[Cursor, tuple[Effect, ...]]:
    """The call answered, by a command of its own where no sound did it."""
    if cursor.answered:
        return cursor, ()
    number = cursor.number + 1
    return replace(cursor, number=number, answered=True), (Answer(number),)
