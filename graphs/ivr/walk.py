"""Knows by which exits a call went from block to block in one step, as people follow it on the tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from graphs.findings import Loc
from graphs.ivr.advance import answer_to
from graphs.ivr.compiled import Ivr
from graphs.ivr.cursor import Cursor
from graphs.ivr.events import Begun, BlockDone, DialDone, Event, HungUp, QueueLeft, TalkEnded
from graphs.ivr.moves import Go
from graphs.ivr.whole import WITHIN, Whole

_MOST: Final = 100
"""Blocks that one step goes through and are told of; a tree that is sound needs no more of them at once."""


@dataclass(frozen=True, slots=True)
class Hop:
    """From a block (None: the call begins) by an exit to another block."""

    block: str | None
    exit: str | None
    target: str


def walk(ivr: Ivr, tree: Whole, cursor: Cursor, event: Event) -> Iterator[Hop]:
    """The exits that the event opens, up to the block that waits for something or ends the call."""
    if cursor.finished or isinstance(event, HungUp):
        return
    move = answer_to(ivr, cursor, event)
    here: str | None = cursor.node or None
    named = _named(event)
    for _ in range(_MOST):
        if not isinstance(move, Go):
            return
        exits = {} if here is None else tree.blocks[here].exits()
        yield Hop(here, _taken(exits, move.target, named), move.target)
        here, named = move.target, ()
        move = ivr.blocks[here].begin(event.now)


def _named(event: Event) -> tuple[str, ...]:
    """The exits that the event names, the likeliest first."""
    match event:
        case BlockDone():
            return (f"keys.{event.keys}", "wrong") if event.keys else ("no_input",)
        case DialDone():
            return (event.outcome.value,)
        case QueueLeft():
            return (event.reason.value,)
        case Begun() | TalkEnded() | HungUp():
            return ()
        case _:
            assert_never(event)


def _taken(exits: Mapping[str, str], target: str, named: Sequence[str]) -> str | None:
    """The exit to that block: of several, the one that the event names."""
    leading = [name for name, to in exits.items() if to == target]
    return next((name for name in (*named, *leading) if name in leading), None)


def place_of(hop: Hop) -> Loc:
    """Where the exit stands in the document; what is inside a sub-tree stands at the block that enters it."""
    if hop.block is None:
        return ("blocks", hop.target.partition(WITHIN)[0])
    outer, inside, _ = hop.block.partition(WITHIN)
    exit_ = () if inside or hop.exit is None else tuple(hop.exit.split("."))
    return ("blocks", outer, *exit_)
