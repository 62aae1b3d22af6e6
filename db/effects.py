"""Knows what a case plans to have done, as its process orders it: each effect once, with all that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select

from db.announcing import CALL, UNKNOWN_RECORDING, keep_message
from db.attempts import tell_effect
from db.do_not_call import is_blocked
from db.ledger import BLOCKED, OPEN
from db.letters import reached_at, reaches_the_customer
from db.rules import process_of
from db.services import serving
from db.session import Session
from db.tables.cases import Case
from db.tables.effects import Effect
from db.tables.graphs import Template
from domain.cases import PlannedEffect, StepRecord
from domain.effects import EffectClass, EffectState
from graphs.process import cursor_from_json
from graphs.process.actions import CallAndPlay, CallWebhook, Order, SendCourier, SendSms, Templated
from graphs.process.cursor import Pending

DIAL = "dial"
BY_THE_GATEWAY = (DIAL, CALL)
"""Kinds that no activity carries out: rows that the gateway finds, settled with the attempt that they lead to."""


@dataclass(slots=True)
class _Order:
    """What an effect needs: `args` as the ledger keeps them, `problem` if it cannot be done at all."""

    args: dict[str, Any]
    effect_class: str = EffectClass.TRANSACTIONAL
    problem: str | None = None


async def plan(session: Session, case: Case, effects: Sequence[PlannedEffect]) -> None:
    """Planned with the step that wants them; one that cannot be done is rejected from the start."""
    if not effects:
        return
    process = await process_of(session, case.process_hash)
    for effect in effects:
        order = process.nodes[effect.status].tasks[effect.action].order
        row = _planned(session, case, effect, await _resolved(session, case, order))
        session.add(row)
        if row.kind == CALL and row.settled_at is not None:
            await tell_effect(session, row.key, case.id, ok=False)


def for_the_case(effects: Sequence[PlannedEffect]) -> tuple[PlannedEffect, ...]:
    """Those that the workflow of the case has carried out; of the others it is told."""
    return tuple(effect for effect in effects if effect.kind not in BY_THE_GATEWAY)


async def drop(session: Session, case: Case, step: StepRecord) -> None:
    """Write down what waited for its time and will not be done, as its status is left; `case` is before the step."""
    if not case.cursor.get("pending"):
        return
    kept = {f"{case.id}/{each.key}" for each in cursor_from_json(step.cursor).standing.pending}
    kept |= {effect.key for effect in step.effects}
    process = await process_of(session, case.process_hash)
    for pending in cursor_from_json(case.cursor).standing.pending:
        key = f"{case.id}/{pending.key}"
        if not pending.term and key not in kept:
            kind = process.nodes[pending.status].tasks[pending.action].kind
            session.add(_dropped(session, case, (key, kind), pending))


def is_unsettled(case_id: Any) -> ColumnElement[bool]:
    """An effect that the workflow of this case has to bring to its end."""
    others = (col(Effect.kind) != kind for kind in BY_THE_GATEWAY)
    states = or_(*(col(Effect.state) == state for state in OPEN))
    return and_(col(Effect.case_id) == case_id, states, *others)


async def unsettled(session: Session, case_id: str) -> tuple[PlannedEffect, ...]:
    """Effects of the case that its workflow has to bring to their end."""
    mine = select(Effect).where(is_unsettled(case_id))
    rows = await session.exec(mine.order_by(col(Effect.planned_at)))
    return tuple(PlannedEffect(row.key, row.kind, row.args["status"], row.args["action"]) for row in rows)


def _planned(session: Session, case: Case, effect: PlannedEffect, order: _Order) -> Effect:
    return Effect(
        key=effect.key,
        kind=effect.kind,
        effect_class=order.effect_class,
        campaign_id=case.campaign_id,
        case_id=case.id,
        state=EffectState.REJECTED if order.problem else EffectState.PLANNED,
        args={**order.args, "status": effect.status, "action": effect.action},
        result=order.problem,
        planned_at=session.now,
        settled_at=session.now if order.problem else None,
    )


def _dropped(session: Session, case: Case, what: tuple[str, str], pending: Pending) -> Effect:
    key, kind = what
    return Effect(
        key=key,
        kind=kind,
        campaign_id=case.campaign_id,
        case_id=case.id,
        state=EffectState.CANCELLED,
        args={"status": pending.status, "action": pending.action},
        planned_at=session.now,
        due_at=pending.at,
        settled_at=session.now,
    )


async def _resolved(session: Session, case: Case, order: Order) -> _Order:
    found = _Order(order.model_dump(mode="json", exclude_none=True))
    if isinstance(order, Templated):
        await _with_template(session, order, found)
    if isinstance(order, CallAndPlay):
        await _with_message(session, case, order, found)
    if isinstance(order, SendSms | SendCourier | CallWebhook) and found.problem is None:
        found.args["service"], found.problem = await serving(session, order.kind, order.service)
    if reaches_the_customer(order.kind) and found.problem is None:
        found.problem = await _unreachable(session, case, order.kind)
    return found


async def _with_template(session: Session, order: Templated, found: _Order) -> None:
    template = await _template(session, order.pinned or order.template)
    if template is None:
        found.problem = "template_unknown"
    else:
        found.args["template"], found.effect_class = template.hash, template.effect_class


async def _with_message(session: Session, case: Case, order: CallAndPlay, found: _Order) -> None:
    """What it says is not among its `args`: the tree has it."""
    tree = await keep_message(session, case.campaign_id, order)
    found.args, found.effect_class = {"ivr": tree}, CALL
    found.problem = UNKNOWN_RECORDING if tree is None else None


async def _template(session: Session, name: str) -> Template | None:
    """By hash, or the newest of a name."""
    wanted = select(Template).where(or_(col(Template.hash) == name, col(Template.name) == name))
    return (await session.exec(wanted.order_by(col(Template.number).desc()).limit(1))).first()


async def _unreachable(session: Session, case: Case, kind: str) -> str | None:
    place = await reached_at(session, kind, case.contact_id)
    if place is None:
        return "no_number" if kind == "sms" else "no_address"
    return BLOCKED if kind == "sms" and await is_blocked(session, place, case.campaign_id) else None
