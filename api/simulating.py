"""Routes of simulation: one step of a case on a process that is not saved, with what may happen after it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.access import GraphReader
from api.checking import checked
from api.edges import EdgeWalked, edge_walked
from api.route import Ports, Route
from api.simulation_forms import CaseStepForm
from db.session import Database
from domain.errors import Invalid, Problem
from domain.time import is_zone
from graphs.conditions import Condition
from graphs.findings import Places
from graphs.process import (
    NEW_CASE,
    Cursor,
    Effect,
    Event,
    Process,
    Rules,
    Step,
    advance,
    compile_process,
    cursor_to_json,
)
from graphs.process.ahead import Ahead, ahead, strangers
from graphs.process.explain import Coming, coming, title
from graphs.reading import read
from graphs.words import Words

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=Route)


class EffectOrdered(BaseModel):
    """An action that begins now; `key` is for its `effect_done`."""

    key: str
    kind: str
    status: str
    action: int


class RefusalTold(BaseModel):
    code: str
    words: Words


class CaseStepAnswer(BaseModel):
    """What became of the case. `cursor` is for the next step; `moved`: the step would be written.

    `due` is when the case is to be called; `next` what happens by itself, the first first; `ahead` what else may.
    """

    cursor: dict[str, Any]
    status: str
    title: str
    closed: bool
    moved: bool
    due: str | None
    history: list[EdgeWalked]
    effects: list[EffectOrdered]
    refusal: RefusalTold | None
    next: list[Coming]
    ahead: list[Ahead]


@dataclass(frozen=True, slots=True)
class _Told:
    """Whether conditions hold, as far as the form says."""

    answers: Mapping[str, bool]

    def holds(self, condition: Condition) -> bool:
        if condition.text not in self.answers:
            raise Invalid([_untold(condition.text)])
        return self.answers[condition.text]


@router.post("/process/step")
async def step_case(form: CaseStepForm, who: GraphReader, ports: Ports) -> CaseStepAnswer:
    """Simulate one step of a case on this document; nothing is saved, sent or dialled.

    A document with errors is refused with all of them, a cursor of another one with what this one has not.
    """
    process = compile_process(await canonical_of(ports.database, form.text, "process"))
    return await asyncio.to_thread(_step, form, process)


async def canonical_of(database: Database, text: str, kind: str) -> dict[str, Any]:
    """The canonical document; `Invalid` with its problems while one is an error."""
    found = await checked(database, text, kind)
    if found.canonical is None:
        raise Invalid(found.problems)
    return found.canonical


def refuse_strangers(names: list[str]) -> None:
    """Refuse a cursor that names what the document has not."""
    if names:
        told = ", ".join(f"`{name}`" for name in dict.fromkeys(names[:5]))
        raise Invalid(
            [
                Problem(
                    "cursor_foreign",
                    f"The document has not what the cursor stands at: {told}. Begin again, or take a step back.",
                    f"Dokument nie ma tego, na czym stoi kursor: {told}. Zacznij od nowa albo cofnij się o krok.",
                    field="cursor",
                    path=("cursor",),
                )
            ]
        )


def _step(form: CaseStepForm, process: Process) -> CaseStepAnswer:
    cursor = NEW_CASE if form.cursor is None else form.cursor.cursor()
    refuse_strangers([*strangers(process, cursor), *_of_event(process, form, cursor)])
    if not is_zone(form.zone):
        raise Invalid([_zone(form.zone)])
    rules = Rules(form.zone, timedelta(seconds=form.redial_after_s), process.owner_names)
    event = None if form.event is None else form.event.happens(form.now)
    step = Step(cursor) if event is None else advance(process, cursor, event, rules, _Told(form.conditions))
    return _answer(process, cursor, (event, step), read(form.text).places)


def _of_event(process: Process, form: CaseStepForm, cursor: Cursor) -> list[str]:
    """Anything but its creation needs a case that there is."""
    begins = form.event is None or form.event.event == "created"
    return [] if cursor.status or begins else [form.event.event if form.event else process.name]


def _answer(
    process: Process, before: Cursor, made: tuple[Event | None, Step], places: Places
) -> CaseStepAnswer:
    event, step = made
    cursor = step.cursor
    return CaseStepAnswer(
        cursor=cursor_to_json(cursor) if cursor.status else {},
        status=cursor.status,
        title=title(process, cursor.status),
        closed=cursor.closed,
        moved=cursor is not before,
        due=cursor.due and cursor.due.at.isoformat(),
        history=[edge_walked(process, row, event, places) for row in step.rows],
        effects=[_effect(effect) for effect in step.effects],
        refusal=step.refusal
        and RefusalTold(code=step.refusal.code, words=Words(step.refusal.message, step.refusal.message_pl)),
        next=list(coming(process, cursor)) if cursor.status else [],
        ahead=list(ahead(process, cursor)),
    )


def _effect(effect: Effect) -> EffectOrdered:
    return EffectOrdered(key=effect.key, kind=effect.kind, status=effect.status, action=effect.action)


def _untold(condition: str) -> Problem:
    return Problem(
        "condition_untold",
        f"Here `{condition}` decides. Say in `conditions` whether it holds.",
        f"Tu decyduje `{condition}`. Podaj w `conditions`, czy jest spełniony.",
        field="conditions",
        path=("conditions", condition),
    )


def _zone(name: str) -> Problem:
    return Problem(
        "zone_unknown",
        f"There is no time zone `{name}`. Write one like Europe/Warsaw.",
        f"Nie ma strefy czasowej `{name}`. Podaj np. Europe/Warsaw.",
        field="zone",
        path=("zone",),
    )
