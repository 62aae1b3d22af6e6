"""Routes of simulation: one step of a call on an IVR tree that is not saved, with what may happen after it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import GraphReader
from api.route import Ports, Route
from api.simulating import canonical_of, refuse_strangers
from api.simulation_forms import CallStepForm
from graphs.findings import Finding, Places
from graphs.ivr import NEW_CALL, Cursor, Effect, Ivr, Step, Waits, advance, compile_ivr, cursor_to_json
from graphs.ivr.document import IvrDocument
from graphs.ivr.telling import effect_words, hop_words
from graphs.ivr.walk import Hop, place_of, walk
from graphs.ivr.whole import Whole, whole
from graphs.reading import read
from graphs.words import Words

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=Route)


class HopTold(BaseModel):
    """From one block to another; `path`, `line` and `column` are those of the exit, or of the block that enters a
    sub-tree. A block of that is `entering/inner`.
    """

    block: str | None
    exit: str | None
    target: str
    path: list[str | int]
    line: int | None
    column: int | None
    words: Words


class OrderTold(BaseModel):
    """`kind`: answer, run_block, enter_queue, dial_out, hang_up."""

    kind: str
    words: Words


class ExitAhead(BaseModel):
    """A way out of the block at which the call waits: the event that takes it, and the block it leads to."""

    event: str
    data: Mapping[str, str]
    exit: str
    to: str


class CallStepAnswer(BaseModel):
    """What became of the call. `cursor` is for the next step; `waits`: nothing, block, queue, dial, talk.

    `wake_at` is when the patience of a queue ends: then `queue_left` with `timeout` happens.
    """

    cursor: dict[str, Any]
    node: str
    waits: Waits
    finished: bool
    moved: bool
    way: list[HopTold]
    orders: list[OrderTold]
    wake_at: str | None
    ahead: list[ExitAhead]


@router.post("/ivr/step")
async def step_call(form: CallStepForm, who: GraphReader, ports: Ports) -> CallStepAnswer:
    """Simulate one step of a call on this document, with the sub-trees that it enters; nothing is played or dialled.

    A document with errors is refused with all of them, a cursor of another one with what this one has not.
    """
    canonical = await canonical_of(ports.database, form.text, "ivr")
    return await asyncio.to_thread(_step, form, canonical)


def _step(form: CallStepForm, canonical: dict[str, Any]) -> CallStepAnswer:
    ivr, tree = compile_ivr(canonical), whole(IvrDocument.model_validate(canonical))
    cursor = NEW_CALL if form.cursor is None else form.cursor.cursor()
    refuse_strangers([cursor.node] if cursor.node and cursor.node not in ivr.blocks else [])
    event = None if form.event is None else form.event.happens(form.now, cursor.number)
    step = Step(cursor) if event is None else advance(ivr, cursor, event)
    way = [] if event is None else list(walk(ivr, tree, cursor, event))
    return _answer(ivr, tree, step, way_told(way, read(form.text).places), moved=step.cursor is not cursor)


def _answer(ivr: Ivr, tree: Whole, step: Step, way: list[HopTold], *, moved: bool) -> CallStepAnswer:
    cursor = step.cursor
    return CallStepAnswer(
        cursor=cursor_to_json(cursor),
        node=cursor.node,
        waits=cursor.waits,
        finished=cursor.finished,
        moved=moved,
        way=way,
        orders=orders_told(ivr, step.effects),
        wake_at=step.wake_at and step.wake_at.isoformat(),
        ahead=list(_ahead(tree, cursor)),
    )


def orders_told(ivr: Ivr, effects: Sequence[Effect]) -> list[OrderTold]:
    """What is ordered from the switch and the queue."""
    return [OrderTold(kind=kind_of(each), words=effect_words(ivr, each)) for each in effects]


def way_told(way: Sequence[Hop], places: Places) -> list[HopTold]:
    """The exits that were taken, with their places in the text."""
    told: list[HopTold] = []
    for hop in way:
        path = place_of(hop)
        place = places.of(Finding("", path, on_key=True))
        told.append(
            HopTold(
                block=hop.block,
                exit=hop.exit,
                target=hop.target,
                path=list(path),
                line=place.line if place else None,
                column=place.column if place else None,
                words=hop_words(hop),
            )
        )
    return told


def _ahead(tree: Whole, cursor: Cursor) -> Iterator[ExitAhead]:
    if cursor.finished or cursor.waits is Waits.TALK or not cursor.node:
        return
    for exit_, target in tree.blocks[cursor.node].exits().items():
        event, data = _takes(exit_, cursor.waits)
        yield ExitAhead(event=event, data=data, exit=exit_, to=target)


def _takes(exit_: str, waits: Waits) -> tuple[str, Mapping[str, str]]:
    """The event that takes an exit of a block that waits so."""
    if waits is Waits.QUEUE:
        return "queue_left", {"reason": exit_}
    if waits is Waits.DIAL:
        return "dialled", {"outcome": "network_error" if exit_ == "failed" else exit_}
    _, _, key = exit_.partition(".")
    return "heard", {"keys": key} if key else {}


def kind_of(value: object) -> str:
    """The name of an event or an effect, as the API spells it."""
    name = type(value).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
