"""Knows the effects that happen in the database itself: each in one transaction with its row of the ledger.

So they happen exactly once, whatever dies when: either both are written, or neither is.
"""

from typing import Final

from sqlmodel import select

from db.do_not_call import block
from db.ledger import OPEN
from db.notices import notify
from db.passing import pass_on
from db.rules import process_of
from db.session import Database, Session
from db.tables.cases import Case
from db.tables.effects import Effect
from domain.effects import EffectState
from domain.errors import NotFound
from graphs.process.actions import Block, Copy, Move, Notify, Order

KINDS: Final = ("notification", "move", "copy", "block")


class InsideEffects:
    """Carries out notifications, moves, copies and entries of the do-not-call list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def perform(self, effect_key: str) -> bool:
        """Carry it out, unless it is settled already; False when it cannot be, with the reason in the ledger."""
        return await self._database.run(lambda session: _perform(session, effect_key))


async def _perform(session: Session, effect_key: str) -> bool:
    mine = select(Effect).where(Effect.key == effect_key)
    effect = (await session.exec(mine.with_for_update(key_share=True))).first()
    if effect is None or effect.case_id is None:
        raise NotFound(kind="effect", name=effect_key)
    if EffectState(effect.state) not in OPEN:
        return effect.state == EffectState.CONFIRMED
    case = await session.get_one(Case, effect.case_id)
    process = await process_of(session, case.process_hash)
    action: int = effect.args["action"]
    order = process.nodes[effect.args["status"]].tasks[action].order
    problem = await _carry_out(session, effect_key, case, order)
    effect.state = EffectState.REJECTED if problem else EffectState.CONFIRMED
    effect.result, effect.attempts = problem, 1
    effect.attempted_at = effect.settled_at = session.now
    session.add(effect)
    return problem is None


async def _carry_out(session: Session, effect_key: str, case: Case, order: Order) -> str | None:
    """Why it cannot be, or None when it is done."""
    match order:
        case Notify():
            return await notify(session, effect_key, case, order)
        case Move():
            return await pass_on(session, case, order.campaign, moved=True)
        case Copy():
            return await pass_on(session, case, order.campaign, moved=False)
        case Block():
            await block(
                session, case.id, "global" if order.list == "global" else "campaign", reason=case.status
            )
            return None
        case _:
            raise NotFound(kind="order inside", name=order.kind)
