"""Routes of replays: the way of a past call, walked on its tree, or played on another version or on the draft."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.access import Overseer
from api.route import Ports, Route
from api.simulating_calls import HopTold, OrderTold, kind_of, orders_told, way_told
from api.stages import Source, Stage, Stages, stage_of
from db.call_replays import CallRecord, record
from db.version_refs import VersionRef
from graphs.findings import Places
from graphs.ivr import Event, Ivr, compile_ivr
from graphs.ivr.document import IvrDocument
from graphs.ivr.replay import CallReplay, Walked, retrace, retrace_on
from graphs.ivr.telling import astray_words, event_words
from graphs.ivr.whole import Whole, whole
from graphs.reading import read
from graphs.words import Words

router = APIRouter(prefix="/calls", tags=["calls"], route_class=Route)


class CallStepWalked(BaseModel):
    """Something that happened to the call, the exits that it took, where that led and what was ordered there.

    `event`: begun, block_done (`keys`, `ok`), queue_left, dial_done (`outcome`), talk_ended.
    """

    number: int
    at: datetime
    event: str
    data: dict[str, Any]
    words: Words
    way: list[HopTold]
    node: str
    orders: list[OrderTold]


class CallDeparture(BaseModel):
    """Where the replay first leaves the record; `then` is null where nobody knows, for the tree of the call itself."""

    step: int
    then: str | None
    now: str
    words: Words


class CallReplayAnswer(BaseModel):
    """The way of a call by the orders that the switch was given; it ends where the caller hung up or was let go."""

    call_id: str
    recorded_on: VersionRef
    played_on: Source
    version: int | None
    steps: list[CallStepWalked]
    divergence: CallDeparture | None


@router.get("/{call_id}/replay")
async def replay_call(
    call_id: str, who: Overseer, ports: Ports, asked: Annotated[Stages, Query()]
) -> CallReplayAnswer:
    """The way of a call through its tree, block by block, also inside sub-trees.

    With `version=3` or `version=draft` the same keys and ends are played on that, and the first divergence is told.
    """
    async with ports.database.read() as session:
        kept = await record(session, who, call_id)
    graph = ("ivr", kept.version.name)
    stage = None if asked.version is None else await stage_of(ports.database, graph, asked.version)
    return await asyncio.to_thread(_answer, kept, stage)


def _answer(kept: CallRecord, stage: Stage | None) -> CallReplayAnswer:
    ivr, tree = _tree(kept.canonical)
    walked = retrace(ivr, tree, kept.began, kept.orders)
    if stage is not None:
        ivr, tree = _tree(stage.canonical)
        walked = retrace_on(ivr, tree, walked)
    places = read(kept.text if stage is None else stage.text).places
    return CallReplayAnswer(
        call_id=kept.call_id,
        recorded_on=kept.version,
        played_on="pinned" if stage is None else stage.source,
        version=(kept.version.number or None) if stage is None else stage.number,
        steps=[_step(number, each, ivr, places) for number, each in enumerate(walked.steps, start=1)],
        divergence=_departure(walked),
    )


def _tree(canonical: dict[str, Any]) -> tuple[Ivr, Whole]:
    return compile_ivr(canonical), whole(IvrDocument.model_validate(canonical))


def _step(number: int, walked: Walked, ivr: Ivr, places: Places) -> CallStepWalked:
    return CallStepWalked(
        number=number,
        at=walked.event.now,
        event=kind_of(walked.event),
        data=_data(walked.event),
        words=event_words(walked.event),
        way=way_told(walked.way, places),
        node=walked.node,
        orders=orders_told(ivr, walked.effects),
    )


def _data(event: Event) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name not in ("now", "number")}


def _departure(walked: CallReplay) -> CallDeparture | None:
    astray = walked.astray
    if astray is None:
        return None
    return CallDeparture(step=len(walked.steps), then=astray.then, now=astray.now, words=astray_words(astray))
