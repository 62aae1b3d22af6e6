"""Routes of replays: what was kept of a case, walked on its version, or played on another one or on the draft."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import Overseer
from api.edges import EdgeWalked, edge_walked
from api.route import Ports, Route
from api.stages import Source, Stage, Stages, stage_of
from db.replays import CaseRecord, record
from db.version_refs import VersionRef
from graphs.findings import Places
from graphs.process import Event, Process, compile_process
from graphs.process.replay import Apart, Played, Replay, Told, replay
from graphs.process.replay_words import departure, happened, lost_in
from graphs.reading import read
from graphs.words import Words

router = APIRouter(tags=["cases"], route_class=Route)


class ReplayQuery(Stages):
    """`limit`: rows of the history, from its beginning."""

    limit: Annotated[int, Field(ge=1, le=5_000)] = 1_000


class ConditionAsked(BaseModel):
    """A condition that the event asked; `held` is null where that was not kept."""

    condition: str
    held: bool | None


class StepWalked(BaseModel):
    """Something that happened to the case at `status`, and what it led to; nothing where the case stayed.

    `event`: created, saved, recalled, assigned, dialer_outcome, contacted, notified, script_answered, effect_done,
    woken; null for what no process hears, like corrected fields.
    """

    number: int
    at: datetime
    by: str
    by_name: str
    status: str
    event: str | None
    data: dict[str, Any]
    words: Words | None
    edges: list[EdgeWalked]
    conditions: list[ConditionAsked]


class Departure(BaseModel):
    """Where the replay first leaves the record: the statuses that this step led to then, and leads to now."""

    step: int
    code: Apart
    then: list[str]
    now: list[str]
    words: Words


class ReplayAnswer(BaseModel):
    """A replay, up to the first divergence. `not_kept` says what is therefore not shown, or is as it is today.

    `whole` is false where the history has more rows than were asked for.
    """

    case_id: str
    number: int
    recorded_on: VersionRef
    played_on: Source
    version: int | None
    steps: list[StepWalked]
    divergence: Departure | None
    not_kept: list[Words]
    whole: bool


@router.get("/cases/{case_id}/replay")
async def replay_case(
    case_id: str, who: Overseer, ports: Ports, asked: Annotated[ReplayQuery, Query()]
) -> ReplayAnswer:
    """The case's past, walked on its graph step by step.

    With `version=3` or `version=draft` the same events are played on that, and the first divergence is told.
    """
    async with ports.database.read() as session:
        kept = await record(session, who, case_id, asked.limit)
    graph = ("process", kept.version.name)
    stage = None if asked.version is None else await stage_of(ports.database, graph, asked.version)
    return await asyncio.to_thread(_answer, kept, stage)


def _answer(kept: CaseRecord, stage: Stage | None) -> ReplayAnswer:
    process = kept.process if stage is None else compile_process(stage.canonical)
    played = replay(kept.process, kept.told, kept.rules)
    if stage is not None:
        played = replay(process, kept.told, kept.rules, played)
    places = read(kept.text if stage is None else stage.text).places
    return ReplayAnswer(
        case_id=kept.case_id,
        number=kept.number,
        recorded_on=kept.version,
        played_on="pinned" if stage is None else stage.source,
        version=(kept.version.number or None) if stage is None else stage.number,
        steps=[
            _step(number, each, _Telling(process, places, kept))
            for number, each in enumerate(played.played, start=1)
        ],
        divergence=_departure(process, played),
        not_kept=list(lost_in(played)),
        whole=kept.whole,
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    process: Process
    places: Places
    kept: CaseRecord


def _step(number: int, played: Played, telling: _Telling) -> StepWalked:
    told = played.told
    event = told.event
    return StepWalked(
        number=number,
        at=told.at,
        by=told.by,
        by_name=telling.kept.people.get(told.by, told.by),
        status=played.status,
        event=None if event is None else _kind(event),
        data={} if event is None else _data(event, told),
        words=None if event is None else happened(telling.process, event, told.kind),
        edges=[edge_walked(telling.process, row, event, telling.places) for row in played.rows],
        conditions=[ConditionAsked(condition=text, held=held) for text, held in played.conditions.items()],
    )


def _kind(event: Event) -> str:
    name = type(event).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def _data(event: Event, told: Told) -> dict[str, Any]:
    """What the event says, but for its time, and who ordered it."""
    data = {name: value for name, value in asdict(event).items() if name not in ("now", "by")}
    return {**data, "action": told.kind} if told.kind else data


def _departure(process: Process, played: Replay) -> Departure | None:
    found = played.divergence
    if found is None:
        return None
    return Departure(
        step=len(played.played),
        code=found.code,
        then=list(found.then),
        now=list(found.now),
        words=departure(process, found, played.played[-1]),
    )
