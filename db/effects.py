"""Knows the ledger: what is planned to leave the house, who holds it, how it ended. Each key happens once."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, or_, select, update

from db.letters import content_of, has_address, store_letter
from db.rules import process_of
from db.session import Database, Session
from db.tables.cases import Case
from db.tables.effects import Effect, Message
from db.tables.graphs import Template
from domain.cases import PlannedEffect
from domain.effects import EffectClass, EffectState, Job, Letter
from domain.errors import NotFound
from graphs.process.actions import Templated

DIAL = "dial"
OPEN = (EffectState.PLANNED, EffectState.ATTEMPTING)


class Ledger:
    """Every write is a compare-and-set on the key, its fence and an open state."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, key: str) -> Job:
        """The effect as it stands; its letter if one was stored, else its draft."""
        async with self._database.read() as session:
            effect = await session.get(Effect, key)
            if effect is None:
                raise NotFound(kind="effect", name=key)
            attempted = effect.attempted_at or session.now
            return Job(
                key=key,
                kind=effect.kind,
                state=EffectState(effect.state),
                fence=effect.fence,
                attempts=effect.attempts,
                effect_class=EffectClass(effect.effect_class),
                content=await content_of(session, effect),
                since=session.now - attempted,
            )

    async def claim(self, key: str, fence: int, letter: Letter) -> int | None:
        """→ attempting with the next fence, the letter stored; None: in other hands, or cancelled."""
        return await self._database.run(lambda session: _claim(session, key, fence, letter))

    async def confirm(self, key: str, fence: int, reference: str) -> None:
        await self._settle(key, fence, EffectState.CONFIRMED, provider_ref=reference)

    async def reject(self, key: str, fence: int, reason: str) -> None:
        await self._settle(key, fence, EffectState.REJECTED, result=reason)

    async def unknown(self, key: str, fence: int) -> None:
        await self._settle(key, fence, EffectState.UNKNOWN, result="outcome unknown, not repeated")

    async def postpone(self, key: str, fence: int, attempts: int, reason: str) -> None:
        """Certainly not sent this time: planned again, unless an earlier attempt is in doubt."""
        state = EffectState.ATTEMPTING if attempts else EffectState.PLANNED
        await self._database.run(
            lambda session: _write(
                session, key, fence, {"state": state, "attempts": attempts, "result": reason}
            )
        )

    async def _settle(self, key: str, fence: int, state: EffectState, **more: str) -> None:
        await self._database.run(lambda session: _settle(session, key, fence, {"state": state, **more}))


async def plan(session: Session, case: Case, effects: Sequence[PlannedEffect]) -> None:
    """Planned with the step that wants them; one that cannot be sent is rejected from the start."""
    if not effects:
        return
    process = await process_of(session, case.process_hash)
    orders = {each.key: process.nodes[each.status].tasks[each.action].order for each in effects}
    named = {
        key: order.pinned or order.template for key, order in orders.items() if isinstance(order, Templated)
    }
    templates = await _templates(session, set(named.values()))
    reachable = await has_address(session, case.contact_id)
    for effect in effects:
        template = templates.get(named.get(effect.key, ""))
        session.add(_planned(session, case, effect, template, reachable))


def _planned(
    session: Session, case: Case, effect: PlannedEffect, template: Template | None, reachable: bool
) -> Effect:
    problem = "template_unknown" if template is None else None if reachable else "no_address"
    return Effect(
        key=effect.key,
        kind=effect.kind,
        effect_class=template.effect_class if template is not None else EffectClass.MARKETING,
        campaign_id=case.campaign_id,
        case_id=case.id,
        state=EffectState.REJECTED if problem else EffectState.PLANNED,
        args={
            "template": template.hash if template is not None else "",
            "status": effect.status,
            "action": effect.action,
        },
        result=problem,
        planned_at=session.now,
        settled_at=session.now if problem else None,
    )


async def unsettled(session: Session, case_id: str) -> tuple[PlannedEffect, ...]:
    """Effects of the case that somebody has to bring to their end; its dials are the gateway's."""
    mine = select(Effect).where(Effect.case_id == case_id, Effect.kind != DIAL, col(Effect.state).in_(OPEN))
    rows = await session.exec(mine.order_by(col(Effect.planned_at)))
    return tuple(PlannedEffect(row.key, row.kind, row.args["status"], row.args["action"]) for row in rows)


async def _templates(session: Session, names: set[str]) -> dict[str, Template]:
    """By hash, or the newest of a name."""
    wanted = or_(col(Template.hash).in_(names), col(Template.name).in_(names))
    found: dict[str, Template] = {}
    for template in await session.exec(select(Template).where(wanted).order_by(col(Template.number))):
        found[template.name] = found[template.hash] = template
    return found


async def _claim(session: Session, key: str, fence: int, letter: Letter) -> int | None:
    taken = {
        "state": EffectState.ATTEMPTING,
        "fence": fence + 1,
        "attempts": Effect.attempts + 1,
        "attempted_at": session.now,
    }
    if not await _write(session, key, fence, taken):
        return None
    await store_letter(session, key, letter)
    return fence + 1


async def _settle(session: Session, key: str, fence: int, values: dict[str, Any]) -> None:
    if not await _write(session, key, fence, {**values, "settled_at": session.now}):
        return
    await session.change(update(Message).where(col(Message.effect_key) == key).values(state=values["state"]))
    effect = await session.get_one(Effect, key)
    session.record(
        "messages",
        "mail_settled",
        key,
        campaign_id=effect.campaign_id,
        case_id=effect.case_id,
        state=values["state"],
    )


async def _write(session: Session, key: str, fence: int, values: dict[str, Any]) -> int:
    mine = (col(Effect.key) == key, col(Effect.fence) == fence, col(Effect.state).in_(OPEN))
    return await session.change(update(Effect).where(*mine).values(**values))
